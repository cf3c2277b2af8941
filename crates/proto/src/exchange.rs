//! Any endpoint that has no type yet.

use std::marker::PhantomData;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Response};
use serde_json::Value;

use crate::decoder::{DecodeError, Decoder};
use crate::encoder::Encoder;
use crate::endpoint::{Endpoint, Repeat, Reply, content, reply_of};
use crate::json::RawJson;
use crate::platform::Platform;

/// One untyped call: a method, a path and JSON; the reply is JSON too. It runs under the same rules for tokens,
/// refusals and repeats as a typed one.
#[derive(Clone, Debug)]
pub struct Exchange<F> {
    method: Method,
    path: String,
    body: Option<RawJson>,
    platform: PhantomData<F>,
}

/// The reply to an [`Exchange`], as it came: with the order of its fields, the digits of its numbers, and, unlike that of a
/// type, with what is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untyped(pub RawJson);

impl<F: Platform> Exchange<F> {
    /// `path` begins with `/` and may hold a query, already escaped; without the token, which is put on. The body is sent
    /// as it is written: the very bytes that a signature covers.
    pub fn new(method: Method, path: impl Into<String>, body: Option<RawJson>) -> Self {
        Self { method, path: path.into(), body, platform: PhantomData }
    }
}

impl<F: Platform> Endpoint for Exchange<F> {
    type Platform = F;
    type Reply = Untyped;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/";

    fn repeat(&self) -> Repeat {
        if self.method == Method::GET { Repeat::Safe } else { Repeat::Never }
    }

    fn encode(&self, out: &mut Encoder) {
        if let Some(body) = &self.body {
            out.json(body);
        }
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let octets = from.octets();
        let body =
            if octets.is_empty() { None } else { Some(RawJson::new(&octets).map_err(DecodeError::new)?) };
        Ok(Self::new(Self::METHOD, Self::PATH, body))
    }

    fn method(&self) -> Method {
        self.method.clone()
    }

    fn path(&self) -> &str {
        &self.path
    }
}

impl Reply for Untyped {
    fn read(response: &Response<Bytes>) -> Result<Self, DecodeError> {
        match RawJson::lenient(content(response)) {
            Err(_) if is_table(response) => {
                let text = String::from_utf8_lossy(response.body()).into_owned();
                Ok(Self(RawJson::from(Value::String(text))))
            }
            read => read.map(Self).map_err(DecodeError::new),
        }
    }

    fn write(&self) -> Response<Bytes> {
        reply_of(&self.0)
    }
}

/// Whether it says of itself that it is text, and does not begin as JSON or a page does.
fn is_table(response: &Response<Bytes>) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).map(|kind| String::from_utf8_lossy(kind.as_bytes()));
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let is_text = kind.starts_with("text/plain") || kind.starts_with("text/csv");
    let first = response.body().trim_ascii_start().first();
    is_text && first.is_some_and(|first| !matches!(first, b'{' | b'[' | b'<' | b'"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::{Env, Timestamp};
    use crate::tea::Tea;

    #[test]
    fn an_untyped_reply_stays_as_it_came() {
        let text = r#"{"z":null,"b":"","amount":0.10,"id":12345678901234567890123}"#;
        let response = Response::new(Bytes::from_static(text.as_bytes()));
        assert_eq!(Untyped::read(&response).unwrap().0.as_str(), text);
    }

    #[test]
    fn it_is_sent_as_it_was_said() {
        let check = |method: Method, body: Option<&str>, repeat: Repeat, expected: &str| {
            let body = body.map(|body| RawJson::new(body.as_bytes()).unwrap());
            let call = Exchange::<Tea>::new(method, "/cgi-bin/tea?n=%20", body);
            assert_eq!(call.repeat(), repeat);
            let env = Env::new(Timestamp::default(), [0; 32]);
            let request = call.request(Some(&()), &env).unwrap().map(|body| body.in_memory().unwrap());
            let sent = String::from_utf8_lossy(request.body());
            assert_eq!(format!("{} {} {sent}", request.method(), request.uri()), expected);
        };
        check(Method::GET, None, Repeat::Safe, "GET https://tea.invalid/cgi-bin/tea?n=%20 ");
        let text = r#"{"z":1.10,"a":""}"#;
        let sent = format!("POST https://tea.invalid/cgi-bin/tea?n=%20 {text}");
        check(Method::POST, Some(text), Repeat::Never, &sent);
    }

    #[test]
    fn a_table_is_read_as_a_text() {
        let check = |kind: &str, body: &'static str, expected: Option<&str>| {
            let response = Response::builder().header(CONTENT_TYPE, kind).body(body.into()).unwrap();
            let read = Untyped::read(&response).ok();
            assert_eq!(read.as_ref().map(|read| read.0.as_str()), expected, "{kind} {body}");
            if let Some(read) = read {
                assert_eq!(Untyped::read(&read.write()).unwrap(), read);
            }
        };
        check("text/plain; charset=utf-8", "a,b", Some(r#""a,b""#));
        check("Text/CSV", "a,b", Some(r#""a,b""#));
        check("application/json", "a,b", None);
        check("text/html", "a,b", None);
        check("text/plain", "<p>", None);
        check("text/plain", "{broken", None);
        check("text/plain", "", None);
        check("text/plain", r#"{"a":1}"#, Some(r#"{"a":1}"#));
    }
}
