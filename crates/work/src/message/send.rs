//! Send a message to members.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::json::flag;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning, json};

use super::app::AppMessage;
use super::receivers::Receivers;
use super::safety::Safety;
use super::sent::Sent;
use super::wire::Wire;
use crate::Work;
use crate::ids::AgentId;
use crate::limits::DUPLICATE_INTERVAL;

/// `POST /cgi-bin/message/send`: sends a message of an application to members.
///
/// A lost answer is followed by a repeat only if [`duplicate_check`](SendMessage::duplicate_check) is set: then the
/// platform suppresses the second one. If every answer is lost, it is an [`Error::OutcomeUnknown`](wxkit_proto::Error).
///
/// More: [`manual::messages`](crate::manual::messages#send), [WeChat's page](https://developer.work.weixin.qq.com/document/path/90236).
///
/// ```
/// use wxkit_work::ids::AgentId;
/// use wxkit_work::message::{Message, Receivers, SendMessage};
///
/// // `client.call(call).await?` brings the reply.
/// let call = SendMessage::new(Receivers::Everybody, AgentId::from(1_000_002), Message::Text("水开了".into()));
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "message/send")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Body", into = "Body")]
#[non_exhaustive]
pub struct SendMessage {
    /// To whom.
    pub to: Receivers,
    /// The application; it must be the one whose token is used.
    pub agentid: AgentId,
    /// What.
    pub message: AppMessage,
    /// How far it may be passed on.
    pub safe: Safety,
    /// Whether ids in the text become names (id转译).
    pub id_trans: bool,
    /// For how many seconds, up to 14,400, the platform sends the same to the same receivers only once; `None`: it does
    /// not look. The usual choice is 1800.
    pub duplicate_check: Option<u32>,
}

impl SendMessage {
    /// A message that may be forwarded, and that is sent again if it is repeated.
    pub fn new(to: Receivers, agentid: AgentId, message: impl Into<AppMessage>) -> Self {
        let message = message.into();
        Self { to, agentid, message, safe: Safety::Shareable, id_trans: false, duplicate_check: None }
    }
}

impl Endpoint for SendMessage {
    type Platform = Work;
    type Reply = Sent;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/message/send";

    fn repeat(&self) -> Repeat {
        if self.duplicate_check.is_some() { Repeat::Suppressed } else { Repeat::Never }
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(self);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json()
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        let mut warnings = self.to.check()?;
        warnings.extend(self.message.check()?);
        self.safe.check(self.message.word())?;
        if let Some(interval) = self.duplicate_check {
            warnings.extend(DUPLICATE_INTERVAL.check("the message", interval.into())?);
        }
        Ok(warnings)
    }
}

/// Seconds that the platform takes if none are told.
const USUAL: u32 = 1800;

#[derive(Serialize, Deserialize)]
struct Body {
    #[serde(flatten)]
    to: Receivers,
    agentid: AgentId,
    #[serde(flatten)]
    message: Wire,
    #[serde(default, skip_serializing_if = "Safety::is_usual")]
    safe: Safety,
    #[serde(default, with = "flag", skip_serializing_if = "std::ops::Not::not")]
    enable_id_trans: bool,
    #[serde(default, with = "flag", skip_serializing_if = "std::ops::Not::not")]
    enable_duplicate_check: bool,
    #[serde(default, deserialize_with = "json::opt_int", skip_serializing_if = "Option::is_none")]
    duplicate_check_interval: Option<i64>,
}

impl From<SendMessage> for Body {
    fn from(call: SendMessage) -> Self {
        Self {
            message: call.message.wire(),
            to: call.to,
            agentid: call.agentid,
            safe: call.safe,
            enable_id_trans: call.id_trans,
            enable_duplicate_check: call.duplicate_check.is_some(),
            duplicate_check_interval: call.duplicate_check.map(i64::from),
        }
    }
}

impl TryFrom<Body> for SendMessage {
    type Error = DecodeError;

    fn try_from(body: Body) -> Result<Self, DecodeError> {
        let interval = body.duplicate_check_interval.map_or(Ok(USUAL), u32::try_from);
        let interval = interval.map_err(|_| DecodeError::new("duplicate_check_interval not valid"))?;
        Ok(Self {
            to: body.to,
            agentid: body.agentid,
            message: AppMessage::read(body.message)?,
            safe: body.safe,
            id_trans: body.enable_id_trans,
            duplicate_check: body.enable_duplicate_check.then_some(interval),
        })
    }
}

#[cfg(test)]
mod tests;
