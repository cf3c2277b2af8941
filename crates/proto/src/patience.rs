//! Waiting for something that the platform does in its own time: how long, and how often to ask.

use std::time::Duration;

use crate::env::Moment;

/// How to wait for a review or a job. The platform names no interval; these are our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Patience {
    /// The first pause between two questions; it grows by half each time, up to a minute.
    pub poll: Duration,
    /// How long to wait in all, from the first question on.
    pub limit: Duration,
}

impl Patience {
    /// Asks every `poll`, and no longer than `limit`.
    #[must_use]
    pub const fn new(poll: Duration, limit: Duration) -> Self {
        Self { poll, limit }
    }

    /// The same with another limit.
    #[must_use]
    pub const fn with_limit(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }
}

impl Default for Patience {
    fn default() -> Self {
        Self { poll: Duration::from_secs(10), limit: Duration::from_secs(7200) }
    }
}

/// A wait that has begun.
#[derive(Debug)]
pub struct Waiting {
    pause: Duration,
    deadline: Moment,
}

const LONGEST: Duration = Duration::from_secs(60);

impl Patience {
    /// Begins to wait; the first question is asked now.
    #[must_use]
    pub fn begin(&self, now: Moment) -> Waiting {
        Waiting { pause: self.poll.max(Duration::from_millis(1)), deadline: now + self.limit }
    }
}

impl Waiting {
    /// When to ask next; `None` when the time is up. The last question is asked at the very end.
    pub fn next(&mut self, now: Moment) -> Option<Moment> {
        if now >= self.deadline {
            return None;
        }
        let at = (now + self.pause).min(self.deadline);
        if self.pause < LONGEST {
            self.pause = self.pause.mul_f64(1.5).min(LONGEST);
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_minute_and_end_at_the_limit() {
        let patience = Patience { limit: Duration::from_secs(400), ..Patience::default() };
        let mut now = Moment::default();
        let mut waiting = patience.begin(now);
        let mut asked = Vec::new();
        while let Some(at) = waiting.next(now) {
            now = at;
            asked.push(at.as_millis());
        }
        assert_eq!(
            asked,
            [10_000, 25_000, 47_500, 81_250, 131_875, 191_875, 251_875, 311_875, 371_875, 400_000]
        );
    }

    #[test]
    fn only_the_limit_is_changed() {
        let [poll, limit] = [3, 400].map(Duration::from_secs);
        assert_eq!(Patience::new(poll, Duration::ZERO).with_limit(limit), Patience::new(poll, limit));
    }
}
