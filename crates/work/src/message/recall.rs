//! Take a message back.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Done;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning};

use crate::Work;
use crate::ids::MessageId;

/// `POST /cgi-bin/message/recall`: takes back a message of the same application, within 24 hours. It
/// vanishes from the Work client only, not from WeChat (微信插件).
///
/// More: [`manual::messages`](crate::manual::messages#recall), [WeChat's page](https://developer.work.weixin.qq.com/document/path/94867).
///
/// ```
/// use wxkit_work::ids::MessageId;
/// use wxkit_work::message::RecallMessage;
///
/// let call = RecallMessage::new(MessageId::from("MSGID")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "message/recall")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RecallMessage {
    /// Which message.
    pub msgid: MessageId,
}

impl RecallMessage {
    /// With all that it needs.
    pub fn new(msgid: MessageId) -> Self {
        Self { msgid }
    }
}

impl Endpoint for RecallMessage {
    type Platform = Work;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/message/recall";

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
        if self.msgid.as_str().trim().is_empty() {
            return Err(Invalid::new("the message id is empty"));
        }
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn recall_message() {
        let call =
            RecallMessage { msgid: MessageId::from("vcT8gGc-7dFb4bxT35ONjBDz901sLlXPZw1DAMC_Gc26qRpK") };
        check(
            &call,
            r#"{"errcode":0,"errmsg":"ok"}"#,
            &expect![[r#"
            POST https://qyapi.weixin.qq.com/cgi-bin/message/recall?access_token=TOKEN
            content-type: application/json
            content-length: 60

            {"msgid":"vcT8gGc-7dFb4bxT35ONjBDz901sLlXPZw1DAMC_Gc26qRpK"}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        let refused = refusal::<RecallMessage>(r#"{"errcode":40035,"errmsg":"invalid parameter"}"#);
        expect!["input: WeChat refused with 40035, a parameter is not valid: invalid parameter"]
            .assert_eq(&refused);
    }
}
