//! Articles (图文) for a mass message, the old way.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning, json};

use crate::Official;
use crate::ids::{DraftId, MassNewsId};
use crate::library::News;
use crate::limits::MASS_ARTICLES;

/// `POST /cgi-bin/media/uploadnews`: prepares 1 to 8 articles for a mass message.
///
/// Drafts have taken its place: a draft's id is a [`MassNewsId`] as well. Not to be confused with
/// [`UploadNews`](crate::library::UploadNews).
///
/// More: [`manual::mass`](crate::manual::mass#uploadnews), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/notify/message/api_uploadnewsmsg.html).
///
/// ```
/// use wxkit_official::ids::MaterialId;
/// use wxkit_official::library::News;
/// use wxkit_official::mass::PrepareNews;
///
/// // `client.call(call).await?` brings the reply.
/// let call = PrepareNews::new(vec![News::new("春茶", "<p>一壶好茶</p>", MaterialId::from("MEDIA_ID"))]);
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "media/uploadnews")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PrepareNews {
    /// The articles, 1 to 8, of the same form as in the publish library.
    pub articles: Vec<News>,
}

impl PrepareNews {
    /// With all that it needs.
    pub fn new(articles: Vec<News>) -> Self {
        Self { articles }
    }
}

/// The reply to [`PrepareNews`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PreparedNews {
    /// `news`.
    #[serde(rename = "type", default, deserialize_with = "json::text")]
    pub kind: String,
    /// What to send.
    pub media_id: MassNewsId,
    /// When it was made, in Unix seconds.
    #[serde(default, alias = "create_at", deserialize_with = "json::int")]
    pub created_at: i64,
}

impl Endpoint for PrepareNews {
    type Platform = Official;
    type Reply = PreparedNews;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/media/uploadnews";

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
            return Err(Invalid::new("there is no article; a mass message has 1 to 8 (as documented)"));
        }
        let mut warnings: Vec<_> =
            MASS_ARTICLES.check("the message", self.articles.len() as u64)?.into_iter().collect();
        for news in &self.articles {
            warnings.extend(news.check()?);
        }
        Ok(warnings)
    }
}

impl From<DraftId> for MassNewsId {
    fn from(id: DraftId) -> Self {
        Self::from(String::from(id))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::ids::MaterialId;
    use crate::testing::{check, refusal};

    fn call(articles: usize) -> PrepareNews {
        let news = News {
            thumb_media_id: MaterialId::from("THUMB"),
            author: "茶客".into(),
            title: "怎样冲一壶好茶".into(),
            content_source_url: String::new(),
            content: "<p>茶 &amp; 水</p>".into(),
            digest: String::new(),
            show_cover_pic: true,
            need_open_comment: false,
            only_fans_can_comment: false,
        };
        PrepareNews { articles: vec![news; articles] }
    }

    #[test]
    fn prepare_news() {
        check(
            &call(1),
            r#"{"type":"news","media_id":"NEWS","created_at":"1525936573"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/media/uploadnews?access_token=TOKEN
                content-type: application/json
                content-length: 215

                {"articles":[{"thumb_media_id":"THUMB","author":"茶客","title":"怎样冲一壶好茶","content_source_url":"","content":"<p>茶 &amp; 水</p>","show_cover_pic":1,"need_open_comment":0,"only_fans_can_comment":0}]}
                PreparedNews { kind: "news", media_id: MassNewsId("NEWS"), created_at: 1525936573 }"#]],
        );
        let refused = refusal::<PrepareNews>(r#"{"errcode":45003,"errmsg":"title size out of limit"}"#);
        expect!["input: WeChat refused with 45003, the title is too long: title size out of limit"]
            .assert_eq(&refused);
    }

    #[test]
    fn articles_are_1_to_8() {
        assert!(call(1).check().is_ok() && call(8).check().is_ok());
        expect!["there is no article; a mass message has 1 to 8 (as documented)"]
            .assert_eq(&call(0).check().unwrap_err().message);
        expect!["the message has 9 articles; a mass message may have at most 8 (as documented)"]
            .assert_eq(&call(9).check().unwrap_err().message);
    }
}
