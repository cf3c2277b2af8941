//! One API call as a value: how it is sent, and how it is received.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::body::Body;
use crate::decoder::{DecodeError, Decoder};
use crate::encoder::{Draft, Encoder, base_url};
use crate::env::{Env, Timestamp};
use crate::error::{Error, Invalid, SignatureProblem, Unreadable, Untrusted, Warning};
use crate::json;
use crate::platform::{Platform, Verdict};
use crate::secret::redact;
use crate::sink::is_file;

/// One API call: a plain struct whose fields are what the platform's manual lists.
///
/// A new endpoint is one struct and one short `impl`. A client uses [`request`](Endpoint::request) and
/// [`reply`](Endpoint::reply), a server [`receive`](EndpointExt::receive) and [`Reply::write`]. `request` and `reply` are for
/// callers; only an endpoint that departs from its platform's rules has its own.
pub trait Endpoint: Sized {
    /// Whose call it is.
    type Platform: Platform;
    /// What a success brings.
    type Reply: Reply;
    /// The HTTP method.
    const METHOD: Method;
    /// The path; may hold a fixed query such as `?action=init_upload`.
    const PATH: &'static str;
    /// Whether a credential is put on. Without one, 40001 means a wrong secret and not a worn token.
    const AUTH: bool = true;
    /// Whether a call that is throttled waits and is repeated. Not one that fetches a token: a keeper of tokens has a pause
    /// of its own for all callers.
    const PATIENT: bool = true;
    /// Whether a success comes without a signature from a platform that signs its answers: files do.
    const UNSIGNED: bool = false;

    /// What repeating does after an answer was lost.
    fn repeat(&self) -> Repeat {
        Repeat::Never
    }

    /// Says what is to be sent.
    fn encode(&self, out: &mut Encoder);

    /// Reads what [`encode`](Endpoint::encode) wrote. An endpoint that no server of yours receives needs none.
    ///
    /// # Errors
    /// Names what is missing or wrong.
    fn decode(_: &Decoder<'_>) -> Result<Self, DecodeError> {
        Err(DecodeError::new("this call is sent and never received"))
    }

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

    /// Where it lives, as [`Platform::BASE_URL`]; differs from that only for calls that may go to another host.
    fn base_url(&self) -> &'static str {
        Self::Platform::BASE_URL
    }

    /// The request, ready to send by any HTTP client.
    ///
    /// # Errors
    /// [`Error::Request`] if it cannot be built, or without a credential where one is needed.
    fn request(
        &self,
        credential: Option<&<Self::Platform as Platform>::Credential>,
        env: &Env,
    ) -> Result<Request<Body>, Error> {
        let mut draft = self.draft(env)?;
        if Self::AUTH {
            let credential = credential.ok_or_else(no_credential)?;
            Self::Platform::authorize(credential, &mut draft, env)?;
        }
        draft.into_request(&base_url(env, self.base_url()))
    }

    /// Reads an answer: a refusal first, then the reply. Of a platform whose answers are signed, only one that was
    /// verified: [`accept`](EndpointExt::accept) does both.
    ///
    /// # Errors
    /// [`Error::Untrusted`] if it had to be verified and was not; [`Error::Refused`] if the platform said no,
    /// [`Error::Transport`] if a gateway answered, [`Error::Reply`] if the answer cannot be read.
    fn reply(response: &Response<Bytes>) -> Result<Self::Reply, Error> {
        if Self::Platform::SIGNED && response.extensions().get::<Verified>().is_none() {
            return Err(unverified());
        }
        let is_file = || Self::Reply::FILE.is_some_and(|fields| is_file(fields, response));
        match Self::Platform::refusal(Self::AUTH, response) {
            Some(error) if !is_file() => Err(error),
            _ => Self::Reply::read(response).map_err(|error| unreadable(&error.message, response.body())),
        }
    }
}

/// What every [`Endpoint`] can do and none may change.
pub trait EndpointExt: Endpoint {
    /// The request before a credential is put on.
    ///
    /// # Errors
    /// [`Error::Request`] if it cannot be built.
    fn draft(&self, env: &Env) -> Result<Draft, Error> {
        let mut out = Encoder::default();
        self.encode(&mut out);
        out.into_draft(self.method(), self.path(), Self::Platform::ACCEPT, env)
    }

    /// Verifies an answer that arrived at `now` and reads it: what [`Call`](crate::Call) does, for those who send by
    /// themselves.
    ///
    /// # Errors
    /// As [`reply`](Endpoint::reply); [`Error::Untrusted`] if the signature does not hold, or if it is made with a key
    /// that the credential does not hold.
    fn accept(
        credential: &<Self::Platform as Platform>::Credential,
        response: Response<Bytes>,
        now: Timestamp,
    ) -> Result<Self::Reply, Error> {
        match Self::examine(Some(credential), response, now) {
            (Verdict::Good, response) => Self::reply(&response),
            (Verdict::Bad(error), _) => Err(error),
            (Verdict::NeedKey(serial), _) => Err(unknown_key(&serial, None)),
        }
    }

