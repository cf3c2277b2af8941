//! Spans of time as people type them.

use std::time::Duration;

/// A year: further on, adding to the time of day could fail somewhere.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// A span of time: seconds, or with `s`, `m` or `h` behind it; fractions allowed.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let (number, unit) = match text.strip_suffix(['s', 'm', 'h']) {
        Some(number) if text.ends_with('m') => (number, 60.0),
        Some(number) if text.ends_with('h') => (number, 3600.0),
        Some(number) => (number, 1.0),
        None => (text, 1.0),
    };
    let span = number.parse::<f64>().ok().and_then(|n| Duration::try_from_secs_f64(n * unit).ok());
    span.filter(|span| *span <= LONGEST).ok_or_else(|| {
        "must be a number of seconds, such as 10 or 0.5, or a time such as 30s, 5m or 2h".into()
    })
}

/// A span of time without fractions.
pub(crate) fn whole_seconds(text: &str) -> Result<u32, String> {
    let span = seconds(text)?;
    let whole = u32::try_from(span.as_secs()).ok().filter(|_| span.subsec_nanos() == 0 && !span.is_zero());
    whole.ok_or_else(|| "must be whole seconds, 1 at least, such as 10, 5m or 2h".into())
}

/// A pause between two questions: more than nothing.
pub(crate) fn pause(text: &str) -> Result<Duration, String> {
    match seconds(text)? {
        Duration::ZERO => Err("must be more than 0".into()),
        span => Ok(span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time() {
        assert_eq!(seconds("0.25"), Ok(Duration::from_millis(250)));
        assert_eq!(seconds("0"), Ok(Duration::ZERO));
        for (text, span) in [("90", 90), ("30s", 30), ("1.5m", 90), ("2h", 7200)] {
            assert_eq!(seconds(text), Ok(Duration::from_secs(span)), "{text}");
        }
        for wrong in ["", "x", "-1", "NaN", "inf", "1e99", "10x", "s", "9000h", "1 m"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
        assert!(pause("0").is_err());
    }
}
