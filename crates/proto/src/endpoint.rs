//! One API call as a value: how it is sent, and how it is received.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::body::Body;
use crate::decoder::{DecodeError, Decoder};
use crate::encoder::{Encoder, origin};
use crate::env::Env;
use crate::error::{Error, Invalid, Unreadable, Warning};
use crate::family::Family;
use crate::json;
use crate::secret::redact;
use crate::sink::is_file;

/// One API call: a plain struct whose fields are what the platform's manual lists.
///
/// A new endpoint is one struct and one short `impl`. A client uses [`request`](Endpoint::request) and
/// [`reply`](Endpoint::reply), a server [`receive`](Endpoint::receive) and [`Reply::write`].
pub trait Endpoint: Sized {
    /// Whose call it is.
    type Family: Family;
    /// What a success brings.
    type Reply: Reply;
    /// The HTTP method.
    const METHOD: Method;
    /// The path; may hold a fixed query such as `?action=init_upload`.
    const PATH: &'static str;
    /// Whether a credential is put on. Without one, 40001 means a wrong secret and not a worn token.
    const AUTH: bool = true;

    /// What repeating does after an answer was lost.
    fn repeat(&self) -> Repeat {
        Repeat::Never
    }

    /// Says what is to be sent.
    fn encode(&self, out: &mut Encoder);

    /// Reads what [`encode`](Endpoint::encode) wrote.
    ///
    /// # Errors
    /// Names what is missing or wrong.
    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError>;

    /// The documented limits, checked before anything is sent: an error above the largest documented value, a
    /// warning above the smallest.
    ///
    /// # Errors
    /// Names the value, the limit and its source.
    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        Ok(Vec::new())
    }

    /// Secrets that the request itself holds: an answer may repeat them, and no error may.
    fn secrets(&self) -> Vec<&str> {
        Vec::new()
    }

    /// The method; differs from [`METHOD`](Endpoint::METHOD) only for untyped calls.
    fn method(&self) -> Method {
        Self::METHOD
    }

    /// The path; differs from [`PATH`](Endpoint::PATH) only for untyped calls.
    fn path(&self) -> &str {
        Self::PATH
    }

    /// The request, ready to send by any HTTP client.
    ///
    /// # Errors
    /// [`Error::Request`] if it cannot be built; [`Error::Misuse`] without a credential where one is needed.
    fn request(
        &self,
        credential: Option<&<Self::Family as Family>::Credential>,
        env: &Env,
    ) -> Result<Request<Body>, Error> {
        let mut out = Encoder::default();
        self.encode(&mut out);
        let mut draft = out.into_draft(self.method(), self.path(), env)?;
        if Self::AUTH {
            let credential = credential.ok_or(Error::Misuse("this endpoint needs a credential"))?;
            Self::Family::authorize(credential, &mut draft, env)?;
        }
        draft.into_request(&origin(env, Self::Family::ORIGIN))
    }

    /// Reads an answer: a refusal first, then the reply.
    ///
    /// # Errors
    /// [`Error::Refused`] if the platform said no, [`Error::Transport`] if a gateway answered, [`Error::Reply`] if
    /// the answer cannot be read.
    fn reply(response: &Response<Bytes>) -> Result<Self::Reply, Error> {
        let is_file = || Self::Reply::FILE.is_some_and(|fields| is_file(fields, response));
        match Self::Family::refusal(Self::AUTH, response) {
            Some(error) if !is_file() => Err(error),
            _ => Self::Reply::read(response).map_err(|error| unreadable(&error.message, response.body())),
        }
    }

    /// The server side of [`request`](Endpoint::request). When `strict`, anything left unread is an error.
    ///
    /// # Errors
    /// Names what is missing or wrong.
    fn receive(request: &Request<Bytes>, strict: bool) -> Result<Self, DecodeError> {
        let from = Decoder::new(request, strict);
        let endpoint = Self::decode(&from)?;
        from.finish(Self::PATH)?;
        Ok(endpoint)
    }
}

/// What repeating an endpoint does after its answer was lost (the retry classes of spec/official-account.md 0.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// No side effect.
    Safe,
    /// May create a second object, at the cost of some quota; nothing that anybody sees.
    Duplicates,
    /// May act twice in public, or fail misleadingly. A lost answer becomes [`Error::OutcomeUnknown`].
    Never,
}

/// What a success brings. Every type with serde's two traits is a reply in JSON.
pub trait Reply: Sized {
    /// Whether it may be a file: the fields by which a reply in JSON is told from a file that is JSON, such as
    /// `video_url`. A file is not searched for a refusal.
    const FILE: Option<&'static [&'static str]> = None;

    /// Reads an answer that is known not to be a refusal.
    ///
    /// # Errors
    /// Says what was expected and not found.
    fn read(response: &Response<Bytes>) -> Result<Self, DecodeError>;

    /// The server side of [`read`](Reply::read).
    fn write(&self) -> Response<Bytes>;
}

impl<T: Serialize + DeserializeOwned> Reply for T {
    fn read(response: &Response<Bytes>) -> Result<Self, DecodeError> {
        json::from_slice(response.body()).map_err(DecodeError::new)
    }

    fn write(&self) -> Response<Bytes> {
        let mut response = Response::new(json::to_vec(self).unwrap_or_default().into());
        // The label that the platform really sends (spec/official-account.md 0.4 rule 5).
        let label = HeaderValue::from_static("application/json; encoding=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, label);
        response
    }
}

/// An [`Error::Reply`] that keeps a bounded, redacted piece of the answer.
#[must_use]
pub fn unreadable(message: &str, body: &[u8]) -> Error {
    let head = String::from_utf8_lossy(body.get(..1024).unwrap_or(body));
    let excerpt = redact(&head, &[]).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    // What was found in place of something else is repeated in the message.
    let message = redact(message, &[]).chars().take(512).collect();
    Error::Reply(Unreadable { message, excerpt, parsed: json::parse(body).is_ok() })
}
