//! How long to wait for what.

use std::time::Duration;

/// How many connections are kept between two exchanges: more than most programs have calls in flight. Whoever has more opens
/// some anew.
#[cfg(any(feature = "hyper", feature = "ureq"))]
pub(crate) const KEPT_CONNECTIONS: usize = 1024;

/// The three clocks of an exchange. A large file on a slow line takes its time, as long as it moves: what brings less than
/// 4 KiB a second on the whole is broken off like what does not move at all, so every exchange has an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Until there is a connection: name, address, proxy and TLS together. 10 s.
    pub connect: Duration,
    /// The longest time in which not one byte moves while the request is sent or the answer is received, and how far a
    /// transfer may fall behind 4 KiB a second. 30 s.
    pub stall: Duration,
    /// From the last byte of the request to the end of the answer's head: 60 s, and one second more for each MiB sent,
    /// because the platform works on what it got before it answers.
    pub answer: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            stall: Duration::from_secs(30),
            answer: Duration::from_secs(60),
        }
    }
}

impl Timeouts {
    /// How long to wait for a connection, for the next bytes of a body, and for an answer.
    #[must_use]
    pub const fn new(connect: Duration, stall: Duration, answer: Duration) -> Self {
        Self { connect, stall, answer }
    }

    /// How long an answer may take after `sent` bytes.
    #[must_use]
    pub fn answer_after(&self, sent: u64) -> Duration {
        self.answer.saturating_add(Duration::from_secs(sent / (1024 * 1024)))
    }
}
