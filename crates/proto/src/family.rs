//! A platform: who you must be, how it refuses, where it lives.

use std::fmt::Debug;

use bytes::Bytes;
use http::Response;

use crate::encoder::Draft;
use crate::env::Env;
use crate::error::{Error, Warning};

/// A platform that endpoints belong to. Only someone who adds a platform implements it.
pub trait Family: Sized + 'static {
    /// Who you must be. Compared by value, so that only the very credential that was refused is renewed; its
    /// `Debug` shows nothing of it.
    type Credential: Clone + PartialEq + Debug + Send + Sync + 'static;
    /// Where it lives, as `https://host` without a trailing slash.
    const ORIGIN: &'static str;

    /// Puts the credential on a request.
    ///
    /// # Errors
    /// [`Error::Request`] if the credential does not fit.
    fn authorize(credential: &Self::Credential, draft: &mut Draft, env: &Env) -> Result<(), Error>;

    /// Whether this answer is a "no", and which. `auth` tells whether a credential was put on.
    fn refusal(auth: bool, response: &Response<Bytes>) -> Option<Error>;

    /// What looks wrong about an answer that is a success, such as fields that the platform has ignored.
    fn remarks(_response: &Response<Bytes>) -> Vec<Warning> {
        Vec::new()
    }

    /// Removes the credential from a text that came from outside, such as an error page that repeats the URL.
    fn redact(credential: &Self::Credential, text: &str) -> String;
}
