//! What the server keeps at most of what it is sent.

use std::time::Duration;

/// Larger bodies are answered with 413, as a gateway does.
pub const BODY_CAP: usize = 64 * 1_048_576;

/// Bodies of all requests together, in KiB, as far as they have arrived; one for which there is no room is answered with 503.
pub(super) const IN_FLIGHT: u32 = 512 * 1024;

/// Bytes for which memory is taken before they have arrived.
pub(super) const AT_ONCE: usize = 1_048_576;

/// Bytes a second in which a body must come on the whole, after the first [`IDLE`].
pub(super) const PACE: usize = 4096;

/// Connections at the same time; another one waits until one of them ends.
pub(super) const CONNECTIONS: usize = 1024;

/// A connection on which nothing arrives for so long, be it between requests or within one, ends; one whose client takes
/// no byte of an answer for so long as well.
pub(super) const IDLE: Duration = Duration::from_secs(60);

/// Bytes of a request's head; more is answered with 431.
pub(super) const HEAD: usize = 64 * 1024;

/// The room that so many bytes take, in KiB.
pub(super) fn room_for(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(1024)).unwrap_or(IN_FLIGHT)
}
