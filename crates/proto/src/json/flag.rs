//! For `#[serde(with)]`: yes and no as 1 and 0.

use super::int;
use serde::{Deserializer, Serializer};

/// 1 or 0.
///
/// # Errors
/// What the writer says.
pub fn serialize<S: Serializer>(flag: &bool, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u8(u8::from(*flag))
}

/// Any number but 0 is a yes, also as a text.
///
/// # Errors
/// If it is no number.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(int(from)? != 0)
}
