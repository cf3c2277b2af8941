//! The least rate of a transfer.

use std::time::Duration;

/// Bytes a second that a transfer must bring on the whole. Slower is a dead line, or a peer that holds us up.
const LEAST: u64 = 4096;

/// The time that is left to a transfer: waiting takes of it, and every byte gives back its share, up to the whole. So it
/// ends after so long a silence, and as well if the bytes only trickle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    whole: Duration,
    left: Duration,
}

impl Pace {
    pub(crate) fn new(whole: Duration) -> Self {
        Self { whole, left: whole }
    }

    pub(crate) fn left(&self) -> Duration {
        self.left
    }

    #[cfg(feature = "hyper")]
    pub(crate) fn whole(&self) -> Duration {
        self.whole
    }

    pub(crate) fn waited(&mut self, time: Duration) {
        self.left = self.left.saturating_sub(time);
    }

    pub(crate) fn moved(&mut self, bytes: usize) {
        self.left = self.left.saturating_add(time_for(bytes as u64)).min(self.whole);
    }
}

/// How long so many bytes may take.
pub(crate) fn time_for(bytes: u64) -> Duration {
    Duration::from_micros(bytes.saturating_mul(1_000_000) / LEAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many seconds a transfer lasts that brings so many bytes after each pause.
    fn lasts(bytes: usize, pause: Duration) -> Option<u64> {
        let mut pace = Pace::new(Duration::from_secs(30));
        let mut time = Duration::ZERO;
        for _ in 0..1_000_000 {
            if pause >= pace.left() {
                return Some((time + pace.left()).as_secs());
            }
            time += pause;
            pace.waited(pause);
            pace.moved(bytes);
        }
        None
    }

    #[test]
    fn silence_and_a_trickle_end_it_and_a_slow_line_does_not() {
        let secs = Duration::from_secs;
        assert_eq!(lasts(1, secs(30)), Some(30));
        assert_eq!(lasts(1, secs(29)), Some(30), "one byte gives back a four-thousandth of a second");
        assert_eq!(lasts(1, Duration::from_millis(5)), Some(31));
        assert_eq!(lasts(1_000_000, secs(30)), Some(30), "a burst is not saved up");
        assert_eq!(lasts(4096 * 20, secs(20)), None);
        assert_eq!(lasts(4096, secs(1)), None);
    }
}
