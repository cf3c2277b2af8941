//! The text to sign of a request.

use bytes::Bytes;
use wxkit_proto::digest::hex;
use wxkit_proto::encoder::Draft;
use wxkit_proto::{Env, Error};

use crate::platform::target_of;

/// What is signed: five lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) method: String,
    /// Path and query exactly as they are sent, without host.
    pub(crate) target: String,
    /// Unix seconds.
    pub(crate) timestamp: u64,
    pub(crate) nonce: String,
    /// The whole body, or of an upload the text of its part `meta`.
    pub(crate) covered: Bytes,
}

impl Text {
    pub(crate) fn of(draft: &Draft, env: &Env) -> Result<Self, Error> {
        let random = env.random("pay nonce");
        Ok(Self {
            method: draft.method.to_string(),
            target: target_of(draft)?,
            timestamp: env.now.as_secs(),
            nonce: hex(random.get(..16).unwrap_or_default()),
            covered: draft.covered().ok_or(Error::Bug("a signature cannot cover a file"))?,
        })
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let Self { method, target, timestamp, nonce, covered } = self;
        let mut text = format!("{method}\n{target}\n{timestamp}\n{nonce}\n").into_bytes();
        text.extend_from_slice(covered);
        text.push(b'\n');
        text
    }
}
