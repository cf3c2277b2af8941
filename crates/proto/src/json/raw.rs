//! JSON that stays as it was written.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Fields, MARK, lenient};

/// Any JSON, as the text that somebody wrote: with the order of its fields, the digits of its numbers and whatever stands
/// twice. [`Value`] keeps none of these.
#[derive(Clone)]
pub struct RawJson(pub(super) Box<RawValue>);

impl RawJson {
    /// Reads JSON as strictly as the standard has it; white space around it is dropped, and a byte order mark before it.
    ///
    /// # Errors
    /// Where and what is wrong, without any of the content.
    pub fn new(text: &[u8]) -> Result<Self, String> {
        let text = text.strip_prefix(MARK).unwrap_or(text);
        serde_json::from_slice(text).map(Self).map_err(|error| error.to_string())
    }

    /// An object without fields.
    #[must_use]
    pub fn object() -> Self {
        Value::Object(serde_json::Map::new()).into()
    }

    /// Reads JSON as leniently as [`parse`](super::parse).
    pub(crate) fn lenient(bytes: &[u8]) -> Result<Self, String> {
        lenient(bytes).map(Self)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// The fields of an object, to look at and to change.
    ///
    /// # Errors
    /// If it is no object.
    pub fn fields(&self) -> Result<Fields, String> {
        serde_json::from_str(self.as_str()).map_err(|error| error.to_string())
    }

    /// What it says, with numbers and fields as [`Value`] holds them.
    #[must_use]
    pub fn to_value(&self) -> Value {
        // Only a number beyond all measure is JSON and no value.
        serde_json::from_str(self.as_str()).unwrap_or_default()
    }
}

impl From<Value> for RawJson {
    fn from(value: Value) -> Self {
        Self(serde_json::value::to_raw_value(&value).unwrap_or_default())
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Deserialize::deserialize(from).map(Self)
    }
}

impl From<Fields> for RawJson {
    fn from(fields: Fields) -> Self {
        Self(serde_json::value::to_raw_value(&fields).unwrap_or_default())
    }
}

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for RawJson {}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_digits_and_doubles_are_kept() {
        let text = r#"{"z":1.10,"a":12345678901234567890123,"e":1e5,"dup":1,"dup":2, "deep":1e400}"#;
        let raw = RawJson::new(format!("\u{feff} {text}\n").as_bytes()).unwrap();
        assert_eq!(raw.as_str(), text);
        assert_eq!(serde_json::to_string(&raw).unwrap(), text);
        assert_eq!((format!("{raw:?}").as_str(), raw.to_string().as_str()), (text, text));
        assert_ne!(raw, RawJson::new(b"1.10").unwrap());
        assert_ne!(RawJson::new(b"1.1").unwrap(), RawJson::new(b"1.10").unwrap());
        assert_eq!(RawJson::new(br#"{"a":[1.50]}"#).unwrap().to_value()["a"][0], 1.5);
    }

    #[test]
    fn what_is_no_json() {
        for wrong in [&b""[..], b"{a}", b"{\"a\":1", b"\xff", b"{} {}", b"{\"a\":\"\n\"}"] {
            assert!(RawJson::new(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(RawJson::lenient(b"{\"a\":\"\n\"}").unwrap().as_str(), r#"{"a":"\u000a"}"#);
    }
}
