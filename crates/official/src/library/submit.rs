//! Hand an article to the review, and so publish it.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Done;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint};

use crate::Official;
use crate::ids::NewsId;

/// `POST /cgi-bin/publish/submit`. When the review is passed, the article is public.
///
/// An account publishes at most 200 articles a day, and deleting gives none back. If it was submitted before, `errmsg`
/// says `abnormal status`, which is a refusal of kind `state` ([`says_submitted`](crate::says_submitted)).
///
/// More: [`manual::library`](crate::manual::library#submit), [the media API's manual](https://res.wx.qq.com/download/MediaApiDoc.pdf).
///
/// ```
/// use wxkit_official::ids::NewsId;
/// use wxkit_official::library::SubmitNews;
///
/// let call = SubmitNews::new(NewsId::from("MEDIA_ID")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "publish/submit")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubmitNews {
    /// Which article.
    pub media_id: NewsId,
}

impl SubmitNews {
    /// With all that it needs.
    pub fn new(media_id: NewsId) -> Self {
        Self { media_id }
    }
}

impl Endpoint for SubmitNews {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/publish/submit";

    fn encode(&self, out: &mut Encoder) {
        out.json(&Body { media_id: self.media_id.clone(), msgtype: "mpnews".into() });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let body: Body = from.json()?;
        if body.msgtype == "mpnews" {
            Ok(Self { media_id: body.media_id })
        } else {
            Err(DecodeError::new("msgtype must be mpnews"))
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    media_id: NewsId,
    msgtype: String,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn submit() {
        check(
            &SubmitNews { media_id: NewsId::from("MEDIA_ID") },
            r#"{"errcode":0,"errmsg":"submit success"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/publish/submit?access_token=TOKEN
                content-type: application/json
                content-length: 42

                {"media_id":"MEDIA_ID","msgtype":"mpnews"}
                Done { errcode: 0, errmsg: "submit success" }"#]],
        );
        let refused = refusal::<SubmitNews>(r#"{"errcode":50003,"errmsg":"abnormal status"}"#);
        expect!["state: WeChat refused with 50003, the article was submitted before: abnormal status"]
            .assert_eq(&refused);
        let refused = refusal::<SubmitNews>(r#"{"errcode":0,"errmsg":"abnormal status"}"#);
        expect!["state: WeChat refused, the article was submitted before: abnormal status"]
            .assert_eq(&refused);
    }
}
