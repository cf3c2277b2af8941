//! Why a request was not taken for a push of WeChat.

use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};

/// A request that is not taken for a push of WeChat, or cannot be read.
///
/// Neither its text nor its `Debug` holds a word of what was encrypted.
#[derive(Clone, PartialEq, Eq)]
pub struct Rejected {
    /// What is wrong.
    pub problem: Problem,
    message: String,
    receiver: Option<String>,
}

/// What is wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// It is neither a push nor a check of the address: another method, a field missing from the query or there twice.
    Request,
    /// It is larger than a push can be.
    TooLarge,
    /// The signature does not hold: another token, or somebody else's request.
    Signature,
    /// It is older than the caller permits, or from the future.
    Stale,
    /// It is not encrypted, and the receiver has a key: taking it would permit anybody to leave the encryption out.
    NotEncrypted,
    /// It is encrypted, and the receiver has no key.
    NoKey,
    /// It cannot be decrypted: another key, or damaged.
    Encryption,
    /// It was encrypted for another receiver; see [`Rejected::receiver`].
    Receiver,
    /// The message is neither XML nor JSON as the platform writes it.
    Unreadable,
}

impl Rejected {
    pub(crate) fn new(problem: Problem, message: impl Into<String>) -> Self {
        Self { problem, message: message.into(), receiver: None }
    }

    pub(crate) fn signature() -> Self {
        let message = "the signature does not hold: check the Token against the console, and that the query is taken as it came";
        Self::new(Problem::Signature, message)
    }

    /// One for all ways in which decryption fails.
    pub(crate) fn encryption() -> Self {
        Self::new(Problem::Encryption, "it cannot be decrypted: check the EncodingAESKey against the console")
    }

    pub(crate) fn other_receiver(found: &[u8]) -> Self {
        let message = "it is meant for another receiver: check the AppID, CorpID or SuiteID";
        let found = String::from_utf8_lossy(found).chars().take(64).collect();
        Self { receiver: Some(found), ..Self::new(Problem::Receiver, message) }
    }

    /// Whom it was meant for instead, where that is the [`problem`](Self::problem). It was in the encrypted part, so this
    /// error does not show it by itself.
    #[must_use]
    pub fn receiver(&self) -> Option<&str> {
        self.receiver.as_deref()
    }

    /// What to answer. It tells the sender nothing about the reason; the platform takes it as a failure and repeats.
    #[must_use]
    pub fn answer(&self) -> Response<Bytes> {
        let (status, text) = match self.problem {
            Problem::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too large"),
            Problem::Request | Problem::Unreadable => (StatusCode::BAD_REQUEST, "bad request"),
            _ => (StatusCode::FORBIDDEN, "forbidden"),
        };
        let mut response = Response::new(Bytes::from_static(text.as_bytes()));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        response
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejected")
            .field("problem", &self.problem)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Rejected {}
