//! Put a draft into the box.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning};

use super::article::{ArticleForm, DraftArticle};
use crate::Official;
use crate::ids::DraftId;
use crate::limits::DRAFT_ARTICLES;

/// `POST /cgi-bin/draft/add`. Nothing is public yet.
///
/// More: [`manual::draft`](crate::manual::draft#add), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_add.html).
///
/// ```
/// use wxkit_official::draft::{AddDraft, DraftArticle};
/// use wxkit_official::ids::MaterialId;
///
/// let article = DraftArticle::news("春茶", "<p>一壶好茶</p>", MaterialId::from("MEDIA_ID"));
/// let call = AddDraft::new(vec![article]); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "draft/add")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AddDraft {
    /// The articles, 1 to 8, in the order of reading.
    pub articles: Vec<DraftArticle>,
}

impl AddDraft {
    /// With all that it needs.
    pub fn new(articles: Vec<DraftArticle>) -> Self {
        Self { articles }
    }
}

/// The reply to [`AddDraft`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AddedDraft {
    /// The draft's id, at most 128 characters.
    pub media_id: DraftId,
}

impl Endpoint for AddDraft {
    type Platform = Official;
    type Reply = AddedDraft;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/draft/add";

    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(self);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json()
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.articles.is_empty() {
            return Err(Invalid::new("the draft has no article"));
        }
        let mut warnings: Vec<_> =
            DRAFT_ARTICLES.check("the draft", self.articles.len() as u64)?.into_iter().collect();
        let several = self.articles.len() > 1;
        for (position, article) in self.articles.iter().enumerate() {
            // People count from 1.
            let named = |message: String| match several {
                true => format!("article {}: {message}", position + 1),
                false => message,
            };
            if matches!(&article.form, ArticleForm::News { thumb_media_id: None, .. }) {
                return Err(Invalid::new(named("the article has no cover (thumb_media_id)".into())));
            }
            let found = article.check().map_err(|invalid| Invalid::new(named(invalid.message)))?;
            warnings.extend(found.into_iter().map(|warning| Warning::new(named(warning.message))));
            if several && matches!(&article.form, ArticleForm::News { digest, .. } if !digest.is_empty()) {
                warnings.push(Warning::new(named(
                    "only a draft of one article has a digest (as documented)".into(),
                )));
            }
        }
        Ok(warnings)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use expect_test::expect;

    use super::super::article::{CoverCrops, NewsCrops};
    use super::*;
    use crate::ids::MaterialId;
    use crate::testing::{check, refusal};

    pub(in crate::draft) fn news() -> DraftArticle {
        DraftArticle {
            title: "怎样冲一壶好茶".into(),
            author: "茶客".into(),
            content: "<p>茶 &amp; \"水\"</p>".into(),
            content_source_url: String::new(),
            need_open_comment: true,
            only_fans_can_comment: false,
            form: ArticleForm::News {
                thumb_media_id: Some(MaterialId::from("THUMB")),
                digest: String::new(),
                crops: NewsCrops { wide: "0.1945_0_1_0.5236".parse().ok(), square: None },
            },
        }
    }

    pub(in crate::draft) fn pictures() -> DraftArticle {
        DraftArticle {
            title: "茶席".into(),
            author: String::new(),
            content: "三张图".into(),
            content_source_url: String::new(),
            need_open_comment: false,
            only_fans_can_comment: false,
            form: ArticleForm::Newspic {
                cover: MaterialId::from("IMAGE_1"),
                more: vec![MaterialId::from("IMAGE_2")],
                crops: CoverCrops { square: "0.166454_0_0.833545_1".parse().ok(), ..CoverCrops::default() },
                product_key: Some("KEY".into()),
            },
        }
    }

