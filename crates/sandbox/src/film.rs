//! A video that is made up as it is sent.

use std::ops::Range;

use bytes::Bytes;

/// A part of a made-up video: see [`Config::film`](crate::Config::film).
///
/// In an answer of [`Sandbox::handle`](crate::Sandbox::handle) it stands among the extensions, and the body is empty; the
/// server sends the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Film {
    /// Which bytes of the whole.
    pub range: Range<u64>,
}

/// What it begins with, as any MP4.
const HEAD: [&[u8; 8]; 4] = [b"\0\0\0\x20ftyp", b"isom\0\0\x02\0", b"isomiso2", b"avc1mp41"];

impl Film {
    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.range.end.saturating_sub(self.range.start)
    }

    /// The next bytes, at most so many; they are taken off. Empty at the end. No two places of the whole are alike.
    pub fn take(&mut self, most: usize) -> Bytes {
        const WORD: u64 = 8;
        let len = self.size().min(most as u64);
        let first = self.range.start / WORD;
        let skipped = index(self.range.start - first * WORD);
        let end = self.range.start.saturating_add(len);
        let mut bytes = Vec::with_capacity(index(len) + 2 * 8);
        for word in first..end.div_ceil(WORD) {
            match HEAD.get(index(word)) {
                Some(head) => bytes.extend_from_slice(*head),
                // Odd and large, so that all of its bytes change.
                None => bytes.extend_from_slice(&word.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes()),
            }
        }
        self.range.start = end;
        Bytes::from(bytes).slice(skipped..skipped + index(len))
    }

    /// Without what comes behind its first `len` bytes.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.range.end = self.range.end.min(self.range.start.saturating_add(len as u64));
    }
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_whole() {
        let all = Film { range: 0..1000 }.take(2000);
        assert_eq!((all.len(), all.get(4..12)), (1000, Some(&b"ftypisom"[..])));
        let mut film = Film { range: 3..999 };
        let (mut pieces, mut most) = (Vec::new(), 0);
        while film.size() > 0 {
            most += 1;
            pieces.extend(film.take(most));
        }
        assert_eq!(pieces, all.slice(3..999));
        assert!(film.take(9).is_empty());
        assert_ne!(all.slice(40..48), all.slice(48..56));
    }
}
