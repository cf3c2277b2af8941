//! What the server keeps at most of what it is sent.

use std::time::Duration;

/// Larger bodies are answered with 413, as a gateway does.
pub const BODY_CAP: usize = 64 * 1_048_576;

/// Bodies of all requests together, in KiB; a request for which there is no room waits for others to end.
pub(super) const IN_FLIGHT: u32 = 512 * 1024;

/// Connections at the same time; another one waits until one of them ends.
pub(super) const CONNECTIONS: usize = 1024;

/// A connection on which nothing arrives for so long, be it between requests or within one, ends; one whose client takes
/// no byte of an answer for so long as well.
pub(super) const IDLE: Duration = Duration::from_secs(60);

/// Bytes of a request's head; more is answered with 431.
pub(super) const HEAD: usize = 64 * 1024;

/// The room that a body needs, in KiB; one whose length is not announced may be as long as any.
pub(super) fn room_for(announced: Option<u64>) -> u32 {
    let len = announced.unwrap_or(BODY_CAP as u64).min(BODY_CAP as u64);
    u32::try_from(len.div_ceil(1024)).unwrap_or(IN_FLIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_takes_the_room_that_it_announces() {
        assert_eq!(room_for(Some(0)), 0);
        assert_eq!(room_for(Some(1025)), 2);
        assert_eq!(room_for(None), 64 * 1024);
        assert_eq!(room_for(Some(u64::MAX)), 64 * 1024);
    }
}
