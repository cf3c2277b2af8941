//! A call whose body a person wrote.

use bytes::Bytes;
use http::{Method, Response};

use crate::decoder::{DecodeError, Decoder};
use crate::encoder::Encoder;
use crate::endpoint::{Endpoint, Repeat};
use crate::error::{Error, Invalid, Warning};
use crate::json::RawJson;

/// A call that is checked as the typed one that it is, and sent with the body that was given: with fields that the type does
/// not know, in their order, and with the digits of their numbers.
#[derive(Clone, Debug)]
pub struct Given<E> {
    endpoint: E,
    body: RawJson,
}

impl<E: Endpoint> Given<E> {
    /// `endpoint` is what `body` says, as far as its type knows it.
    pub fn new(endpoint: E, body: impl Into<RawJson>) -> Self {
        Self { endpoint, body: body.into() }
    }
}

impl<E: Endpoint> Endpoint for Given<E> {
    type Platform = E::Platform;
    type Reply = E::Reply;
    const METHOD: Method = E::METHOD;
    const PATH: &'static str = E::PATH;
    const AUTH: bool = E::AUTH;
    const UNSIGNED: bool = E::UNSIGNED;

    fn repeat(&self) -> Repeat {
        self.endpoint.repeat()
    }

    fn encode(&self, out: &mut Encoder) {
        // It may put something into the query.
        self.endpoint.encode(out);
        out.json(&self.body);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let endpoint = E::decode(from)?;
        let body = RawJson::new(&from.octets()).map_err(DecodeError::new)?;
        Ok(Self { endpoint, body })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        self.endpoint.check()
    }

    fn secrets(&self) -> Vec<&str> {
        self.endpoint.secrets()
    }

    fn reply(response: &Response<Bytes>) -> Result<E::Reply, Error> {
        E::reply(response)
    }
}
