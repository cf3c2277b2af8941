//! A body as a reader.

use std::fmt;
use std::io::{self, Read};

use bytes::{Buf as _, Bytes};

use super::{Body, Chunk, Slot};
use crate::error::Error;
use crate::file::Source;

/// The bytes of a [`Body`] as a [`Read`]; from [`Body::reader`].
pub struct BodyReader<O, R> {
    chunks: std::vec::IntoIter<Chunk>,
    open: O,
    bytes: Bytes,
    file: Option<(Slot, R, u64)>,
}

impl Body {
    /// The bytes in the order in which they are sent, for an HTTP client that takes a [`Read`]. Send [`Body::len`] as
    /// `Content-Length`.
    ///
    /// `open` is called for each stretch of a file when its turn has come, and gives a reader that stands at the stretch's
    /// beginning; no more than the stretch is read of it. A file that ends early is an error, as is what `open` says. It is the
    /// caller's to compare the file with [`Slot::stamp`], if it gave one when it looked into the file.
    ///
    /// ```
    /// use std::fs::File;
    /// use std::io::{Read, Seek, SeekFrom};
    /// use wxkit_proto::{Body, Source};
    ///
    /// fn send(body: &Body, mut socket: impl std::io::Write) -> std::io::Result<u64> {
    ///     let mut reader = body.reader(|slot| {
    ///         let Source::Path(path) = &slot.source else { return Err(std::io::ErrorKind::Unsupported.into()) };
    ///         let mut file = File::open(&**path)?;
    ///         file.seek(SeekFrom::Start(slot.range.start))?;
    ///         Ok(file)
    ///     });
    ///     std::io::copy(&mut reader, &mut socket)
    /// }
    ///
    /// let mut sent = Vec::new();
    /// assert_eq!(send(&Body::from("{}"), &mut sent)?, 2);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn reader<O, R>(&self, open: O) -> BodyReader<O, R>
    where
        O: FnMut(&Slot) -> io::Result<R>,
        R: Read,
    {
        BodyReader { chunks: self.chunks.clone().into_iter(), open, bytes: Bytes::new(), file: None }
    }
}

impl<O, R> Read for BodyReader<O, R>
where
    O: FnMut(&Slot) -> io::Result<R>,
    R: Read,
{
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if self.bytes.has_remaining() {
                let now = self.bytes.len().min(buffer.len());
                self.bytes.copy_to_slice(buffer.get_mut(..now).unwrap_or_default());
                return Ok(now);
            }
            if let Some((slot, file, left)) = &mut self.file
                && *left > 0
            {
                let most = usize::try_from(*left).unwrap_or(usize::MAX).min(buffer.len());
                let now = file.read(buffer.get_mut(..most).unwrap_or_default())?;
                if now == 0 {
                    return Err(io::Error::other(ended_early(slot)));
                }
                *left = left.saturating_sub(now as u64);
                return Ok(now);
            }
            match self.chunks.next() {
                None => return Ok(0),
                Some(Chunk::Bytes(bytes)) => self.bytes = bytes,
                Some(Chunk::Slot(slot)) => {
                    let file = (self.open)(&slot)?;
                    let left = slot.range.end.saturating_sub(slot.range.start);
                    self.file = Some((slot, file, left));
                }
            }
        }
    }
}

fn ended_early(slot: &Slot) -> Error {
    match &slot.source {
        Source::Path(path) => Error::changed(path.display()),
        Source::Bytes(_) => Error::changed("a file in memory"),
    }
}

impl<O, R> fmt::Debug for BodyReader<O, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyReader").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::File;
    use crate::probe::Probe;

    /// Ten bytes on a disk that is not there.
    fn on_disk() -> File {
        File::new("a", Source::path("/nowhere"), Probe::of_bytes(b"0123456789"))
    }

    fn text(body: &Body, content: &'static [u8]) -> io::Result<String> {
        let mut text = String::new();
        body.reader(|slot| Ok(&content[slot.range.start as usize..])).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn chunks_and_stretches_in_order() {
        let mut body = Body::from("<");
        body.push_file(&on_disk(), 2..5);
        body.push_file(&on_disk(), 7..99);
        body.push_bytes(">");
        assert_eq!((text(&body, b"0123456789").unwrap().as_str(), body.len()), ("<234789>", 8));
        assert_eq!(text(&Body::default(), b"").unwrap(), "");

        let mut reader = body.reader(|slot| Ok(&b"0123456789"[slot.range.start as usize..]));
        assert_eq!(format!("{reader:?}"), "BodyReader { .. }");
        let mut read = Vec::new();
        for _ in 0..8 {
            let mut byte = [0];
            assert_eq!((reader.read(&mut []).unwrap(), reader.read(&mut byte).unwrap()), (0, 1));
            read.extend(byte);
        }
        assert_eq!((read.as_slice(), reader.read(&mut [0; 9]).unwrap()), (&b"<234789>"[..], 0));
    }

    #[test]
    fn a_file_that_ends_early_is_an_error_and_so_is_what_open_says() {
        let mut body = Body::default();
        body.push_file(&on_disk(), 2..9);
        let short = text(&body, b"0123").unwrap_err();
        let cause = short.get_ref().and_then(|cause| cause.downcast_ref::<Error>()).unwrap();
        assert!(
            matches!(cause, Error::Local(local) if local.kind == crate::error::LocalKind::Changed),
            "{cause}"
        );

        let mut closed = body.reader(|_| Err::<io::Empty, _>(io::ErrorKind::NotFound.into()));
        assert_eq!(closed.read(&mut [0; 8]).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
