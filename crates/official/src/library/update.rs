//! Change an article that is not submitted.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Done;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning, json};

use super::News;
use crate::Official;
use crate::ids::NewsId;

/// `POST /cgi-bin/publish/update`. If the article was submitted, `errmsg` says
/// `invalid status` ([`says_submitted`](crate::says_submitted)).
///
/// More: [`manual::library`](crate::manual::library#update), [the media API's manual](https://res.wx.qq.com/download/MediaApiDoc.pdf).
///
/// ```
/// use wxkit_official::ids::{MaterialId, NewsId};
/// use wxkit_official::library::{News, UpdateNews};
///
/// // `client.call(call).await?` brings the reply.
/// let call = UpdateNews::new(NewsId::from("MEDIA_ID"), 0, News::new("春茶", "<p>一壶好茶</p>", MaterialId::from("MEDIA_ID")));
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "publish/update")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UpdateNews {
    /// Which upload.
    pub media_id: NewsId,
    /// Which article of it, from 0; always 0 today. On the wire the count begins at 1.
    pub position: u32,
    /// The article, whole.
    pub news: News,
}

impl UpdateNews {
    /// With all that it needs.
    pub fn new(media_id: NewsId, position: u32, news: News) -> Self {
        Self { media_id, position, news }
    }
}

impl Endpoint for UpdateNews {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/publish/update";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        let (media_id, articles) = (self.media_id.clone(), self.news.clone());
        out.json(&Body { media_id, index: i64::from(self.position) + 1, articles });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let Body { media_id, index, articles } = from.json()?;
        let position =
            u32::try_from(index.saturating_sub(1)).map_err(|_| DecodeError::new("index counts from 1"))?;
        Ok(Self { media_id, position, news: articles })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        self.news.check()
    }
}

/// `articles` is a single object here.
#[derive(Serialize, Deserialize)]
struct Body {
    media_id: NewsId,
    #[serde(deserialize_with = "json::int")]
    index: i64,
    articles: News,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::upload::tests::news;
    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn update() {
        check(
            &UpdateNews { media_id: NewsId::from("MEDIA_ID"), position: 0, news: news() },
            r#"{"errcode":0,"errmsg":"update success"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/publish/update?access_token=TOKEN
                content-type: application/json
                content-length: 249

                {"media_id":"MEDIA_ID","index":1,"articles":{"thumb_media_id":"THUMB","author":"茶客","title":"怎样冲一壶好茶","content_source_url":"","content":"<p>茶 &amp; \"水\"</p>","show_cover_pic":1,"need_open_comment":0,"only_fans_can_comment":0}}
                Done { errcode: 0, errmsg: "update success" }"#]],
        );
        let refused = refusal::<UpdateNews>(r#"{"errcode":-2,"errmsg":"invalid status"}"#);
        expect!["state: WeChat refused with -2, the article was submitted before: invalid status"]
            .assert_eq(&refused);
    }
}
