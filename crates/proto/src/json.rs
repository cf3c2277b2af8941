//! JSON as the platform writes it: lenient where its replies are known to be odd.

mod fields;
pub mod flag;
mod lean;
mod raw;
mod rest;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

pub use fields::Fields;
pub use raw::RawJson;
pub use rest::Rest;

/// The byte order mark that some put before a text. It says nothing.
pub(crate) const MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads a reply or a request body: always as UTF-8 whatever the content type says, invalid sequences replaced, and
/// raw control characters inside strings escaped if strict reading fails.
///
/// # Errors
/// A text for people, without any of the content.
pub fn parse(bytes: &[u8]) -> Result<Value, String> {
    lenient(bytes)
}

fn lenient<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str(text).or_else(|error| match escape_controls(text) {
        Some(mended) => serde_json::from_str(&mended).map_err(|error| describe(&error)),
        None => Err(describe(&error)),
    })
}

/// As [`parse`], into a type.
///
/// # Errors
/// As [`parse`]; or which field is missing or of a wrong type.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    // A value on the way takes three times as long; only what is odd needs it.
    serde_json::from_slice(bytes)
        .or_else(|_| serde_json::from_value(parse(bytes)?).map_err(|error| error.to_string()))
}

/// As [`from_slice`], of a reply: fields that are `null` or an empty text count as absent, wherever they stand.
///
/// # Errors
/// As [`from_slice`].
pub fn from_reply<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    // As in `from_slice`.
    let lean = std::str::from_utf8(bytes).ok().and_then(lean::without_empty);
    if let Some(reply) = lean.and_then(|text| serde_json::from_str(&text).ok()) {
        return Ok(reply);
    }
    let mut value = parse(bytes)?;
    drop_empty(&mut value);
    serde_json::from_value(value).map_err(|error| error.to_string())
}

/// Writes a body: UTF-8, nothing escaped but what JSON demands. `\uXXXX` for a printable character would be refused
/// with 40033, or shown to readers as it stands.
///
/// # Errors
/// A text for people; only for maps whose keys are no strings.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, String> {
    serde_json::to_vec(value).map_err(|error| error.to_string())
}

/// For `#[serde(deserialize_with)]`: a whole number that may come as a string; `""` and `null` are 0.
///
/// # Errors
/// If it is something else.
pub fn int<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    let value = Value::deserialize(from)?;
    as_int(&value).ok_or_else(|| D::Error::custom("expected a whole number"))
}

/// As [`int`], for an optional field: absent, `null` and `""` are `None`.
///
/// # Errors
/// If it is something else.
pub fn opt_int<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    match Value::deserialize(from)? {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        value => as_int(&value).map(Some).ok_or_else(|| D::Error::custom("expected a whole number")),
    }
}

/// For `#[serde(deserialize_with)]`: a number that may come as a text; `""` and `null` are 0.
///
/// # Errors
/// If it is something else.
pub fn float<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let number = match Value::deserialize(from)? {
        Value::Null => Some(0.0),
        Value::Number(number) => number.as_f64(),
        Value::String(text) if text.trim().is_empty() => Some(0.0),
        Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    };
    number.ok_or_else(|| D::Error::custom("expected a number"))
}

/// For `#[serde(deserialize_with)]`: a text that may come as a number; `null` is empty.
///
/// # Errors
/// If it is something else.
pub fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    match Value::deserialize(from)? {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Null => Ok(String::new()),
        _ => Err(D::Error::custom("expected a text")),
    }
}

/// As [`text`], but an empty text is an error: for ids without which a reply is worthless.
///
/// # Errors
/// If it is empty or something else.
pub fn id<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = text(from)?;
    if text.is_empty() { Err(D::Error::custom("expected an id, found nothing")) } else { Ok(text) }
}

/// A whole number, also out of a numeric string; `null` and `""` are 0.
#[must_use]
pub fn as_int(value: &Value) -> Option<i64> {
    match value {
        Value::Null => Some(0),
        Value::Bool(flag) => Some(i64::from(*flag)),
        Value::Number(number) => {
            // A float such as 3.0 comes from servers written in languages with one number type.
            #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
            let whole = |float: f64| (float.fract() == 0.0 && float.abs() < 9e15).then_some(float as i64);
            number.as_i64().or_else(|| number.as_f64().and_then(whole))
        }
        Value::String(text) if text.trim().is_empty() => Some(0),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn drop_empty(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
            object.values_mut().for_each(drop_empty);
        }
        Value::Array(list) => list.iter_mut().for_each(drop_empty),
        _ => {}
    }
}

