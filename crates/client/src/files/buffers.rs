//! Memory that is used again for the next piece of a file.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

/// Bytes of a buffer: few calls of the system for a block of a video, and small enough that it is still in the
/// processor's cache when it is sent, and that many bodies at once take little memory.
pub(super) const LEN: usize = 128 * 1024;

/// So many buffers are kept for the next bodies.
const KEPT: usize = 8;

/// The buffers of all clients of this program.
pub(super) static BUFFERS: Buffers = Buffers(Mutex::new(Vec::new()));

/// Buffers that come back when the bytes in them are no longer needed. New memory for each piece would cost as much as to
/// fill it: the system clears every page of it.
pub(super) struct Buffers(Mutex<Vec<Vec<u8>>>);

impl Buffers {
    /// What `fill` writes to the beginning of so many bytes, at most [`LEN`].
    pub(super) fn piece<E>(
        &'static self,
        len: usize,
        fill: impl FnOnce(&mut [u8]) -> Result<usize, E>,
    ) -> Result<Bytes, E> {
        let bytes = self.lock().pop().unwrap_or_else(|| vec![0; LEN]);
        let mut lent = Lent { bytes, filled: 0, home: self };
        lent.filled = fill(lent.bytes.get_mut(..len).unwrap_or_default())?;
        Ok(Bytes::from_owner(lent))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A buffer that is in use.
struct Lent {
    bytes: Vec<u8>,
    filled: usize,
    home: &'static Buffers,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.filled).unwrap_or_default()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut free = self.home.lock();
        if free.len() < KEPT {
            free.push(std::mem::take(&mut self.bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_comes_back_and_shows_nothing_of_its_last_use() {
        static BUFFERS: Buffers = Buffers(Mutex::new(Vec::new()));
        let piece = |byte: u8, len: usize| {
            let fill = |to: &mut [u8]| {
                to.fill(byte);
                Ok::<_, ()>(to.len())
            };
            BUFFERS.piece(len, fill).unwrap()
        };
        let first = piece(1, 8);
        let (at, rest) = (first.as_ptr(), first.slice(6..));
        drop(first);
        assert_ne!(piece(2, 8).as_ptr(), at, "a part of it is still in use");
        assert_eq!(rest, [1, 1][..]);
        drop(rest);
        let again = piece(3, 3);
        assert_eq!((again.as_ptr(), &again[..]), (at, &[3, 3, 3][..]));
        drop(again);
        assert_eq!(BUFFERS.piece(8, |_| Ok::<_, ()>(0)).unwrap(), b""[..]);
        BUFFERS.piece(8, |_| Err(())).unwrap_err();
        let many: Vec<Bytes> = (0..2 * KEPT).map(|_| piece(4, 1)).collect();
        drop(many);
        assert_eq!(BUFFERS.lock().len(), KEPT);
    }
}
