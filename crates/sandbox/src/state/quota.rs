//! Quotas of a day or a month, which begin at midnight in China.

use wxkit_proto::Timestamp;

/// How much of a day's quota is used, or of a month's.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quota {
    /// Which day or month.
    period: u64,
    used: u32,
}

impl Quota {
    /// Takes one, unless `limit` are gone today.
    pub(crate) fn take(&mut self, now: Timestamp, limit: u32) -> bool {
        self.take_in(day(now), limit)
    }

    /// Takes one, unless `limit` are gone this month. One quota is either of days or of months.
    pub(crate) fn take_of_month(&mut self, now: Timestamp, limit: u32) -> bool {
        self.take_in(month(day(now)), limit)
    }

    /// How many are gone today.
    pub(crate) fn used(&self, now: Timestamp) -> u32 {
        if day(now) == self.period { self.used } else { 0 }
    }

    fn take_in(&mut self, period: u64, limit: u32) -> bool {
        if period != self.period {
            *self = Self { period, used: 0 };
        }
        let left = self.used < limit;
        if left {
            self.used += 1;
        }
        left
    }
}

/// Days since 1970 in China.
fn day(now: Timestamp) -> u64 {
    now.as_secs().saturating_add(8 * 3600) / 86_400
}

/// A number for the month of this day, by the calendar that begins in March, so that leap days come last.
fn month(day: u64) -> u64 {
    // 719468 days lie between 1 March of the year 0 and 1970; 146097 days are 400 years.
    let day = day.saturating_add(719_468);
    let (era, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    (era * 400 + year) * 12 + (5 * day + 2) / 153
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

    #[test]
    fn months_have_their_own_lengths() {
        // 2018-05-10, 2018-05-31 and 2018-06-01; then 28 and 29 February and 1 March of 2024.
        let months = [17_661, 17_682, 17_683, 19_781, 19_782, 19_783].map(month);
        let [may, end, june, february, leap, march] = months;
        assert_eq!((may, may + 1, february, february + 1), (end, june, leap, march));
        assert_eq!(march - may, 70);
    }
}
