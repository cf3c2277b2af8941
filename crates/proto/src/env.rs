//! The outside world as one value: time, randomness and where to send.

use std::fmt;
use std::ops::Add;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a flow or an endpoint may know of the outside world during one step.
///
/// A driver makes a new one for every step: `now` and `uptime` from its clocks, `seed` from its random source. A test writes it
/// down. Two requests built from the same `Env` are equal byte for byte.
#[derive(Clone)]
pub struct Env {
    /// The time of this step.
    pub now: Timestamp,
    /// The same moment on a clock that nobody sets: pauses and limits are measured by it.
    pub uptime: Moment,
    /// Fresh randomness of this step; never used as it is, see [`Env::random`].
    pub seed: [u8; 32],
    /// Where requests go, as `scheme://host[:port][/prefix]` without a trailing slash; `None`: the platform's own host.
    pub base_url: Option<Arc<str>>,
}

impl Env {
    /// An `Env` that sends to the platform's own host. Its [`uptime`](Env::uptime) follows `now`; a driver that has a
    /// clock that nobody sets, such as [`Instant`](std::time::Instant), puts that in its place.
    #[must_use]
    pub fn new(now: Timestamp, seed: [u8; 32]) -> Self {
        Self { now, uptime: Moment(now.0), seed, base_url: None }
    }

    /// 32 bytes of randomness for one use, told apart from all other uses of this step by `label`.
    #[must_use]
    pub fn random(&self, label: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(label.as_bytes());
        hash.finalize().into()
    }

    /// A random part in `0.0..1.0`, for jitter.
    #[must_use]
    pub fn fraction(&self, label: &str) -> f64 {
        let [a, b, c, d, ..] = self.random(label);
        f64::from(u32::from_le_bytes([a, b, c, d])) / (f64::from(u32::MAX) + 1.0)
    }
}

impl fmt::Debug for Env {
    // The seed stays out: nonces and paddings are made from it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Env")
            .field("now", &self.now)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// A point in time: milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    /// From Unix milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// From Unix seconds; saturates at the end of time.
    #[must_use]
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Unix milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Unix seconds, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / 1000
    }

    /// The time that has passed since `earlier`; zero if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(millis))
    }
}

/// A point on a clock that only goes forward: milliseconds since any moment that stays the same while the program runs.
/// Whoever sets the system's clock changes no pause that is measured by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(u64);

impl Moment {
    /// From milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// In milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The time that has passed since `earlier`; zero if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Moment {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(millis))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn randomness_differs_by_label_and_seed_and_repeats() {
        let env = Env::new(Timestamp::from_secs(1), [7; 32]);
        assert_eq!(env.random("boundary"), env.random("boundary"));
        assert_ne!(env.random("boundary"), env.random("nonce"));
        assert_ne!(env.random("boundary"), Env::new(Timestamp::from_secs(1), [8; 32]).random("boundary"));
        // SHA-256 of the seed and the label begins with ee c1 e9 03.
        assert_eq!(env.fraction("jitter"), f64::from(0x03e9_c1ee) / 4_294_967_296.0);
    }

    #[test]
    fn debug_hides_the_seed() {
        let text = format!("{:?}", Env::new(Timestamp::from_millis(5), [171; 32]));
        assert_eq!(text, "Env { now: Timestamp(5), base_url: None, .. }");
    }

    #[test]
    fn time_saturates() {
        let end = Timestamp::from_millis(u64::MAX);
        assert_eq!(end + Duration::MAX, end);
        assert_eq!(Timestamp::from_secs(1).since(end), Duration::ZERO);
        assert_eq!(Timestamp::from_millis(1_999).as_secs(), 1);
        assert_eq!(Timestamp::from_secs(2).as_millis(), 2_000);
    }
}
