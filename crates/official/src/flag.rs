//! For `#[serde(with)]`: yes and no as 1 and 0.

use serde::{Deserializer, Serializer};
use wxkit_proto::json;

pub(crate) fn serialize<S: Serializer>(flag: &bool, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u8(u8::from(*flag))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(json::int(from)? != 0)
}
