//! Memory that is used again for the next piece of a file.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

/// Bytes of a buffer: few hops between threads for a block of a video, and small enough that several
/// bodies at once take little memory.
const LEN: usize = 128 * 1024;

/// So many buffers are kept for the next bodies.
const KEPT: usize = 4;

/// Buffers of one length that come back when the bytes in them are no longer needed. New memory for each piece would
/// cost as much as to fill it: the system clears every page of it.
#[derive(Clone)]
pub(crate) struct Buffers(Arc<Home>);

struct Home {
    len: usize,
    free: Mutex<Vec<Vec<u8>>>,
}

impl Default for Buffers {
    fn default() -> Self {
        Self::new(LEN)
    }
}

impl Buffers {
    pub(crate) fn new(len: usize) -> Self {
        Self(Arc::new(Home { len, free: Mutex::default() }))
    }

    /// The length of each.
    pub(crate) fn len(&self) -> usize {
        self.0.len
    }

    /// A piece of at most [`len`](Self::len) bytes, as `fill` makes it.
    pub(crate) fn piece<E>(
        &self,
        len: usize,
        fill: impl FnOnce(&mut [u8]) -> Result<(), E>,
    ) -> Result<Bytes, E> {
        let bytes = self.0.lock().pop().unwrap_or_else(|| vec![0; self.0.len]);
        let mut lent = Lent { bytes, len: len.min(self.0.len), home: Arc::clone(&self.0) };
        fill(lent.bytes.get_mut(..lent.len).unwrap_or_default())?;
        Ok(Bytes::from_owner(lent))
    }
}

impl Home {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Vec<u8>>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A buffer that is in use.
struct Lent {
    bytes: Vec<u8>,
    len: usize,
    home: Arc<Home>,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
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
        let buffers = Buffers::new(8);
        let fill = |byte: u8| {
            move |to: &mut [u8]| {
                to.fill(byte);
                Ok::<_, ()>(())
            }
        };
        let first = buffers.piece(8, fill(1)).unwrap();
        let (at, rest) = (first.as_ptr(), first.slice(6..));
        drop(first);
        assert_ne!(buffers.piece(8, fill(2)).unwrap().as_ptr(), at, "a part of it is still in use");
        assert_eq!(rest, [1, 1][..]);
        drop(rest);
        let again = buffers.piece(3, fill(3)).unwrap();
        assert_eq!((again.as_ptr(), &again[..]), (at, &[3, 3, 3][..]));
        buffers.piece(8, |_| Err(())).unwrap_err();
        let many: Vec<Bytes> = (0..9).map(|_| buffers.piece(1, fill(4)).unwrap()).collect();
        drop(many);
        assert_eq!(buffers.0.lock().len(), KEPT);
    }
}
