//! How often each interface was called today, and how often quotas were given back this month.

use std::collections::BTreeMap;

use wxkit_proto::Timestamp;

use super::Quota;

/// Counts by path without the leading `/` and without an action.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    today: BTreeMap<&'static str, Quota>,
    /// Of all interfaces at once.
    pub(crate) cleared: Quota,
    /// Of one interface.
    pub(crate) cleared_one: Quota,
}

impl Usage {
    pub(crate) fn count(&mut self, path: &'static str, now: Timestamp) {
        self.today.entry(path).or_default().take(now, u32::MAX);
    }

    pub(crate) fn used(&self, path: &str, now: Timestamp) -> u32 {
        self.today.get(path).map_or(0, |quota| quota.used(now))
    }

    /// Forgets the calls of one path, or of all.
    pub(crate) fn clear(&mut self, path: Option<&str>) {
        self.today.retain(|known, _| path.is_some_and(|path| path != *known));
    }
}
