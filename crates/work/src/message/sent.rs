//! What became of a message: sent to all, or to some.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use wxkit_proto::json;

use super::receivers::{join, split};
use crate::ids::{MessageId, PartyId, TagId, UserId};

/// The reply to [`SendMessage`](crate::SendMessage). A success may be a partial one: see [`Sent::missed`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Sent {
    /// 0, or absent.
    #[serde(deserialize_with = "json::int")]
    pub errcode: i64,
    /// `ok` or the like; for people only.
    #[serde(deserialize_with = "json::text")]
    pub errmsg: String,
    /// Users who do not exist or may not be written to; in lower case, whatever was sent.
    #[serde(
        deserialize_with = "users",
        serialize_with = "write_users",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub invaliduser: Vec<UserId>,
    /// Departments that do not exist or may not be written to.
    #[serde(
        deserialize_with = "parties",
        serialize_with = "write_parties",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub invalidparty: Vec<PartyId>,
    /// Tags that do not exist or may not be written to.
    #[serde(deserialize_with = "tags", serialize_with = "write_tags", skip_serializing_if = "Vec::is_empty")]
    pub invalidtag: Vec<TagId>,
    /// Users without a license for the interface (接口许可); in lower case.
    #[serde(
        deserialize_with = "users",
        serialize_with = "write_users",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub unlicenseduser: Vec<UserId>,
    /// What it is recalled by; `None` if the platform did not tell.
    #[serde(deserialize_with = "message", skip_serializing_if = "Option::is_none")]
    pub msgid: Option<MessageId>,
    /// For cards that can be answered: what the card can be changed by, once; else empty.
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub response_code: String,
}

impl Sent {
    /// Who was missed, for people; `None` if nobody was.
    #[must_use]
    pub fn missed(&self) -> Option<String> {
        let groups = [
            ("users", join(self.invaliduser.iter().map(|id| id.as_str()))),
            ("departments", join(self.invalidparty.iter().map(|id| id.as_str()))),
            ("tags", join(self.invalidtag.iter().map(|id| id.as_str()))),
            ("users without a license (接口许可)", join(self.unlicenseduser.iter().map(|id| id.as_str()))),
        ];
        let groups = groups.into_iter().filter(|(_, ids)| !ids.is_empty());
        let told: Vec<_> = groups.map(|(what, ids)| format!("{what}: {}", ids.replace('|', ", "))).collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}

/// A list with bars between, or an array; absent, null and empty are all nobody.
fn list<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let text = |value: Value| match value {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let values = match Value::deserialize(from)? {
        Value::Array(values) => values,
        value => vec![value],
    };
    Ok(values.into_iter().map(text).flat_map(|text| split(&text).collect::<Vec<_>>()).collect())
}

fn users<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<UserId>, D::Error> {
    Ok(list(from)?.into_iter().map(UserId::from).collect())
}

fn parties<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<PartyId>, D::Error> {
    Ok(list(from)?.into_iter().map(PartyId::from).collect())
}

fn tags<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<TagId>, D::Error> {
    Ok(list(from)?.into_iter().map(TagId::from).collect())
}

fn write_users<S: Serializer>(ids: &[UserId], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&join(ids.iter().map(|id| id.as_str())))
}

fn write_parties<S: Serializer>(ids: &[PartyId], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&join(ids.iter().map(|id| id.as_str())))
}

fn write_tags<S: Serializer>(ids: &[TagId], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&join(ids.iter().map(|id| id.as_str())))
}

fn message<'de, D: Deserializer<'de>>(from: D) -> Result<Option<MessageId>, D::Error> {
    Ok(Some(json::text(from)?).filter(|text| !text.is_empty()).map(MessageId::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_missed() {
        let read = |reply: &str| json::from_slice::<Sent>(reply.as_bytes()).unwrap();
        let sent = read(
            r#"{"errcode":0,"errmsg":"ok","invaliduser":"lisi|wangwu","invalidparty":null,"invalidtag":"7","unlicenseduser":["zhaoliu"],"msgid":"M"}"#,
        );
        assert_eq!(
            sent.missed().as_deref(),
            Some("users: lisi, wangwu; tags: 7; users without a license (接口许可): zhaoliu")
        );
        let sent = read(r#"{"errcode":0,"errmsg":"ok","invaliduser":"","msgid":123}"#);
        assert_eq!((sent.missed(), sent.msgid), (None, Some(MessageId::from("123"))));
    }
}
