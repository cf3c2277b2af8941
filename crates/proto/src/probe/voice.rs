//! How long a voice lasts, counted frame by frame.
//!
//! Libraries for tags of MP3 files believe the file's own index, or take the first frame's rate for that of all. A voice
//! that was encoded into a pipe has no index and begins with silence: it would seem to last several times as long, and
//! would be refused for nothing. So MP3 frames are counted here, as AMR frames have to be.

use std::time::Duration;

use super::FileKind;

/// The length of a voice in bytes, from its first to its last frame; `None` for other files, and if there is a frame that
/// cannot be followed. The work grows with the bytes, whatever they say.
pub(super) fn duration(kind: FileKind, bytes: &[u8]) -> Option<Duration> {
    match kind {
        FileKind::Amr => amr(bytes),
        FileKind::Mp3 => mp3(bytes),
        _ => None,
    }
}

/// Bytes of a frame by its type, the octet before it included (RFC 4867 5.3; sizes of 3GPP TS 26.101 and 26.201). 0 is a
/// type that no file may hold.
const AMR: [usize; 16] = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1];
const AMR_WB: [usize; 16] = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1];

/// Every frame lasts 20 ms. Files of several channels begin otherwise, and are left alone.
fn amr(bytes: &[u8]) -> Option<Duration> {
    let (sizes, mut rest) = match bytes.strip_prefix(b"#!AMR-WB\n") {
        Some(rest) => (&AMR_WB, rest),
        None => (&AMR, bytes.strip_prefix(b"#!AMR\n")?),
    };
    let mut frames = 0;
    while let Some(octet) = rest.first() {
        let size = *sizes.get(usize::from(octet >> 3 & 0xF)).filter(|size| **size > 0)?;
        // A torn frame at the end is not heard.
        let Some(behind) = rest.get(size..) else { break };
        (frames, rest) = (frames + 1, behind);
    }
    Some(Duration::from_millis(20 * frames))
}

/// What a frame of MPEG audio, layer III, says of itself.
#[derive(Clone, Copy)]
struct Frame {
    /// Its length in bytes.
    len: usize,
    /// Samples of one channel in it.
    samples: u64,
    /// Samples of one channel in a second.
    rate: u64,
}

/// In kbit/s, by the index in the frame; the first row is MPEG-1, the second MPEG-2 and 2.5.
const BIT_RATES: [[u32; 16]; 2] = [
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
];
/// In Hz, of MPEG-1; MPEG-2 has half of them, MPEG-2.5 a quarter.
const SAMPLE_RATES: [u32; 4] = [44_100, 48_000, 32_000, 0];

impl Frame {
    /// The frame at the beginning of the bytes, if it is there as a whole.
    fn read(bytes: &[u8]) -> Option<Self> {
        let [sync, version, rates, _, ..] = *bytes else { return None };
        let (samples, row, share) = match version & 0xFE {
            0xFA => (1152, BIT_RATES[0], 1),
            0xF2 => (576, BIT_RATES[1], 2),
            0xE2 => (576, BIT_RATES[1], 4),
            _ => return None,
        };
        let bit_rate = *row.get(usize::from(rates >> 4)).filter(|rate| **rate > 0)?;
        let rate = *SAMPLE_RATES.get(usize::from(rates >> 2 & 3)).filter(|rate| **rate > 0)? / share;
        let len = (samples / 8 * bit_rate * 1000 / rate + u32::from(rates >> 1 & 1)) as usize;
        let whole = sync == 0xFF && len <= bytes.len();
        whole.then_some(Self { len, samples: samples.into(), rate: rate.into() })
    }

    /// Whether it can follow the other one.
    fn is_like(self, other: Self) -> bool {
        (self.samples, self.rate) == (other.samples, other.rate)
    }

    /// Whether it holds the index of the file in place of sound.
    fn is_index(self, bytes: &[u8]) -> bool {
        // The index stands behind the side information, which has one of these lengths.
        let names = [13, 21, 36].map(|at| bytes.get(at..at + 4));
        names.iter().any(|name| matches!(name, Some(b"Xing" | b"Info" | b"VBRI")))
    }
}

/// Tags and junk between the frames are passed over.
fn mp3(bytes: &[u8]) -> Option<Duration> {
    let mut rest = behind_tags(bytes);
    let (mut first, mut in_step, mut samples): (Option<Frame>, bool, u64) = (None, false, 0);
    while !rest.is_empty() {
        let frame = Frame::read(rest).filter(|frame| first.is_none_or(|first| frame.is_like(first)));
        // Four bytes that look like a frame are found in anything; out of step, the next frame has to agree.
        let sure = |frame: &Frame| {
            let behind = rest.get(frame.len..).unwrap_or_default();
            in_step || behind.is_empty() || Frame::read(behind).is_some_and(|next| next.is_like(*frame))
        };
        let len = match frame.filter(sure) {
            Some(frame) => {
                if first.is_some() || !frame.is_index(rest) {
                    samples += frame.samples;
                }
                (first, in_step) = (first.or(Some(frame)), true);
                frame.len
            }
            None => {
                in_step = false;
                1
            }
        };
        rest = rest.get(len..).unwrap_or_default();
    }
    Some(Duration::from_millis(samples * 1000 / first?.rate))
}