    /// The signature of an answer; a good one is marked, so that [`reply`](Endpoint::reply) reads it.
    fn examine(
        credential: Option<&<Self::Platform as Platform>::Credential>,
        mut response: Response<Bytes>,
        now: Timestamp,
    ) -> (Verdict, Response<Bytes>) {
        let verdict = match credential {
            Some(credential)
                if Self::Platform::SIGNED && !(Self::UNSIGNED && response.status().is_success()) =>
            {
                Self::Platform::verify(credential, &response, now)
            }
            _ => Verdict::Good,
        };
        if matches!(verdict, Verdict::Good) {
            response.extensions_mut().insert(Verified);
        }
        (verdict, response)
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

impl<E: Endpoint> EndpointExt for E {}

/// What repeating an endpoint does after its answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// No side effect.
    Safe,
    /// The platform does the same only once, for a time: repeated at once as [`Repeat::Safe`] is, but if every answer is lost
    /// it is [`Error::OutcomeUnknown`], as a later repeat may act twice.
    Suppressed,
    /// May create a second object, at the cost of some quota; nothing that anybody sees.
    Duplicates,
    /// May act twice in public, or fail misleadingly. A lost answer becomes [`Error::OutcomeUnknown`].
    Never,
}

impl Repeat {
    /// Whether a repeat at once does no harm.
    pub(crate) fn is_harmless(self) -> bool {
        matches!(self, Self::Safe | Self::Suppressed)
    }
}

/// What a success brings. Every type with serde's two traits is a reply in JSON; fields that are `null` or an empty text
/// are as if they were not there, so a field that may be missing has a default and needs no more.
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
        json::from_reply(content(response)).map_err(DecodeError::new)
    }

    fn write(&self) -> Response<Bytes> {
        reply_of(self)
    }
}

/// An answer in JSON, under the label that the platform really sends.
pub(crate) fn reply_of(json: &impl Serialize) -> Response<Bytes> {
    let mut response = Response::new(json::to_vec(json).unwrap_or_default().into());
    let label = HeaderValue::from_static("application/json; encoding=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, label);
    response
}

/// The mark on an answer whose signature was found good.
#[derive(Clone)]
struct Verified;

fn no_credential() -> Error {
    Invalid::new("this call needs a credential, and none was given").into()
}

fn unverified() -> Error {
    let message = "the answer was not verified";
    Untrusted::new(SignatureProblem::Missing, message, "read it with `accept`, which verifies it first")
        .into()
}

/// An answer that is signed with a key nobody has; `cause` kept it from being had.
pub(crate) fn unknown_key(serial: &str, cause: Option<&Error>) -> Error {
    let serial: String = serial.chars().filter(char::is_ascii_graphic).take(128).collect();
    let because = cause.map_or_else(String::new, |cause| format!(", and it could not be fetched: {cause}"));
    let message = format!("the answer is signed with the key {serial}, which is not known{because}");
    let hint = cause.and_then(Error::hint);
    let hint = hint.unwrap_or_else(|| {
        "give the platform's key of this serial number, by which answers are verified".into()
    });
    Untrusted::new(SignatureProblem::Key, message, hint).into()
}

/// The JSON of an answer; of one that is done and has nothing to say, `null`.
pub(crate) fn content(response: &Response<Bytes>) -> &[u8] {
    let is_silent = response.status() == StatusCode::NO_CONTENT && response.body().is_empty();
    if is_silent { b"null" } else { response.body() }
}

/// An [`Error::Reply`] that keeps a bounded, redacted piece of the answer.
#[must_use]
pub fn unreadable(message: &str, body: &[u8]) -> Error {
    let excerpt = match text(body.get(..1024).unwrap_or(body)) {
        Some(head) => redact(head, &[]).chars().map(|c| if c.is_control() { ' ' } else { c }).collect(),
        None => format!("({} bytes that are no text)", body.len()),
    };
    // What was found in place of something else is repeated in the message.
    let message = redact(message, &[]).chars().take(512).collect();
    Error::Reply(Unreadable { message, excerpt, parsed: json::parse(body).is_ok() })
}

/// The text that these bytes are, without the rest of a letter at its end.
fn text(head: &[u8]) -> Option<&str> {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(cut) if cut.error_len().is_none() => std::str::from_utf8(head.get(..cut.valid_up_to())?).ok()?,
        Err(_) => return None,
    };
    let is_white = |c: char| matches!(c, '\t' | '\r' | '\n');
    text.chars().all(|c| !c.is_control() || is_white(c)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_in_json_says_so_and_one_without_content_is_null() {
        let written = 7.write();
        assert_eq!(
            (written.headers()[CONTENT_TYPE].to_str().unwrap(), &written.body()[..]),
            ("application/json; encoding=utf-8", &b"7"[..])
        );
        let content = |status: u16, body: &'static str| {
            let response = Response::builder().status(status).body(Bytes::from(body)).unwrap();
            content(&response).to_vec()
        };
        assert_eq!(content(204, ""), b"null");
        assert_eq!(content(204, "{}"), b"{}");
        assert_eq!(content(200, ""), b"");
    }

    #[test]
    fn an_excerpt_is_of_text_alone() {
        for (body, said) in [
            (&b"{\"a\":\n1"[..], "x; it began with: {\"a\": 1"),
            ("茶".repeat(400).as_bytes(), &format!("x; it began with: {}", "茶".repeat(256))),
            (b"\x1f\x8b\x08\0", "x; it began with: (4 bytes that are no text)"),
            (b"\xff\xd8\xff\xe0", "x; it began with: (4 bytes that are no text)"),
            (b"", "x; it was empty"),
        ] {
            assert_eq!(unreadable("x", body).to_string(), format!("unreadable answer: {said}"));
        }
    }
}
