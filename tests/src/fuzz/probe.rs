//! Files as people have them: pictures, films and voices.

use wxkit::proto::probe::{FileKind, Probe};

/// Any bytes as a file that is looked into.
pub fn probes(data: &[u8]) {
    let probe = Probe::of_bytes(data);
    assert_eq!(probe.len, data.len() as u64);
    assert_eq!(probe.kind, FileKind::of_head(&data[..data.len().min(4096)]));
    assert_eq!(probe.kind == FileKind::Empty, data.is_empty());
    let voice = matches!(probe.kind, FileKind::Mp3 | FileKind::Amr);
    assert!(voice || probe.duration.is_none(), "{:?} lasts {:?}", probe.kind, probe.duration);
    // A frame of AMR is a byte at least and lasts 20 ms; of MP3, 24 bytes at least and 72 ms at most.
    let longest = std::time::Duration::from_millis(20) * u32::try_from(data.len()).expect("it is short");
    assert!(
        probe.duration.is_none_or(|lasts| lasts <= longest),
        "{:?} of {} bytes",
        probe.duration,
        probe.len
    );
    assert!(!probe.kind.media_type().is_empty());
}
