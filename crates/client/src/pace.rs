//! The least rate of a transfer.

use std::time::Duration;

/// Bytes a second that a transfer must bring on the whole. Slower is a dead line, or a peer that holds us up.
const LEAST: u64 = 4096;

/// Bytes that a piece of a transfer must have on the whole. A line brings a thousand at once; chunks of one byte are a peer
/// that keeps us busy.
const SMALL: usize = 64;

/// So many pieces may be smaller.
const CRUMBS: usize = 64 * 1024;

/// What is said of a transfer that [has crumbled](Pace::has_crumbled).
pub(crate) const CRUMBLED: &str = "the answer came in too many pieces of a few bytes";

/// The time that is left to a transfer: waiting takes of it, and every byte gives back its share, up to the whole. So it
/// ends after so long a silence, and as well if the bytes only trickle. The same goes for how many small pieces are left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    whole: Duration,
    left: Duration,
    crumbs: usize,
}

impl Pace {
    pub(crate) fn new(whole: Duration) -> Self {
        Self { whole, left: whole, crumbs: CRUMBS }
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

    /// Whether it came in too many small pieces.
    pub(crate) fn has_crumbled(&self) -> bool {
        self.crumbs == 0
    }

    pub(crate) fn moved(&mut self, bytes: usize) {
        self.crumbs = self.crumbs.saturating_sub(1).saturating_add(bytes / SMALL).min(CRUMBS);
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

    /// After how many pieces of so many bytes, of a hundred thousand, it is given up.
    fn crumbles(bytes: impl Fn(usize) -> usize) -> Option<usize> {
        let mut pace = Pace::new(Duration::from_secs(30));
        (1..=100_000).find(|n| {
            pace.moved(bytes(*n));
            pace.has_crumbled()
        })
    }

    #[test]
    fn small_pieces_end_it_unless_large_ones_are_among_them() {
        assert_eq!(crumbles(|_| 1), Some(65_536));
        assert_eq!(crumbles(|_| 63), Some(65_536));
        assert_eq!(crumbles(|_| 64), None);
        assert_eq!(crumbles(|n| if n % 1000 == 0 { 64_000 } else { 1 }), None);
        assert_eq!(crumbles(|n| if n == 1 { 64_000_000 } else { 1 }), Some(65_537), "not saved up");
    }
}
