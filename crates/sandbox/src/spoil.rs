//! Answers made odd: what the platform and its gateways were seen to send.

use bytes::Bytes;
use serde_json::Value;

/// A gateway's page.
pub(crate) const PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n\
    <body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

/// The same object with one more field, whose text holds raw control characters.
pub(crate) fn with_control(json: &[u8]) -> Bytes {
    let Ok(text) = std::str::from_utf8(json) else { return Bytes::copy_from_slice(json) };
    match text.strip_prefix('{') {
        Some("}") => "{\"remark\":\"a\u{1}b\tc\"}".into(),
        Some(fields) => format!("{{\"remark\":\"a\u{1}b\tc\",{fields}").into(),
        None => text.to_owned().into(),
    }
}

/// The same with all numbers as texts.
pub(crate) fn stringly(json: &[u8]) -> Bytes {
    match serde_json::from_slice(json) {
        Ok(value) => quote(value).to_string().into(),
        Err(_) => Bytes::copy_from_slice(json),
    }
}

fn quote(value: Value) -> Value {
    match value {
        Value::Number(number) => number.to_string().into(),
        Value::Array(items) => items.into_iter().map(quote).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, quote(value))).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_answers() {
        assert_eq!(with_control(b"{}"), "{\"remark\":\"a\u{1}b\tc\"}");
        assert_eq!(with_control(b"{\"ret\":0}"), "{\"remark\":\"a\u{1}b\tc\",\"ret\":0}");
        assert_eq!(stringly(br#"{"item":[{"index":0}],"a":"b"}"#), r#"{"a":"b","item":[{"index":"0"}]}"#);
    }
}
