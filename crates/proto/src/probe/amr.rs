//! How long a voice in AMR plays: its frames are counted (RFC 4867 section 5).

use std::io::{self, Read};
use std::time::Duration;

/// Longer files are not counted; no voice that WeChat takes has more than 2 MB.
pub(super) const LONGEST: u64 = 4 * 1_048_576;

/// Every frame plays this long.
const FRAME: Duration = Duration::from_millis(20);

/// Bytes behind the first one of a frame, by its type; -1 for types that do not exist.
const NARROW: [i8; 16] = [12, 13, 15, 17, 19, 20, 26, 31, 5, -1, -1, -1, -1, -1, -1, 0];
const WIDE: [i8; 16] = [17, 23, 32, 36, 40, 46, 50, 58, 60, 5, -1, -1, -1, -1, 0, 0];

/// `None` if it is damaged, or has more than one channel.
pub(super) fn duration(mut reader: impl Read) -> io::Result<Option<Duration>> {
    let mut all = Vec::new();
    reader.by_ref().take(LONGEST).read_to_end(&mut all)?;
    let (sizes, mut rest) = if let Some(rest) = all.strip_prefix(b"#!AMR\n") {
        (NARROW, rest)
    } else if let Some(rest) = all.strip_prefix(b"#!AMR-WB\n") {
        (WIDE, rest)
    } else {
        return Ok(None);
    };
    let mut frames = 0;
    while let Some((head, behind)) = rest.split_first() {
        let size = sizes.get(usize::from(head >> 3 & 15)).and_then(|size| usize::try_from(*size).ok());
        let Some(next) = size.and_then(|size| behind.get(size..)) else { return Ok(None) };
        (rest, frames) = (next, frames + 1);
    }
    Ok(Some(FRAME * frames))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Option<u64>) {
        assert_eq!(duration(bytes).unwrap(), expected.map(Duration::from_millis));
    }

    /// Frame types and sizes as in 3GPP TS 26.101 and 26.201: a frame of 12.2 kbit/s has 32 bytes, of 4.75 kbit/s 13.
    #[test]
    fn frames_are_counted() {
        let best = [&[0x3c][..], &[0; 31]].concat();
        let least = [&[0x04][..], &[0; 12]].concat();
        check(&[b"#!AMR\n", &best.repeat(3000)[..]].concat(), Some(60_000));
        check(&[b"#!AMR\n", &best[..], &least, &[0x7c]].concat(), Some(60));
        check(b"#!AMR\n", Some(0));
        let wide = [&[0x44][..], &[0; 60]].concat();
        check(&[b"#!AMR-WB\n", &wide.repeat(2)[..]].concat(), Some(40));
    }

    #[test]
    fn damaged_files_have_no_length() {
        check(b"#!AMR\n\x3c", None);
        check(b"#!AMR\n\x4c\0\0\0\0\0\0", None);
        check(b"#!AMR_MC1.0\n", None);
    }
}