    #[test]
    fn add_news() {
        check(
            &AddDraft { articles: vec![news()] },
            r#"{"media_id":"MEDIA_ID","item":[{"index":0,"ad_count":0}]}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/draft/add?access_token=TOKEN
                content-type: application/json
                content-length: 259

                {"articles":[{"article_type":"news","title":"怎样冲一壶好茶","author":"茶客","content":"<p>茶 &amp; \"水\"</p>","content_source_url":"","thumb_media_id":"THUMB","need_open_comment":1,"only_fans_can_comment":0,"pic_crop_235_1":"0.1945_0_1_0.5236"}]}
                AddedDraft { media_id: DraftId("MEDIA_ID") }"#]],
        );
        let refused =
            refusal::<AddDraft>(r#"{"errcode":"45003","errmsg":"title size out of limit rid: 6253-1"}"#);
        expect![
            "input: WeChat refused with 45003, the title is too long: title size out of limit rid: 6253-1"
        ]
        .assert_eq(&refused);
        expect![[r#"reply: unreadable answer: missing field `media_id`; it began with: {"errcode":0,"errmsg":"ok"}"#]].assert_eq(&refusal::<AddDraft>(r#"{"errcode":0,"errmsg":"ok"}"#));
    }

    #[test]
    fn add_pictures() {
        check(
            &AddDraft { articles: vec![pictures()] },
            r#"{"media_id":"MEDIA_ID"}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/draft/add?access_token=TOKEN
            content-type: application/json
            content-length: 380

            {"articles":[{"article_type":"newspic","title":"茶席","content":"三张图","need_open_comment":0,"only_fans_can_comment":0,"image_info":{"image_list":[{"image_media_id":"IMAGE_1"},{"image_media_id":"IMAGE_2"}]},"cover_info":{"crop_percent_list":[{"ratio":"1_1","x1":"0.166454","y1":"0","x2":"0.833545","y2":"1"}]},"product_info":{"footer_product_info":{"product_key":"KEY"}}}]}
            AddedDraft { media_id: DraftId("MEDIA_ID") }"#]],
        );
        let refused = refusal::<AddDraft>(r#"{"errcode":53404,"errmsg":"no permission"}"#);
        expect!["permission: WeChat refused with 53404, the account may not sell at present: no permission"]
            .assert_eq(&refused);
    }

    #[test]
    fn what_cannot_be_an_article_is_not_received() {
        let read = |json: &str| match wxkit_proto::json::from_slice::<DraftArticle>(json.as_bytes()) {
            Ok(article) => format!("{article:?}"),
            Err(error) => error,
        };
        expect![[r#"DraftArticle { title: "t", author: "", content: "", content_source_url: "", need_open_comment: true, only_fans_can_comment: false, form: News { thumb_media_id: Some(MaterialId("T")), digest: "", crops: NewsCrops { wide: None, square: None } } }"#]].assert_eq(&read(r#"{"title":"t","thumb_media_id":"T","need_open_comment":"1"}"#));
        expect!["image_media_id missing"].assert_eq(&read(r#"{"article_type":"newspic","image_info":""}"#));
        expect!["article_type newsvideo is not known"].assert_eq(&read(r#"{"article_type":"newsvideo"}"#));
        expect!["the crop 0_0_2_1 is not X1_Y1_X2_Y2: fractions 0 to 1 with at most 6 decimals, upper left before lower right (as documented)"].assert_eq(&read(r#"{"thumb_media_id":"T","pic_crop_1_1":"0_0_2_1"}"#));
        expect!["ratio 3_4 is not known"].assert_eq(&read(
            r#"{"article_type":"newspic","image_info":{"image_list":[{"image_media_id":"I"}]},"cover_info":{"crop_percent_list":[{"ratio":"3_4"}]}}"#,
        ));
    }

    #[test]
    fn limits() {
        let check = |articles: Vec<DraftArticle>| match (AddDraft { articles }).check() {
            Ok(found) => found.into_iter().map(|warning| warning.message).collect::<Vec<_>>().join("\n"),
            Err(invalid) => format!("error: {invalid}"),
        };
        expect!["error: the draft has no article"].assert_eq(&check(vec![]));
        expect![""].assert_eq(&check(vec![news(); 8]));
        expect!["error: the draft has 9 articles; a draft may have at most 8 (as documented)"]
            .assert_eq(&check(vec![news(); 9]));
        let long = DraftArticle { title: "茶".repeat(33), ..news() };
        let (thumb_media_id, crops) = (Some(MaterialId::from("T")), NewsCrops::default());
        let form = ArticleForm::News { thumb_media_id, digest: "摘要".into(), crops };
        expect![[r#"
            article 2: the title has 33 characters; some servers take at most 32 (documents of 2025; more was accepted)
            article 2: only a draft of one article has a digest (as documented)"#]]
        .assert_eq(&check(vec![news(), DraftArticle { form, ..long }]));
        let form =
            ArticleForm::News { thumb_media_id: None, digest: String::new(), crops: NewsCrops::default() };
        expect!["error: article 2: the article has no cover (thumb_media_id)"]
            .assert_eq(&check(vec![news(), DraftArticle { form, ..news() }]));
        expect!["error: article 2: the article has no title"]
            .assert_eq(&check(vec![news(), DraftArticle { title: " ".into(), ..news() }]));
    }
}
