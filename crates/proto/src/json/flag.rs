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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn any_number_but_0_is_a_yes() {
        let check = |json: Value, expected: Option<bool>| assert_eq!(deserialize(json).ok(), expected);
        check(json!(1), Some(true));
        check(json!("2"), Some(true));
        check(json!(true), Some(true));
        check(json!(0), Some(false));
        check(json!(""), Some(false));
        check(json!("yes"), None);
        assert_eq!(serialize(&true, serde_json::value::Serializer).unwrap(), json!(1));
        assert_eq!(serialize(&false, serde_json::value::Serializer).unwrap(), json!(0));
    }
}
