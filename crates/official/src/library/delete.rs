//! Take an article out of the library.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Done;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use crate::Official;
use crate::ids::NewsId;

/// `POST /cgi-bin/publish/delete`. It gives nothing back of the 200 articles a day.
///
/// More: [`manual::library`](crate::manual::library#delete), [the media API's manual](https://res.wx.qq.com/download/MediaApiDoc.pdf).
///
/// ```
/// use wxkit_official::ids::NewsId;
/// use wxkit_official::library::{DeleteNews, Which};
///
/// // `client.call(call).await?` brings the reply.
/// let call = DeleteNews::new(NewsId::from("MEDIA_ID"), Which::All);
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "publish/delete")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteNews {
    /// Which upload.
    pub media_id: NewsId,
    /// Which articles of it.
    pub which: Which,
}

impl DeleteNews {
    /// With all that it needs.
    pub fn new(media_id: NewsId, which: Which) -> Self {
        Self { media_id, which }
    }
}

/// Which articles of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All of them; 0 on the wire.
    All,
    /// One, counted from 0; on the wire from 1.
    One(u32),
}

impl Endpoint for DeleteNews {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/publish/delete";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        let index = match self.which {
            Which::All => 0,
            Which::One(position) => i64::from(position) + 1,
        };
        out.json(&Body { media_id: self.media_id.clone(), index });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let Body { media_id, index } = from.json()?;
        let which = match index {
            0 => Which::All,
            index => Which::One(
                u32::try_from(index.saturating_sub(1))
                    .map_err(|_| DecodeError::new("index counts from 1"))?,
            ),
        };
        Ok(Self { media_id, which })
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    media_id: NewsId,
    #[serde(deserialize_with = "json::int")]
    index: i64,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn delete() {
        check(
            &DeleteNews { media_id: NewsId::from("MEDIA_ID"), which: Which::One(0) },
            r#"{"errcode":0,"errmsg":"delete success"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/publish/delete?access_token=TOKEN
                content-type: application/json
                content-length: 33

                {"media_id":"MEDIA_ID","index":1}
                Done { errcode: 0, errmsg: "delete success" }"#]],
        );
        check(
            &DeleteNews { media_id: NewsId::from("MEDIA_ID"), which: Which::All },
            "{}",
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/publish/delete?access_token=TOKEN
                content-type: application/json
                content-length: 33

                {"media_id":"MEDIA_ID","index":0}
                Done { errcode: 0, errmsg: "" }"#]],
        );
        let refused = refusal::<DeleteNews>(r#"{"errcode":40114,"errmsg":"invalid index"}"#);
        expect!["input: WeChat refused with 40114, the index of the article is not valid: invalid index"]
            .assert_eq(&refused);
    }
}
