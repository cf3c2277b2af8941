//! What came a short time ago: the platforms repeat.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// Repeats of the official account and of WeChat Work end after 15 seconds. WeChat Pay goes on for a day, but what it was told is
/// received it does not repeat for long.
const KEPT: Duration = Duration::from_secs(600);

/// No more than this, whatever comes.
const MOST: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Recent {
    known: HashMap<String, Instant>,
    order: VecDeque<(Instant, String)>,
}

impl Recent {
    /// Keeps it; whether it is new.
    pub(super) fn note(&mut self, key: &str) -> bool {
        let now = Instant::now();
        while let Some((at, _)) = self.order.front()
            && (now.duration_since(*at) > KEPT || self.order.len() >= MOST)
        {
            if let Some((at, old)) = self.order.pop_front()
                && self.known.get(&old) == Some(&at)
            {
                self.known.remove(&old);
            }
        }
        if self.known.contains_key(key) {
            return false;
        }
        self.known.insert(key.to_owned(), now);
        self.order.push_back((now, key.to_owned()));
        true
    }

    /// As if it had never come.
    pub(super) fn forget(&mut self, key: &str) {
        self.known.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_is_known_and_memory_is_bounded() {
        let mut recent = Recent::default();
        assert!(recent.note("a") && !recent.note("a"));
        recent.forget("a");
        assert!(recent.note("a"));
        for n in 0..2 * MOST {
            recent.note(&n.to_string());
        }
        assert!(recent.known.len() <= MOST && recent.order.len() <= MOST);
        assert!(recent.note("a"));
    }
}
