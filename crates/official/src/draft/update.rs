//! Change one article of a draft.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Done;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning};

use super::article::DraftArticle;
use super::wire::amount;
use crate::Official;
use crate::ids::DraftId;

/// `POST /cgi-bin/draft/update`.
///
/// More: [`manual::draft`](crate::manual::draft#update), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_update.html).
///
/// ```
/// use wxkit_official::draft::{DraftArticle, UpdateDraft};
/// use wxkit_official::ids::{DraftId, MaterialId};
///
/// let article = DraftArticle::news("春茶", "<p>一壶好茶</p>", MaterialId::from("MEDIA_ID"));
/// // `client.call(call).await?` brings the reply.
/// let call = UpdateDraft::new(DraftId::from("MEDIA_ID"), 0, article);
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "draft/update")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UpdateDraft {
    /// Which draft.
    pub media_id: DraftId,
    /// Which article of it, from 0; here the wire counts from 0 too.
    #[serde(rename = "index", deserialize_with = "amount")]
    pub position: u32,
    /// The article, whole; of news the cover may be left out, and stays. On the wire it is `articles`, and yet a single
    /// object.
    #[serde(rename = "articles")]
    pub article: DraftArticle,
}

impl UpdateDraft {
    /// With all that it needs.
    pub fn new(media_id: DraftId, position: u32, article: DraftArticle) -> Self {
        Self { media_id, position, article }
    }
}

impl Endpoint for UpdateDraft {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/draft/update";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(self);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json()
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        self.article.check()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::add::tests::news;
    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn update() {
        check(
            &UpdateDraft { media_id: DraftId::from("MEDIA_ID"), position: 0, article: news() },
            r#"{"errcode":"0","errmsg":"ok"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/draft/update?access_token=TOKEN
                content-type: application/json
                content-length: 289

                {"media_id":"MEDIA_ID","index":0,"articles":{"article_type":"news","title":"怎样冲一壶好茶","author":"茶客","content":"<p>茶 &amp; \"水\"</p>","content_source_url":"","thumb_media_id":"THUMB","need_open_comment":1,"only_fans_can_comment":0,"pic_crop_235_1":"0.1945_0_1_0.5236"}}
                Done { errcode: 0, errmsg: "ok" }"#]],
        );
        let refused = refusal::<UpdateDraft>(r#"{"errcode":40114,"errmsg":"invalid index"}"#);
        expect!["input: WeChat refused with 40114, the index of the article is not valid: invalid index"]
            .assert_eq(&refused);
    }
}
