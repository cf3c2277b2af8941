//! A body as a reader, for transports that want one.

use std::io::{self, Read};

use wxkit_proto::body::{BodyReader, Slot};
use wxkit_proto::{Body, Error};

use super::pieces::Pieces;

/// The bytes of a [`Body`] as a [`Read`]: for the transport of your own. Files are opened when they are reached, and
/// checked against their stamps as every driver must.
///
/// The length is [`Body::len`]; send it as `Content-Length`. When a read fails, [`Reader::cause`] gives the error that
/// the flow must hear in place of a transport's.
pub struct Reader {
    body: BodyReader<fn(&Slot) -> io::Result<Pieces>, Pieces>,
    begun: bool,
    failure: Option<Error>,
}

impl Reader {
    /// Reads this body from its beginning.
    #[must_use]
    pub fn new(body: &Body) -> Self {
        let open: fn(&Slot) -> io::Result<Pieces> = |slot| Pieces::open(slot).map_err(io::Error::other);
        Self { body: body.reader(open), begun: false, failure: None }
    }

    /// Why a read failed, if one did.
    #[must_use]
    pub fn cause(&self) -> Option<&Error> {
        self.failure.as_ref()
    }

    /// Whether anything was read yet.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.begun
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.begun = true;
        self.body.read(buffer).inspect_err(|error| {
            self.failure = error.get_ref().and_then(|cause| cause.downcast_ref::<Error>()).cloned();
        })
    }
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("failure", &self.failure).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use wxkit_proto::error::{Local, LocalKind};

    use super::*;
    use crate::files;

    #[test]
    fn chunks_and_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "0123456789").unwrap();
        let file = files::open(&path).unwrap();
        let mut body = Body::from("<");
        body.push_file(&file, 2..9);
        body.push_bytes(">");
        let mut text = String::new();
        Reader::new(&body).read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), body.len()), ("<2345678>", 9));

        std::fs::write(&path, "other").unwrap();
        let mut reader = Reader::new(&body);
        reader.read_to_string(&mut String::new()).unwrap_err();
        let cause = reader.cause().unwrap();
        assert!(matches!(cause, Error::Local(Local { kind: LocalKind::Changed, .. })), "{cause}");
    }
}
