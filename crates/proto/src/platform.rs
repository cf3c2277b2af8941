//! A platform: who you must be, how it refuses, where it lives.

use std::fmt::Debug;

use bytes::Bytes;
use http::Response;

use crate::encoder::Draft;
use crate::env::{Env, Timestamp};
use crate::error::{Error, Warning};

/// A platform that endpoints belong to. Only someone who adds a platform implements it.
pub trait Platform: Sized + 'static {
    /// Who you must be. Compared by value, so that only the very credential that was refused is renewed; its
    /// `Debug` shows nothing of it.
    type Credential: Clone + PartialEq + Debug + Send + Sync + 'static;
    /// Where it lives, as `https://host` without a trailing slash.
    const BASE_URL: &'static str;
    /// A second host, to which [`Call`](crate::Call) turns when the first cannot be reached; only while
    /// [`Env::base_url`](Env) names no other.
    const BACKUP: Option<&'static str> = None;
    /// Which answers are wanted, unless an endpoint says otherwise: the header `Accept`.
    const ACCEPT: &'static str = "*/*";
    /// Whether its answers are signed. [`Endpoint::reply`](crate::Endpoint::reply) then reads none that
    /// [`verify`](Platform::verify) has not called good.
    const SIGNED: bool = false;

    /// Puts the credential on a request.
    ///
    /// # Errors
    /// [`Error::Request`] if the credential does not fit.
    fn authorize(credential: &Self::Credential, draft: &mut Draft, env: &Env) -> Result<(), Error>;

    /// Whether an answer that arrived at `now` is the platform's own, by its signature; asked before anything of it is
    /// read. A platform whose answers are not signed leaves this as it is.
    fn verify(_credential: &Self::Credential, _response: &Response<Bytes>, _now: Timestamp) -> Verdict {
        Verdict::Good
    }

    /// Whether this answer is a "no", and which. `auth` tells whether a credential was put on.
    fn refusal(auth: bool, response: &Response<Bytes>) -> Option<Error>;

    /// What looks wrong about an answer that is a success, such as fields that the platform has ignored.
    fn remarks(_response: &Response<Bytes>) -> Vec<Warning> {
        Vec::new()
    }

    /// Removes the credential from a text that came from outside, such as an error page that repeats the URL.
    fn redact(credential: &Self::Credential, text: &str) -> String;
}

/// What became of the signature of an answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Verdict {
    /// It is the platform's own.
    Good,
    /// It is not, or nothing shows that it is: usually [`Error::Untrusted`].
    Bad(Error),
    /// It is signed with a key of this serial number that the credential does not hold.
    NeedKey(String),
}
