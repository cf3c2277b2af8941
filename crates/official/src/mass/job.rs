//! What a submitted mass message brings.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use wxkit_proto::endpoint::unreadable;
use wxkit_proto::error::Invalid;
use wxkit_proto::{Error, Platform, Repeat, Reply, Warning, json};

use crate::Official;
use crate::ids::{ClientMessageId, MessageId, MsgDataId, opt_message};
use crate::limits::CLIENT_MESSAGE_ID;

/// The reply to [`SendMassToAll`](crate::mass::SendMassToAll) and [`SendMassTo`](crate::mass::SendMassTo): it is *submitted*.
///
/// The answer 45065 (`clientmsgid exist`) with the id of the earlier message is read as this reply too, since a repeat
/// after a lost answer brings it; without an id it stays a refusal of kind `state`, whose message holds the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
#[non_exhaustive]
pub struct MassJob {
    /// The message.
    pub msg_id: MessageId,
    /// The message in the statistics; of news only.
    pub msg_data_id: Option<MsgDataId>,
    /// Whether nothing was sent now, because it was sent before: by the first attempt of this call, or by another call
    /// of the last 24 hours under the same name. Without a name the platform makes one out of receivers and content.
    /// The earlier message may have failed since: [`QueryMass`](crate::mass::QueryMass) tells.
    pub earlier: bool,
}

/// A success, or 45065 with the id of the earlier message.
pub(super) fn read(response: &Response<Bytes>) -> Result<MassJob, Error> {
    match Official::refusal(true, response) {
        None => MassJob::read(response).map_err(|error| unreadable(&error.message, response.body())),
        Some(Error::Refused(mut refusal)) if refusal.code == EXISTS => {
            MassJob::read(response).map_err(|error| {
                // The id of a message that did go out may be in there, for people to find.
                if let Error::Reply(reply) = unreadable(&error.message, response.body()) {
                    let answer: String = reply.excerpt.chars().take(256).collect();
                    refusal.message += &format!("; no msg_id in the answer {answer}");
                }
                Error::Refused(refusal)
            })
        }
        Some(error) => Err(error),
    }
}

/// Only the platform can tell a repeat from a second message, and only by its name.
pub(super) fn repeat(name: Option<&ClientMessageId>) -> Repeat {
    match name {
        Some(name) if !name.as_str().is_empty() => Repeat::Safe,
        _ => Repeat::Never,
    }
}

/// Holds the name against its limit.
pub(super) fn check_name(name: Option<&ClientMessageId>) -> Result<Option<Warning>, Invalid> {
    let Some(name) = name.map(ClientMessageId::as_str) else { return Ok(None) };
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_control()) {
        return Err(Invalid::new("clientmsgid must be 1 to 32 printable ASCII characters"));
    }
    CLIENT_MESSAGE_ID.check_text(name)
}

/// `clientmsgid exist`.
const EXISTS: i64 = 45065;

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(deserialize_with = "json::int")]
    errcode: i64,
    #[serde(deserialize_with = "json::text")]
    errmsg: String,
    #[serde(deserialize_with = "opt_message")]
    msg_id: Option<MessageId>,
    #[serde(deserialize_with = "data_id", skip_serializing_if = "Option::is_none")]
    msg_data_id: Option<u64>,
    /// With 45065 the id has been seen as `msgid` and, with blanks behind it, as `msg_id    `.
    #[serde(flatten, skip_serializing)]
    others: BTreeMap<String, Value>,
}

impl Wire {
    fn id(&self) -> Option<MessageId> {
        let is_id = |key: &str| key.chars().filter(char::is_ascii_alphanumeric).eq("msgid".chars());
        let odd = self.others.iter().filter(|(key, _)| is_id(&key.to_lowercase()));
        let odd = odd.filter_map(|(_, value)| json::as_int(value).filter(|id| *id != 0));
        self.msg_id.or_else(|| odd.map(MessageId::from).next())
    }
}

/// Nothing that can be wrong with it is worth losing the rest of the reply: the message was sent.
fn data_id<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    let number = json::as_int(&Value::deserialize(from)?);
    Ok(number.and_then(|number| u64::try_from(number).ok()).filter(|number| *number != 0))
}

impl TryFrom<Wire> for MassJob {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, Self::Error> {
        Ok(Self {
            msg_id: wire.id().ok_or("msg_id missing")?,
            msg_data_id: wire.msg_data_id.map(MsgDataId::from),
            earlier: wire.errcode == EXISTS,
        })
    }
}

impl From<MassJob> for Wire {
    fn from(job: MassJob) -> Self {
        let (errcode, errmsg) =
            if job.earlier { (EXISTS, "clientmsgid exist") } else { (0, "send job submission success") };
        Self {
            errcode,
            errmsg: errmsg.into(),
            msg_id: Some(job.msg_id),
            msg_data_id: job.msg_data_id.map(|id| id.get()),
            others: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_makes_a_repeat_safe() {
        let name = |text: &str| ClientMessageId::from(text);
        assert_eq!(repeat(Some(&name("2026-11-21"))), Repeat::Safe);
        assert_eq!(repeat(Some(&name(""))), Repeat::Never);
        assert_eq!(repeat(None), Repeat::Never);
    }

    #[test]
    fn names_are_short_and_ascii() {
        let check = |text: &str| check_name(Some(&ClientMessageId::from(text))).is_ok();
        assert!(check("a") && check(&"a".repeat(32)));
        assert!(!check("") && !check(&"a".repeat(33)) && !check("茶") && !check("a\n"));
    }
}
