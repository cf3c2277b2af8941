//! One request on its way through: what was found in its raw bytes.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http::{Method, Request};
use serde_json::Value;
use wxkit_proto::multipart::{self, Received};
use wxkit_proto::{Env, query_pairs};

use crate::answer::Refuse;
use crate::faults::Fault;
use crate::route::{Route, Shape};

/// A request with what every handler wants to know of it.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) env: &'a Env,
    pub(crate) request: Cow<'a, Request<Bytes>>,
    /// The body, if it is JSON.
    pub(crate) json: Value,
    /// The part `media`, if the body is a form.
    pub(crate) media: Option<Received>,
    /// What is said of fields that cannot be read.
    pub(crate) garbled: (i64, &'static str),
    /// Whether the script wants this review to fail.
    pub(crate) fails_review: bool,
    /// Whether the client will see the answer, as far as the script goes.
    pub(crate) arrives: bool,
    query: Vec<(String, String)>,
}

impl<'a> Call<'a> {
    /// Checks method and body; the token is checked elsewhere.
    pub(crate) fn new(
        env: &'a Env,
        request: &'a Request<Bytes>,
        route: &Route,
        fault: Option<&Fault>,
    ) -> Result<Self, Refuse> {
        check_method(route, request.method())?;
        let mut call = Self {
            env,
            request: Cow::Borrowed(request),
            json: Value::Null,
            media: None,
            garbled: route.garbled,
            fails_review: fault == Some(&Fault::ReviewFailed),
            arrives: !matches!(fault, Some(Fault::Lost | Fault::Cut | Fault::Empty | Fault::Truncated)),
            query: query_pairs(request.uri().query().unwrap_or_default()),
        };
        match route.shape {
            Shape::Json => call.read_json()?,
            Shape::Form => call.media = Some(read_form(request)?),
            Shape::Nothing | Shape::Octets => {}
        }
        Ok(call)
    }

    /// A field of the query; empty if it is missing.
    pub(crate) fn query(&self, name: &str) -> &str {
        self.query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// UTF-8, strict JSON, no printable character written as `\uXXXX`.
    fn read_json(&mut self) -> Result<(), Refuse> {
        let garbled = || Refuse::new(self.garbled.0, self.garbled.1);
        let text = std::str::from_utf8(self.request.body()).map_err(|_| garbled())?;
        let text = text.trim_start_matches('\u{feff}');
        let (value, mended) = match serde_json::from_str(text) {
            Ok(value) => (value, None),
            Err(_) => {
                let mended = without_trailing_commas(text);
                (serde_json::from_str(&mended).map_err(|_| garbled())?, Some(mended))
            }
        };
        if escapes_printable(text) {
            return Err(Refuse::new(40033, "invalid charset. please check your request, if include \\uxxxx"));
        }
        self.json = value;
        if let Some(mended) = mended {
            *self.request.to_mut().body_mut() = mended.into();
        }
        Ok(())
    }
}

fn check_method(route: &Route, method: &Method) -> Result<(), Refuse> {
    match &route.method {
        Some(wanted) if wanted != method && *wanted == Method::GET => {
            Err(Refuse::new(43001, "require GET method"))
        }
        Some(wanted) if wanted != method => Err(Refuse::new(43002, "require POST method")),
        _ => Ok(()),
    }
}

/// The part `media`, by the strict rules of spec/official-account.md 0.3.
fn read_form(request: &Request<Bytes>) -> Result<Received, Refuse> {
    let missing = || Refuse::new(41005, "media data missing");
    let headers = request.headers();
    let text =
        |name| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes())).unwrap_or_default();
    let content_type = text(CONTENT_TYPE);
    if !content_type.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
        return Err(missing());
    }
    let chunked = text(TRANSFER_ENCODING).to_ascii_lowercase().contains("chunked");
    if chunked && !headers.contains_key(CONTENT_LENGTH) {
        return Err(missing());
    }
    let form = multipart::parse(&content_type, request.body()).map_err(|_| missing())?;
    if form.quoted_boundary || form.parts.iter().any(|part| part.unquoted) {
        return Err(missing());
    }
    let media = form.parts.into_iter().find(|part| part.name == "media").ok_or_else(missing)?;
    if media.file_name.as_deref().unwrap_or_default().is_empty() {
        return Err(missing());
    }
    Ok(media)
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
}
