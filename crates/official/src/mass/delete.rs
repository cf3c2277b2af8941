//! Delete what was sent.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Done;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use crate::Official;
use crate::ids::{MessageId, opt_message};
use crate::library::Which;

/// `POST /cgi-bin/message/mass/delete`: voids the pages of news or of a video that was
/// sent by API; what stands in the chats stays there.
///
/// If an article was sent several times, deleting it once voids all.
///
/// More: [`manual::mass`](crate::manual::mass#delete), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/notify/message/api_deletemassmsg.html).
///
/// ```
/// use wxkit_official::ids::MessageId;
/// use wxkit_official::library::Which;
/// use wxkit_official::mass::{DeleteMass, SentMass};
///
/// // `client.call(call).await?` brings the reply.
/// let call = DeleteMass::new(SentMass::Id(MessageId::from(34_182)), Which::All);
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "message/mass/delete")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteMass {
    /// Which message.
    pub sent: SentMass,
    /// Which articles of it; on the wire the count begins at 1.
    pub which: Which,
}

impl DeleteMass {
    /// With all that it needs.
    pub fn new(sent: SentMass, which: Which) -> Self {
        Self { sent, which }
    }
}

/// How a sent message is told.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SentMass {
    /// By its id; the better way.
    Id(MessageId),
    /// By an article's address.
    Url(String),
}

impl Endpoint for DeleteMass {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/message/mass/delete";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        let article_idx = match self.which {
            Which::All => 0,
            Which::One(position) => i64::from(position) + 1,
        };
        let (msg_id, url) = match &self.sent {
            SentMass::Id(id) => (Some(*id), String::new()),
            SentMass::Url(url) => (None, url.clone()),
        };
        out.json(&Body { msg_id, url, article_idx });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let Body { msg_id, url, article_idx } = from.json()?;
        let sent = match msg_id {
            Some(id) => SentMass::Id(id),
            None if url.is_empty() => return Err(DecodeError::new("msg_id missing")),
            None => SentMass::Url(url),
        };
        let which = match article_idx {
            0 => Which::All,
            index => Which::One(
                u32::try_from(index.saturating_sub(1))
                    .map_err(|_| DecodeError::new("article_idx counts from 1"))?,
            ),
        };
        Ok(Self { sent, which })
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Body {
    #[serde(deserialize_with = "opt_message", skip_serializing_if = "Option::is_none")]
    msg_id: Option<MessageId>,
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    url: String,
    #[serde(deserialize_with = "json::int")]
    article_idx: i64,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn delete() {
        check(
            &DeleteMass { sent: SentMass::Id(MessageId::from(30124)), which: Which::One(1) },
            r#"{"errcode":0,"errmsg":"ok"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/message/mass/delete?access_token=TOKEN
                content-type: application/json
                content-length: 32

                {"msg_id":30124,"article_idx":2}
                Done { errcode: 0, errmsg: "ok" }"#]],
        );
        let url = "http://mp.weixin.qq.com/s?__biz=MzA3&mid=1&idx=1".into();
        check(
            &DeleteMass { sent: SentMass::Url(url), which: Which::All },
            "{}",
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/message/mass/delete?access_token=TOKEN
            content-type: application/json
            content-length: 74

            {"url":"http://mp.weixin.qq.com/s?__biz=MzA3&mid=1&idx=1","article_idx":0}
            Done { errcode: 0, errmsg: "" }"#]],
        );
        let refused = refusal::<DeleteMass>(r#"{"errcode":40060,"errmsg":"invalid article_idx"}"#);
        expect!["input: WeChat refused with 40060, article_idx is not valid: invalid article_idx"]
            .assert_eq(&refused);
    }
}
