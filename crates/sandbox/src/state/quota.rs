//! Quotas of a day, which begins at midnight in China.

use wxkit_proto::Timestamp;

/// How much of a day's quota is used.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quota {
    day: u64,
    used: u32,
}

impl Quota {
    /// Takes one, unless `limit` are gone today.
    pub(crate) fn take(&mut self, now: Timestamp, limit: u32) -> bool {
        let day = (now.as_secs().saturating_add(8 * 3600)) / 86_400;
        if day != self.day {
            *self = Self { day, used: 0 };
        }
        let left = self.used < limit;
        if left {
            self.used += 1;
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_in_china() {
        let mut quota = Quota::default();
        // 2018-05-10 23:59:59 +08:00
        let before = Timestamp::from_secs(1_525_967_999);
        assert!(quota.take(before, 1));
        assert!(!quota.take(before, 1));
        assert!(quota.take(Timestamp::from_secs(1_525_968_000), 1));
    }
}