/// The bytes behind ID3v2 tags, whose pictures may look like anything. The footer that a tag may have looks like no frame.
fn behind_tags(mut bytes: &[u8]) -> &[u8] {
    while let [b'I', b'D', b'3', _, _, _, a, b, c, d, ..] = *bytes {
        let size = [a, b, c, d].iter().fold(0, |size, byte| (size << 7) + usize::from(byte & 0x7F));
        bytes = bytes.get(10 + size..).unwrap_or_default();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(kind: FileKind, bytes: &[u8], expected: Option<u64>) {
        assert_eq!(duration(kind, bytes), expected.map(Duration::from_millis));
    }

    /// So many frames of 32 kbit/s at 16 kHz, MPEG-2: 144 bytes, 576 samples, 36 ms.
    fn frames(many: usize) -> Vec<u8> {
        let mut frame = [0; 144];
        frame[..4].copy_from_slice(&[0xFF, 0xF3, 0x48, 0xC4]);
        frame.repeat(many)
    }

    #[test]
    fn every_frame_of_an_amr_lasts_20_ms() {
        // Mode 12.2, a descriptor of silence, a gap, and a torn frame.
        let narrow = [b"#!AMR\n", &[0x3C; 32][..], &[0x44; 6], &[0x7C], &[0x3C; 31]].concat();
        check(FileKind::Amr, &narrow, Some(60));
        // Mode 23.85, a descriptor of silence, a lost frame, a gap.
        let wide = [b"#!AMR-WB\n", &[0x44; 61][..], &[0x4C; 6], &[0x74], &[0x7C]].concat();
        check(FileKind::Amr, &wide, Some(80));
        check(FileKind::Amr, &[b"#!AMR\n", &[0x3C; 32 * 3001][..]].concat(), Some(60_020));
        check(FileKind::Amr, b"#!AMR\n", Some(0));
        check(FileKind::Amr, b"#!AMR\n\x60", None);
        check(FileKind::Amr, b"#!AMR_MC1.0\n\0\0\0\x02", None);
    }

    #[test]
    fn frames_of_an_mp3_are_counted() {
        check(FileKind::Mp3, &frames(1000), Some(36_000));
        // 128 kbit/s at 44.1 kHz, MPEG-1, with and without padding: 418 and 417 bytes of 1152 samples.
        let mut pair = vec![0; 418 + 417];
        pair[..3].copy_from_slice(&[0xFF, 0xFB, 0x92]);
        pair[418..421].copy_from_slice(&[0xFF, 0xFB, 0x90]);
        check(FileKind::Mp3, &pair.repeat(441), Some(23_040));
        // The same rate in MPEG-2.5: 8 kbit/s at 8 kHz.
        let mut slow = [0; 72];
        slow[..3].copy_from_slice(&[0xFF, 0xE3, 0x18]);
        check(FileKind::Mp3, &slow.repeat(10), Some(720));
    }

    #[test]
    fn what_is_no_sound_of_an_mp3_is_not_counted() {
        let mut index = frames(1);
        index[13..17].copy_from_slice(b"Info");
        // A tag whose picture holds a frame, junk with a false frame in it, an older tag and a torn frame at the end.
        let tag = [b"ID3\x04\0\0\0\0\x01\x10", &frames(1)[..]].concat();
        let junk = b"\0\0\xff\xf3\x48\xc4\0";
        let end = [b"TAG", &[b' '; 125][..], &frames(1)[..100]].concat();
        check(
            FileKind::Mp3,
            &[&tag, &junk[..], &index, &frames(5), &junk[..], &frames(5), &end].concat(),
            Some(360),
        );
        check(FileKind::Mp3, &tag, None);
        // Two frames in a tag with a footer, and a tag behind that.
        let framed = [b"ID3\x04\0\x10\0\0\x02\x20", &frames(2)[..], b"3DI\x04\0\x10\0\0\x02\x20"].concat();
        check(FileKind::Mp3, &[&framed, &frames(10)[..]].concat(), Some(360));
        check(FileKind::Mp3, &[&tag, &tag, &frames(10)[..]].concat(), Some(360));
        // A frame of another rate.
        let mut other = [0; 418];
        other[..3].copy_from_slice(&[0xFF, 0xFB, 0x92]);
        check(FileKind::Mp3, &[&frames(5), &other[..], &frames(5)].concat(), Some(360));
        check(FileKind::Mp3, b"ID3", None);
        check(FileKind::Mp3, &[0xFF; 4096], None);
    }

    proptest! {
        #[test]
        fn hostile_bytes_are_survived(bytes in prop::collection::vec(prop::sample::select(HOSTILE), 0..2000), amr: bool) {
            let head: &[u8] = if amr { b"#!AMR\n" } else { b"" };
            let kind = if amr { FileKind::Amr } else { FileKind::Mp3 };
            duration(kind, &[head, &bytes].concat());
        }
    }

    const HOSTILE: &[u8] =
        &[0, 1, 0x0C, 0x10, 0x48, 0x7C, 0x7F, 0x90, 0xC4, 0xE3, 0xF3, 0xFB, 0xFF, b'I', b'D', b'3'];
}
