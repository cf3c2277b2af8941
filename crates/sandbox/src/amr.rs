//! How long a voice in AMR plays, apart from the client's own look into it.

use crate::answer::Refuse;

/// 45007 if it plays for more than a minute, the longest that any interface takes.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Refuse> {
    match millis(bytes) {
        Some(millis) if millis > 60_000 => Err(Refuse::new(45007, "playtime out of limit")),
        _ => Ok(()),
    }
}

/// Milliseconds; `None` for what is not whole frames of the narrow band.
fn millis(bytes: &[u8]) -> Option<u64> {
    /// By frame type, the first byte included.
    const SIZES: [usize; 9] = [13, 14, 16, 18, 20, 21, 27, 32, 6];
    let mut rest = bytes.strip_prefix(b"#!AMR\n")?;
    let mut frames = 0;
    while let Some(head) = rest.first() {
        let size = match head >> 3 & 15 {
            15 => 1,
            kind => *SIZES.get(usize::from(kind))?,
        };
        rest = rest.get(size..)?;
        frames += 1;
    }
    Some(frames * 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames() {
        let voice = [&b"#!AMR\n"[..], &[&[0x3c][..], &[0; 31]].concat().repeat(50)].concat();
        assert_eq!(millis(&voice), Some(1000));
        assert_eq!(millis(b"#!AMR\n\x3c"), None);
        assert_eq!(millis(b"#!AMR-WB\n"), None);
    }
}
