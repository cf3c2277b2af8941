//! After a lost answer: what may have been done, and by what it is found again.

use std::time::Duration;

use wxkit_proto::error::OutcomeUnknown;
use wxkit_proto::{Endpoint, Error, Kind, Timestamp};

/// Whether a call that failed so may have been carried out all the same.
pub(crate) fn is_open(error: &Error) -> bool {
    matches!(error, Error::OutcomeUnknown(_) | Error::Reply(_)) || error.kind() == Kind::Busy
}

/// That it is not known whether this call was carried out, and why.
pub(crate) fn unknown<E: Endpoint>(cause: impl Into<String>) -> Error {
    let operation = format!("{} {}", E::METHOD, E::PATH);
    Error::OutcomeUnknown(OutcomeUnknown::new(operation, cause))
}

/// Whether an item of a list, with its time in Unix seconds, is not older than what is looked for.
pub(crate) fn is_recent(time: i64, since: Timestamp) -> bool {
    u64::try_from(time).is_ok_and(|time| Timestamp::from_secs(time) + SKEW >= since)
}

/// How far this machine's clock may be ahead of the platform's.
const SKEW: Duration = Duration::from_secs(600);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_may_be_ahead_for_ten_minutes() {
        let since = Timestamp::from_secs(1_525_936_573);
        let recent = |time| is_recent(time, since);
        assert!(recent(1_525_936_573) && recent(1_525_935_973) && !recent(1_525_935_972) && !recent(-1));
    }
}
