//! Which bytes of a file are wanted (RFC 9110, 14).

use std::ops::Range;

/// Which bytes are wanted.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::api) enum Wanted {
    All,
    Part(Range<u64>),
    /// Bytes that the file does not have.
    Nothing,
}

/// What the field `Range` says of a file of `len` bytes. Several parts at once, and what cannot be read, are all of it.
pub(in crate::api) fn wanted(field: &str, len: u64) -> Wanted {
    let Some((first, last)) = field.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-'))
    else {
        return Wanted::All;
    };
    let (first, last) = (first.trim(), last.trim());
    match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first > last => Wanted::All,
        (Ok(first), Ok(last)) => within(first..last.saturating_add(1), len),
        (Ok(first), Err(_)) if last.is_empty() => within(first..len, len),
        (Err(_), Ok(last)) if first.is_empty() => within(len.saturating_sub(last)..len, len),
        _ => Wanted::All,
    }
}

fn within(range: Range<u64>, len: u64) -> Wanted {
    match range.start < len {
        true => Wanted::Part(range.start..range.end.min(len)),
        false => Wanted::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let check = |field: &str, expected| assert_eq!(wanted(field, 10), expected, "{field}");
        check("", Wanted::All);
        check("bytes=0-", Wanted::Part(0..10));
        check("bytes=4-6", Wanted::Part(4..7));
        check("bytes=4-99", Wanted::Part(4..10));
        check("bytes=-3", Wanted::Part(7..10));
        check("bytes=-99", Wanted::Part(0..10));
        check("bytes=10-", Wanted::Nothing);
        check("bytes=-0", Wanted::Nothing);
        check("bytes=0-18446744073709551615", Wanted::Part(0..10));
        for odd in ["bytes=6-4", "bytes=0-1,3-4", "bytes=-", "bytes=a-b", "lines=0-1", "0-1"] {
            check(odd, Wanted::All);
        }
    }
}
