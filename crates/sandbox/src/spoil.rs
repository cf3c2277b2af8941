//! Answers made odd: what the platform and its gateways were seen to send.

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde_json::Value;

use crate::answer::PLAIN;
use crate::film::Film;

/// A gateway's page.
pub(crate) const PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n\
    <body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

/// Half of its bytes.
pub(crate) fn half(answer: &Response<Bytes>) -> usize {
    let film = answer.extensions().get::<Film>().map(Film::size);
    let len = film.unwrap_or(answer.body().len() as u64);
    usize::try_from(len / 2).unwrap_or(usize::MAX)
}

/// The answer with the first `len` bytes only.
pub(crate) fn shortened(mut answer: Response<Bytes>, len: usize) -> Response<Bytes> {
    if let Some(film) = answer.extensions_mut().get_mut::<Film>() {
        film.truncate(len);
    }
    answer.map(|body| body.slice(..len.min(body.len())))
}

/// The same object with one more field, whose text holds raw control characters. What is no object stays as it is.
pub(crate) fn with_control(json: &[u8]) -> Bytes {
    match json.strip_prefix(b"{") {
        Some(b"}") => "{\"remark\":\"a\u{1}b\tc\"}".into(),
        Some(fields) => [b"{\"remark\":\"a\x01b\tc\",", fields].concat().into(),
        None => Bytes::copy_from_slice(json),
    }
}

/// The same object under another label, with blanks around it and a field that nobody knows. What is no object stays as it is.
pub(crate) fn odd(mut answer: Response<Bytes>) -> Response<Bytes> {
    let Some(fields) = answer.body().strip_prefix(b"{") else { return answer };
    let comma: &[u8] = if fields == b"}" { b"" } else { b"," };
    let body = [b"\r\n{\"later\":{\"then\":[1,null]}", comma, fields, b"\r\n"].concat();
    let label = if answer.headers().get(CONTENT_TYPE).is_some_and(|label| label == PLAIN) {
        "text/html; charset=utf-8"
    } else {
        PLAIN
    };
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(label));
    answer.map(|_| body.into())
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
        let odd = odd(crate::answer::response(PLAIN, "{\"ret\":0}"));
        assert_eq!(odd.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(odd.body(), "\r\n{\"later\":{\"then\":[1,null]},\"ret\":0}\r\n");
    }
}
