//! A day of the calendar.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wxkit_proto::Timestamp;
use wxkit_proto::error::Invalid;

/// A day in China, written `2026-03-09`; from 1970 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u32);

impl Day {
    /// The day in China at this moment.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        let days = now.as_secs().saturating_add(8 * 3600) / 86_400;
        Self(u32::try_from(days).unwrap_or(LAST).min(LAST))
    }

    /// So many days earlier; never before 1970.
    #[must_use]
    pub fn before(self, days: u32) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// So many days later; never after 9999.
    #[must_use]
    pub fn after(self, days: u32) -> Self {
        Self(self.0.saturating_add(days).min(LAST))
    }

    /// The days from `earlier` to this one; 0 if it is not earlier.
    #[must_use]
    pub fn since(self, earlier: Self) -> u32 {
        self.0.saturating_sub(earlier.0)
    }
}

/// 9999-12-31.
const LAST: u32 = 2_932_896;
/// From 1 March of the year 0, where leap days come last in a year, to 1970.
const OFFSET: u32 = 719_468;

/// Days since 1970; of a day that the calendar has.
fn days(year: u32, month: u32, day: u32) -> Option<u32> {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let of_years = 365 * year + year / 4 - year / 100 + year / 400;
    (of_years + (153 * month + 2) / 5 + day - 1).checked_sub(OFFSET)
}

/// Year, month and day.
fn civil(days: u32) -> (u32, u32, u32) {
    let days = days + OFFSET;
    let (era, days) = (days / 146_097, days % 146_097);
    let year = (days - days / 1460 + days / 36_524 - days / 146_096) / 365;
    let days = days - (365 * year + year / 4 - year / 100);
    let month = (5 * days + 2) / 153;
    let day = days - (153 * month + 2) / 5 + 1;
    let (year, month) = (era * 400 + year, if month < 10 { month + 3 } else { month - 9 });
    (if month > 2 { year } else { year + 1 }, month, day)
}

impl FromStr for Day {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let parts: Vec<&str> = text.split('-').collect();
        let digits = |part: &str, len| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit());
        let [year, month, day] = parts[..] else { return Err(not_a_day()) };
        if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
            return Err(not_a_day());
        }
        let number = |part: &str| part.parse::<u32>().unwrap_or_default();
        let wanted = (number(year), number(month), number(day));
        let (year, month, day) = wanted;
        let known = (1..=12).contains(&month) && (1..=31).contains(&day);
        // 30 February is a day of March.
        let days = known.then(|| days(year, month, day)).flatten().filter(|days| civil(*days) == wanted);
        days.map(Self).ok_or_else(|| Invalid::new(format!("the calendar has no day {text}")))
    }
}

fn not_a_day() -> Invalid {
    Invalid::new("a day looks like 2026-03-09")
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.0);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar() {
        // As `date -d` counts them.
        for (text, days) in [
            ("1970-01-01", 0),
            ("2000-02-29", 11_016),
            ("2018-05-10", 17_661),
            ("2024-02-29", 19_782),
            ("2024-03-01", 19_783),
            ("2025-11-01", 20_393),
            ("2100-03-01", 47_541),
            ("9999-12-31", LAST),
        ] {
            assert_eq!((text.parse(), Day(days).to_string().as_str()), (Ok(Day(days)), text));
        }
        for wrong in ["", "2026-3-9", "2026-02-29", "2026-13-01", "2026-00-10", "1969-12-31", "0000-01-01"] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
        for wrong in ["20260309", "2026-03-09 ", "2026-03-0٣", "2026-03-09-01", "+026-03-09"] {
            assert_eq!(wrong.parse::<Day>().unwrap_err().message, "a day looks like 2026-03-09");
        }
    }

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        // 2018-05-10 23:59:59 +08:00
        assert_eq!(Day::at(Timestamp::from_secs(1_525_967_999)).to_string(), "2018-05-10");
        assert_eq!(Day::at(Timestamp::from_secs(1_525_968_000)).to_string(), "2018-05-11");
        assert_eq!(Day::at(Timestamp::from_millis(u64::MAX)).to_string(), "9999-12-31");
        let day: Day = "2026-03-01".parse().unwrap();
        assert_eq!((day.before(1).to_string(), day.since(day.before(30))), ("2026-02-28".into(), 30));
        assert_eq!(
            (day.before(u32::MAX).to_string(), day.after(31).to_string().as_str()),
            ("1970-01-01".into(), "2026-04-01")
        );
    }
}
