//! Request bodies as data: a list of chunks of known length.

mod reader;

use std::fmt;
use std::ops::Range;

use bytes::Bytes;

use crate::file::{File, Source};
use crate::probe::Stamp;

pub use reader::BodyReader;

/// A request body: chunks that are in memory, or a stretch of a file that a driver reads when it sends.
///
/// Nothing is consumed by sending, so the same body can be sent again; its length is always known, because the
/// platform answers chunked transfer encoding with 41005.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Body {
    chunks: Vec<Chunk>,
}

/// One piece of a [`Body`].
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Chunk {
    /// Bytes in memory.
    Bytes(Bytes),
    /// A stretch of a file.
    Slot(Slot),
}

/// A stretch of a file, to be read at the time of sending.
///
/// A driver compares `stamp` with the file when it opens it and when it has read the last byte; a difference, or a
/// file that ends early, is [`Local`](crate::error::Local) with [`LocalKind::Changed`](crate::error::LocalKind::Changed).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Where the bytes are.
    pub source: Source,
    /// Which bytes, from the start of the source.
    pub range: Range<u64>,
    /// What the file looked like when the request was planned.
    pub stamp: Stamp,
}

impl Body {
    /// The chunks in the order in which they are sent.
    #[must_use]
    pub fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }

    /// The exact number of bytes: the value of `Content-Length`.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.chunks.iter().map(Chunk::len).sum()
    }

    /// Whether nothing is sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends bytes.
    pub fn push_bytes(&mut self, bytes: impl Into<Bytes>) {
        let bytes = bytes.into();
        if !bytes.is_empty() {
            self.chunks.push(Chunk::Bytes(bytes));
        }
    }

    pub(crate) fn push_chunk(&mut self, chunk: Chunk) {
        self.chunks.push(chunk);
    }

    /// Appends a stretch of a file. What lies in memory already is sliced at once and costs no copy.
    ///
    /// The range is cut to the file's length.
    pub fn push_file(&mut self, file: &File, range: Range<u64>) {
        let end = range.end.min(file.len());
        let range = range.start.min(end)..end;
        match &file.source {
            Source::Bytes(bytes) => {
                let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
                self.push_bytes(bytes.slice(index(range.start)..index(range.end)));
            }
            source if range.end > range.start => {
                self.chunks.push(Chunk::Slot(Slot { source: source.clone(), range, stamp: file.stamp() }));
            }
            _ => {}
        }
    }

    /// The whole body, if all of it is in memory.
    #[must_use]
    pub fn in_memory(&self) -> Option<Bytes> {
        match self.chunks.as_slice() {
            [] => Some(Bytes::new()),
            [Chunk::Bytes(bytes)] => Some(bytes.clone()),
            chunks => {
                let mut all = Vec::new();
                for chunk in chunks {
                    let Chunk::Bytes(bytes) = chunk else { return None };
                    all.extend_from_slice(bytes);
                }
                Some(all.into())
            }
        }
    }
}

impl Chunk {
    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Slot(slot) => slot.range.end.saturating_sub(slot.range.start),
        }
    }

    /// Whether it holds no byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for Body {
    // The body of a token endpoint holds the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.len())
    }
}

impl fmt::Debug for Chunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            Self::Slot(slot) => f.debug_tuple("Slot").field(slot).finish(),
        }
    }
}

impl<B: Into<Bytes>> From<B> for Body {
    fn from(bytes: B) -> Self {
        let mut body = Self::default();
        body.push_bytes(bytes);
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::Probe;

    #[test]
    fn the_length_is_known_and_nothing_is_read() {
        let mut probe = Probe::of_bytes(b"0123456789");
        probe.stamp.version = 3;
        let file = File::new("a", Source::path("/nowhere"), probe);
        let mut body = Body::from("head");
        body.push_file(&file, 4..99);
        assert_eq!((body.len(), body.in_memory()), (10, None));
        let Some(Chunk::Slot(slot)) = body.chunks().last() else { panic!("no slot") };
        assert_eq!((slot.range.clone(), slot.stamp.version), (4..10, 3));
    }

    #[test]
    fn bytes_in_memory_are_sliced() {
        let mut body = Body::default();
        body.push_file(&File::from_bytes("a", "0123456789"), 2..5);
        assert_eq!(body.in_memory().unwrap(), "234");
    }

    #[test]
    fn what_is_empty_is_not_sent() {
        let file = File::new("a", Source::path("/nowhere"), Probe::of_bytes(b"0123456789"));
        let mut body = Body::from("");
        body.push_file(&file, 10..99);
        body.push_file(&file, 5..5);
        assert!(body.is_empty() && body.chunks().is_empty());
        assert_eq!(body.in_memory().unwrap(), "");
        body.push_file(&file, 9..99);
        assert!(!body.is_empty() && !body.chunks()[0].is_empty());
        assert!(Chunk::Bytes(Bytes::new()).is_empty());
    }

    #[test]
    fn debug_shows_no_byte_of_it() {
        let mut body = Body::from("s3cret");
        assert_eq!(format!("{body:?} {:?}", body.chunks()[0]), "Body(6 bytes) Bytes(6 bytes)");
        body.push_file(&File::new("a", Source::path("/nowhere"), Probe::of_bytes(b"tea")), 0..2);
        let stamp = "Stamp { len: 3, version: 0 }";
        let slot = format!("Slot(Slot {{ source: Path(/nowhere), range: 0..2, stamp: {stamp} }})");
        assert_eq!(format!("{:?}", body.chunks()[1]), slot);
    }
}
