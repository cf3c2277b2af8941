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

    #[test]
    fn an_untyped_reply_stays_as_it_came() {
        let text = r#"{"z":null,"b":"","amount":0.10,"id":12345678901234567890123}"#;
        let response = Response::new(Bytes::from_static(text.as_bytes()));
        assert_eq!(Untyped::read(&response).unwrap().0.as_str(), text);
    }
}
