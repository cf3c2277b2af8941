//! Files as data: where the bytes are, and what is known about them.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;

use crate::probe::{FileKind, Probe, Stamp};

/// Where bytes live. The core never opens a [`Source::Path`]; a driver does, each time it needs the bytes.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// In memory.
    Bytes(Bytes),
    /// In a file; a driver of your own may read the path as it likes.
    Path(Arc<PathBuf>),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            Self::Path(path) => write!(f, "Path({})", path.display()),
        }
    }
}

impl Source {
    /// A file on disk.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::Path(Arc::new(path.into()))
    }

    /// Bytes in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::Bytes(bytes.into())
    }
}

/// A file to send: bytes somewhere, of known length and kind.
///
/// A `File` on disk is made from a [`Probe`], so nothing is sent that was never looked at; the clients have an `open`
/// for this. The bytes are read when they are sent, again for every attempt, and checked against the probe's
/// [`Stamp`]: a file that changed in the meantime is an error and never a silently different body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The name as the platform will see it, without folders. Raw UTF-8; hostile characters are made safe on the wire.
    pub name: String,
    /// Where the bytes are.
    pub source: Source,
    /// What was seen when the file was looked at.
    pub probe: Probe,
}

impl File {
    /// A file that was looked at by a driver.
    pub fn new(name: impl Into<String>, source: Source, probe: Probe) -> Self {
        Self { name: name.into(), source, probe }
    }

    /// A file in memory, looked at on the spot.
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let probe = Probe::of_bytes(&bytes);
        Self { name: name.into(), source: Source::Bytes(bytes), probe }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.probe.len
    }

    /// Whether it holds no byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.probe.len == 0
    }

    /// The media type of the content, such as `image/png`; decided by the content and not by the name.
    #[must_use]
    pub fn content_type(&self) -> &'static str {
        self.probe.kind.media_type()
    }

    /// The name that is sent: the platform looks at the extension, so it is made to agree
    /// with the content. `photo.jpg` that holds a PNG becomes `photo.png`, `photo` becomes `photo.png`.
    #[must_use]
    pub fn wire_name(&self) -> String {
        let extensions = self.probe.kind.extensions();
        let Some(first) = extensions.first() else { return self.name.clone() };
        match self.name.rsplit_once('.') {
            Some((_, ext)) if extensions.iter().any(|e| e.eq_ignore_ascii_case(ext)) => self.name.clone(),
            Some((stem, ext)) if !stem.is_empty() && FileKind::is_extension(ext) => format!("{stem}.{first}"),
            _ if self.name.is_empty() => format!("file.{first}"),
            _ => format!("{}.{first}", self.name),
        }
    }

    /// What the driver compares before and after it reads the bytes.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        self.probe.stamp
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_follows_the_content() {
        let png = Bytes::from_static(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x02\x08\x06\0\0\0");
        let check = |name: &str, expected: &str| {
            assert_eq!(File::from_bytes(name, png.clone()).wire_name(), expected);
        };
        check("a.png", "a.png");
        check("A.PNG", "A.PNG");
        check("图.jpg", "图.png");
        check("photo", "photo.png");
        check("v1.2", "v1.2.png");
        check("", "file.png");
        assert_eq!(File::from_bytes("notes.txt", "text").wire_name(), "notes.txt");
        assert_eq!(File::from_bytes("a.jpg", png).content_type(), "image/png");
    }

    #[test]
    fn nothing_is_empty_but_what_has_no_byte() {
        let file = |bytes: &'static str| File::from_bytes("a", bytes);
        assert_eq!((file("").len(), file("").is_empty()), (0, true));
        assert_eq!((file("ab").len(), file("ab").is_empty()), (2, false));
    }
}
