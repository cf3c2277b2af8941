//! A stretch of a file, read in pieces and checked against its stamp.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use bytes::{Buf as _, Bytes};
use wxkit_proto::body::Slot;
use wxkit_proto::probe::Stamp;
use wxkit_proto::{Error, Source};

use super::buffers::{self, BUFFERS};
use super::{UNKNOWN_SOURCE, open_path, reading, stamp};

/// Gives a stretch of a file piece by piece, exactly as long as was planned.
///
/// The stamp is compared when the file is opened, and again before the last piece is given out: so the platform never
/// gets a complete request with the bytes of a file that changed meanwhile.
pub(crate) struct Pieces {
    file: File,
    path: Arc<PathBuf>,
    stamp: Stamp,
    left: u64,
    /// What of the last piece was not handed out yet, when it is read byte by byte.
    rest: Bytes,
}

impl Pieces {
    pub(crate) fn open(slot: &Slot) -> Result<Self, Error> {
        // Bytes in memory are never a slot, see `Body::push_file`.
        let Source::Path(path) = &slot.source else { return Err(UNKNOWN_SOURCE) };
        let (mut file, found) = open_path(path)?;
        if found != slot.stamp {
            return Err(Error::changed(path.display()));
        }
        file.seek(SeekFrom::Start(slot.range.start)).map_err(|error| reading(path, &error))?;
        let left = slot.range.end.saturating_sub(slot.range.start);
        Ok(Self { file, path: Arc::clone(path), stamp: found, left, rest: Bytes::new() })
    }

    fn next_piece(&mut self) -> Result<Bytes, Error> {
        let want = self.want();
        let piece = BUFFERS.piece(want, |to| self.file.read_exact(to).map(|()| want));
        let piece = piece.map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => Error::changed(self.path.display()),
            _ => reading(&self.path, &error),
        })?;
        self.given(piece)
    }

    /// As `next`, but only what the system holds in memory: this never waits for a disk. `None` if that is nothing; then a
    /// thread that may wait must ask for the next piece.
    #[cfg(all(feature = "hyper", target_os = "linux"))]
    pub(crate) fn next_in_memory(&mut self) -> Option<Result<Bytes, Error>> {
        use rustix::io::{ReadWriteFlags, preadv2};
        /// Where the last read ended.
        const HERE: u64 = u64::MAX;
        let piece = BUFFERS.piece(self.want(), |to| {
            preadv2(&self.file, &mut [std::io::IoSliceMut::new(to)], HERE, ReadWriteFlags::NOWAIT)
        });
        let piece = piece.ok().filter(|piece| !piece.is_empty())?;
        Some(self.given(piece))
    }

    #[cfg(all(feature = "hyper", not(target_os = "linux")))]
    pub(crate) fn next_in_memory(&mut self) -> Option<Result<Bytes, Error>> {
        None
    }

    /// Whether all pieces were given out.
    #[cfg(feature = "hyper")]
    pub(crate) fn is_over(&self) -> bool {
        self.left == 0
    }

    fn want(&self) -> usize {
        usize::try_from(self.left).unwrap_or(usize::MAX).min(buffers::LEN)
    }

    fn given(&mut self, piece: Bytes) -> Result<Bytes, Error> {
        self.left -= piece.len() as u64;
        if self.left == 0 && !self.is_untouched()? {
            return Err(Error::changed(self.path.display()));
        }
        Ok(piece)
    }

    fn is_untouched(&self) -> Result<bool, Error> {
        let metadata = self.file.metadata().map_err(|error| reading(&self.path, &error))?;
        Ok(stamp(&metadata) == self.stamp)
    }
}

impl Iterator for Pieces {
    type Item = Result<Bytes, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        let piece = self.next_piece();
        if piece.is_err() {
            self.left = 0;
        }
        Some(piece)
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.next() {
                None => return Ok(0),
                Some(piece) => self.rest = piece.map_err(io::Error::other)?,
            }
        }
        let now = self.rest.len().min(buffer.len());
        self.rest.copy_to_slice(buffer.get_mut(..now).unwrap_or_default());
        Ok(now)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::ops::Range;

    use wxkit_proto::error::{Local, LocalKind};

    use super::*;
    use crate::files::inspect;

    fn slot(path: &std::path::Path, range: Range<u64>) -> Slot {
        let source = Source::path(path);
        let stamp = inspect(&source).unwrap().stamp;
        Slot { source, range, stamp }
    }

    fn is_changed(error: &Error) -> bool {
        matches!(error, Error::Local(Local { kind: LocalKind::Changed, .. }))
    }

    #[test]
    fn exactly_the_range() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let content: Vec<u8> = (0..300_000_u32).map(|n| n as u8).collect();
        fs::write(&path, &content).unwrap();
        let pieces: Vec<Bytes> =
            Pieces::open(&slot(&path, 7..299_999)).unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(pieces.len(), 3);
        assert_eq!(pieces.concat(), &content[7..299_999]);
    }

    #[test]
    fn a_change_before_opening() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "0123456789").unwrap();
        let slot = slot(&path, 0..10);
        fs::write(&path, "0123").unwrap();
        assert!(is_changed(&Pieces::open(&slot).err().unwrap()));
    }

    #[test]
    fn a_change_while_reading_spoils_the_last_piece() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, vec![1; 200_000]).unwrap();
        for change in [|file: &File| file.set_len(150_000), |file: &File| file.set_len(200_001)] {
            fs::write(&path, vec![1; 200_000]).unwrap();
            let mut pieces = Pieces::open(&slot(&path, 0..200_000)).unwrap();
            assert_eq!(pieces.next().unwrap().unwrap().len(), 128 * 1024);
            change(&File::options().write(true).open(&path).unwrap()).unwrap();
            assert!(is_changed(&pieces.next().unwrap().unwrap_err()));
            assert!(pieces.next().is_none());
        }
    }
}
