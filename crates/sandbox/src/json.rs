//! Texts in JSON by the strict rules of the official-account platform.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::answer::Refuse;

/// UTF-8, strict JSON, no printable character written as `\uXXXX`; and whether something else than that was forgiven.
/// `unreadable` is said of what is no JSON.
pub(crate) fn read(bytes: &[u8], unreadable: impl Fn() -> Refuse) -> Result<(Value, bool), Refuse> {
    read_as(bytes, false, unreadable)
}

/// As [`read`], of an object that may lack its last brace.
pub(crate) fn read_as(
    bytes: &[u8],
    may_be_open: bool,
    unreadable: impl Fn() -> Refuse,
) -> Result<(Value, bool), Refuse> {
    let text = std::str::from_utf8(bytes).map_err(|_| unreadable())?;
    let text = text.trim_start_matches('\u{feff}');
    let (mut value, mended) = match serde_json::from_str(text) {
        Ok(value) => (value, false),
        Err(_) => {
            let mended = without_trailing_commas(text);
            let closed =
                || if may_be_open && mended.trim() != "{" { format!("{mended}}}") } else { String::new() };
            let value = serde_json::from_str(&mended).or_else(|_| serde_json::from_str(&closed()));
            let value = value.map_err(|_| unreadable())?;
            (value, true)
        }
    };
    if escapes_printable(text) {
        return Err(Refuse::new(40033, "invalid charset. please check your request, if include \\uxxxx"));
    }
    let emptied = drop_nulls(&mut value);
    Ok((value, mended || emptied))
}

/// The fields of what is written as an object.
pub(crate) fn fields(value: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// A field that is null is absent; gives back whether there was one. JSON that was read is not deep.
fn drop_nulls(value: &mut Value) -> bool {
    match value {
        Value::Object(fields) => {
            let before = fields.len();
            fields.retain(|_, value| !value.is_null());
            let dropped = fields.len() < before;
            dropped | (fields.values_mut().map(drop_nulls).filter(|found| *found).count() > 0)
        }
        Value::Array(items) => items.iter_mut().map(drop_nulls).filter(|found| *found).count() > 0,
        _ => false,
    }
}

/// The manual's own sample of `publish/update` ends its object with a comma, so one is forgiven.
fn without_trailing_commas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut inside, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        let closes = || {
            let rest = text.get(at + 1..).unwrap_or_default();
            rest.trim_start().starts_with(['}', ']'])
        };
        if c == ',' && !inside && closes() {
            continue;
        }
        if inside {
            (inside, escaped) = (escaped || c != '"', !escaped && c == '\\');
        } else {
            inside = c == '"';
        }
        out.push(c);
    }
    out
}

/// Whether valid JSON writes a printable character as `\uXXXX`.
fn escapes_printable(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        // Outside of strings there is no backslash in valid JSON, so every one begins an escape.
        let escape = rest.get(at + 1..).unwrap_or_default();
        let digits = escape.strip_prefix('u').and_then(|behind| behind.get(..4));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        if code.is_some_and(|code| code >= 0x20 && code != 0x7f) {
            return true;
        }
        let mut skipped = escape.chars();
        skipped.next();
        rest = skipped.as_str();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_are_forgiven_outside_of_strings_only() {
        let check = |text: &str, expected: &str| assert_eq!(without_trailing_commas(text), expected);
        check(r#"{"a":[1,2,],"b":{"c":0, } }"#, r#"{"a":[1,2],"b":{"c":0 } }"#);
        check(r#"{"a":",}","b\\":"\",]",}"#, r#"{"a":",}","b\\":"\",]"}"#);
        check("茶,}", "茶}");
    }

    #[test]
    fn escapes_of_printable_characters_are_seen() {
        let check = |text: &str, expected| assert_eq!(escapes_printable(text), expected, "{text}");
        check(r#"{"a":"\u8336"}"#, true);
        check(r#"{"a":"\u003c"}"#, true);
        check(r#"{"a":"\\\u8336"}"#, true);
        check(r#"{"a":"\\u8336"}"#, false);
        check(r#"{"a":"\n\u000b\u007f\"\\"}"#, false);
        check(r#"{"a":"茶"}"#, false);
    }

    #[test]
    fn null_is_absent() {
        let check = |text: &str, expected: &str, mended: bool| {
            let (value, was_mended) = read(text.as_bytes(), || Refuse::new(1, "")).unwrap();
            assert_eq!((value.to_string().as_str(), was_mended), (expected, mended));
        };
        check(r#"{"a":null,"b":[{"c":null,"d":1},null]}"#, r#"{"b":[{"d":1},null]}"#, true);
        check(r#"{"a":[{"b":null}],"c":[{"d":null}]}"#, r#"{"a":[{}],"c":[{}]}"#, true);
        check("null", "null", false);
        check(r#"{"a":1,}"#, r#"{"a":1}"#, true);
        check(r#"{"a":0}"#, r#"{"a":0}"#, false);
    }

    #[test]
    fn a_last_brace_may_be_missing_where_that_is_known() {
        let open = |text: &str| read_as(text.as_bytes(), true, || Refuse::new(1, "")).ok();
        assert_eq!(open(r#"{"a":"x""#), Some((serde_json::json!({ "a": "x" }), true)));
        for broken in [r#"{"a":{"b":1"#, r#"{"a":"x"#, r#"{"a":"#, "{"] {
            assert_eq!(open(broken), None, "{broken}");
        }
        assert!(read(br#"{"a":"x""#, || Refuse::new(1, "")).is_err());
    }
}