/// `None` if there is no raw control character inside a string.
fn escape_controls(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 16);
    let (mut inside, mut escaped, mut mended) = (false, false, false);
    for c in text.chars() {
        if inside && (c as u32) < 0x20 {
            out.push_str(&format!("\\u{:04x}", c as u32));
            (mended, escaped) = (true, false);
            continue;
        }
        if inside && escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = inside;
        } else if c == '"' {
            inside = !inside;
        }
        out.push(c);
    }
    mended.then_some(out)
}

/// Where and what, never the content.
fn describe(error: &serde_json::Error) -> String {
    format!("not JSON: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn odd_json_is_read() {
        let check = |bytes: &[u8], expected: Value| assert_eq!(parse(bytes).unwrap(), expected);
        check("{\"errmsg\":\"a\nb\tc\"}".as_bytes(), json!({"errmsg": "a\nb\tc"}));
        check(b"{\"a\":\"x\ny\",\n\"b\":1}", json!({"a": "x\ny", "b": 1}));
        check(b"{\"a\":\"x\xff\"}", json!({"a": "x\u{fffd}"}));
        check("\u{feff}{}".as_bytes(), json!({}));
        check(b"{\"a\":\"\\\\\x01\\\"\"}", json!({"a": "\\\u{1}\""}));
        assert!(parse(b"{\"errcode\":0,").is_err());
        assert!(parse(b"").is_err());
    }

    #[test]
    fn printable_characters_are_never_escaped() {
        let text = "标题 </script> & ' é 😀 \u{7f} \u{2028}";
        let bytes = to_vec(&json!({ "t": text })).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), format!("{{\"t\":\"{text}\"}}"));
    }

    #[test]
    fn numbers_come_as_texts_and_the_reverse() {
        #[derive(Deserialize, Debug, PartialEq)]
        struct Odd {
            #[serde(deserialize_with = "int")]
            n: i64,
            #[serde(default, deserialize_with = "opt_int")]
            o: Option<i64>,
            #[serde(deserialize_with = "text")]
            t: String,
        }
        let check =
            |json: &str, expected: Odd| assert_eq!(from_slice::<Odd>(json.as_bytes()).unwrap(), expected);
        check(r#"{"n":"42","t":7}"#, Odd { n: 42, o: None, t: "7".into() });
        check(r#"{"n":3.0,"o":"","t":null,"x":1}"#, Odd { n: 3, o: None, t: String::new() });
        check(r#"{"n":"","o":"5","t":"a"}"#, Odd { n: 0, o: Some(5), t: "a".into() });
        check(r#"{"n":null,"o":null,"t":"b"}"#, Odd { n: 0, o: None, t: "b".into() });
        check(r#"{"n":true,"o":false,"t":"c"}"#, Odd { n: 1, o: Some(0), t: "c".into() });
        let refused = |json: &str| assert!(from_slice::<Odd>(json.as_bytes()).is_err(), "{json}");
        for number in [r#""x""#, "3.5", "9e15", "[]"] {
            refused(&format!(r#"{{"n":{number},"t":""}}"#));
            refused(&format!(r#"{{"n":1,"o":{number},"t":""}}"#));
        }
        refused(r#"{"n":1,"t":[]}"#);
    }

    #[test]
    fn fractions_come_as_texts() {
        let check = |json: Value, expected: Option<f64>| assert_eq!(float(json).ok(), expected);
        check(json!(0.5), Some(0.5));
        check(json!("0.25"), Some(0.25));
        check(json!(" 12 "), Some(12.0));
        check(json!(" "), Some(0.0));
        check(json!(null), Some(0.0));
        check(json!("NaN"), None);
        check(json!("1e999"), None);
        check(json!("a"), None);
        check(json!(true), None);
    }

    #[test]
    fn what_is_empty_in_a_reply_is_absent() {
        let reply = br#"{"a":null,"b":"","c":[{"d":"","e":0},"",null],"f":{"g":null},"h":false}"#;
        assert_eq!(
            from_reply::<Value>(reply).unwrap(),
            json!({"c": [{"e": 0}, "", null], "f": {}, "h": false})
        );
    }
}
