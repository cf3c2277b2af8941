//! Any endpoint that has no type yet.

use std::marker::PhantomData;

use bytes::Bytes;
use http::{Method, Response};
use serde_json::Value;

use crate::decoder::{DecodeError, Decoder};
use crate::encoder::Encoder;
use crate::endpoint::{Endpoint, Repeat, Reply, content};
use crate::family::Family;
use crate::json;

/// One untyped call: a method, a path and JSON; the reply is JSON too. It runs under the same rules for tokens,
/// refusals and repeats as a typed one.
#[derive(Clone, Debug)]
pub struct Exchange<F> {
    method: Method,
    path: String,
    body: Option<Value>,
    family: PhantomData<F>,
}

/// The reply to an [`Exchange`], as it came; unlike that of a type, also with what is empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Untyped(pub Value);

impl<F: Family> Exchange<F> {
    /// `path` begins with `/` and may hold a query, already escaped; without the token, which is put on.
    pub fn new(method: Method, path: impl Into<String>, body: Option<Value>) -> Self {
        Self { method, path: path.into(), body, family: PhantomData }
    }
}

impl<F: Family> Endpoint for Exchange<F> {
    type Family = F;
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
        let body = if from.octets().is_empty() { None } else { Some(from.json()?) };
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
        json::parse(content(response)).map(Self).map_err(DecodeError::new)
    }

    fn write(&self) -> Response<Bytes> {
        self.0.write()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_untyped_reply_stays_as_it_came() {
        let response = Response::new(Bytes::from_static(br#"{"a":null,"b":""}"#));
        assert_eq!(Untyped::read(&response), Ok(Untyped(json!({"a": null, "b": ""}))));
    }
}
