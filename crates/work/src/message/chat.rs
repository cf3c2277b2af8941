//! Send a message to a group chat.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Done;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Warning};

use super::kinds::Message;
use super::safety::Safety;
use super::wire::Wire;
use crate::Work;
use crate::ids::ChatId;

/// `POST /cgi-bin/appchat/send`: sends a message to a group chat (群聊) that was made by the API.
///
/// Only for applications whose visible range is the whole corp. Never repeated after a lost answer: the platform does not
/// look for doubles here. There is no id to recall it by.
///
/// More: [`manual::messages`](crate::manual::messages#appchat-send), [WeChat's page](https://developer.work.weixin.qq.com/document/path/90248).
///
/// ```
/// use wxkit_work::ids::ChatId;
/// use wxkit_work::message::{Message, SendToChat};
///
/// // `client.call(call).await?` brings the reply.
/// let call = SendToChat::new(ChatId::from("CHAT_ID"), Message::Text("水开了".into()));
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "appchat/send")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Body", into = "Body")]
#[non_exhaustive]
pub struct SendToChat {
    /// Which chat.
    pub chatid: ChatId,
    /// What.
    pub message: Message,
    /// How far it may be passed on.
    pub safe: Safety,
}

impl SendToChat {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(chatid: ChatId, message: Message) -> Self {
        Self { chatid, message, safe: Safety::default() }
    }
}

impl Endpoint for SendToChat {
    type Platform = Work;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/appchat/send";

    fn encode(&self, out: &mut Encoder) {
        out.json(self);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json()
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.chatid.as_str().trim().is_empty() {
            return Err(Invalid::new("the id of the chat is empty"));
        }
        if self.safe == Safety::WithinCorp {
            return Err(Invalid::new("to a chat, a message is shareable or confidential (as documented)"));
        }
        self.safe.check(self.message.word())?;
        self.message.check()
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    chatid: ChatId,
    #[serde(flatten)]
    message: Wire,
    #[serde(default, skip_serializing_if = "Safety::is_usual")]
    safe: Safety,
}

impl From<SendToChat> for Body {
    fn from(SendToChat { chatid, message, safe }: SendToChat) -> Self {
        Self { chatid, message: message.wire(), safe }
    }
}

impl TryFrom<Body> for SendToChat {
    type Error = DecodeError;

    fn try_from(Body { chatid, message, safe }: Body) -> Result<Self, DecodeError> {
        Ok(Self { chatid, message: Message::read(message)?, safe })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wxkit_proto::Repeat;

    use super::*;
    use crate::ids::MediaId;
    use crate::testing::{check, refusal};

    #[test]
    fn send_to_chat() {
        let message = Message::Image(MediaId::new("MEDIAID"));
        let call = SendToChat { chatid: ChatId::from("CHATID"), message, safe: Safety::Confidential };
        check(
            &call,
            r#"{"errcode":0,"errmsg":"ok"}"#,
            &expect![[r#"
            POST https://qyapi.weixin.qq.com/cgi-bin/appchat/send?access_token=TOKEN
            content-type: application/json
            content-length: 77

            {"chatid":"CHATID","msgtype":"image","image":{"media_id":"MEDIAID"},"safe":1}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        assert_eq!(call.repeat(), Repeat::Never);
        let refused = refusal::<SendToChat>(r#"{"errcode":86003,"errmsg":"chat not exist"}"#);
        expect!["input: WeChat refused with 86003, no such chat: chat not exist"].assert_eq(&refused);
        expect!["to a chat, a message is shareable or confidential (as documented)"]
            .assert_eq(&SendToChat { safe: Safety::WithinCorp, ..call.clone() }.check().unwrap_err().message);
        expect!["the id of the chat is empty"].assert_eq(
            &SendToChat { chatid: ChatId::from(String::new()), ..call }.check().unwrap_err().message,
        );
    }
}
