use wxkit_proto::probe::FileKind;

use crate::look::Seen;

/// What the call that a picture goes to takes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The kinds it takes. JPEG and PNG can be made; of any other kind a picture must be already.
    pub kinds: Vec<FileKind>,
    /// The most bytes it takes.
    pub bytes: usize,
    /// The largest picture that is decoded or drawn, in pixels; 67,108,864 (8192 × 8192) unless set, which takes the
    /// photographs of today's phones.
    pub max_pixels: u64,
}

impl Limits {
    /// By the kinds and the bytes that a call takes.
    #[must_use]
    pub fn new(kinds: &[FileKind], bytes: usize) -> Self {
        Self { kinds: kinds.to_vec(), bytes, max_pixels: 8192 * 8192 }
    }

    pub(crate) fn takes(&self, kind: FileKind) -> bool {
        self.kinds.contains(&kind)
    }

    pub(crate) fn takes_as_it_is(&self, seen: &Seen, bytes: usize) -> bool {
        self.takes(seen.kind) && bytes <= self.bytes && seen.is_upright()
    }

    /// The most bytes that an animated GIF may have; 0 if none is taken.
    pub(crate) fn animation(&self) -> usize {
        if self.takes(FileKind::Gif) { self.bytes } else { 0 }
    }
}
