//! Any endpoint that has no type yet.

use std::marker::PhantomData;

use bytes::Bytes;
use http::{Method, Response};
use serde_json::Value;

use crate::decoder::{DecodeError, Decoder};
use crate::encoder::Encoder;
use crate::endpoint::{Endpoint, Repeat, content, unreadable};
use crate::error::Error;
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

impl<F: Family> Exchange<F> {
    /// `path` begins with `/` and may hold a query, already escaped; without the token, which is put on.
    pub fn new(method: Method, path: impl Into<String>, body: Option<Value>) -> Self {
        Self { method, path: path.into(), body, family: PhantomData }
    }
}

impl<F: Family> Endpoint for Exchange<F> {
    type Family = F;
    type Reply = Value;
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

    /// As it came, also what is empty.
    fn reply(response: &Response<Bytes>) -> Result<Value, Error> {
        match F::refusal(Self::AUTH, response) {
            Some(error) => Err(error),
            None => json::parse(content(response)).map_err(|error| unreadable(&error, response.body())),
        }
    }

    fn method(&self) -> Method {
        self.method.clone()
    }

    fn path(&self) -> &str {
        &self.path
    }
}
