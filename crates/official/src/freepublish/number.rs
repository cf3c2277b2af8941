//! For `#[serde(with)]`: an id that is a number of 64 bits, comes as a number or as a text, and
//! is sent as a text, as in the samples.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};
use serde_json::Value;

use crate::ids::MsgDataId;

pub(crate) fn serialize<S: Serializer>(id: &u64, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(id)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let id = read(&Value::deserialize(from)?);
    id.ok_or_else(|| D::Error::custom("expected an id that is a number"))
}

/// Nothing that can be wrong with this id is worth losing the rest of the reply.
pub(super) fn opt_msg_data<'de, D: Deserializer<'de>>(from: D) -> Result<Option<MsgDataId>, D::Error> {
    Ok(read(&Value::deserialize(from)?).map(MsgDataId::from))
}

/// All 64 bits; [`wxkit_proto::json::as_int`] has 63.
fn read(value: &Value) -> Option<u64> {
    let number = match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| *number > 0)
}
