//! The digest of a whole file whose blocks arrive in any order and are not kept.

use std::collections::BTreeMap;

use bytes::Bytes;
use sha1::{Digest, Sha1};
use wxkit_proto::digest::hex;

/// What is known of the digest of a whole video.
///
/// SHA-1 can only be computed in order, and a sandbox must not keep 2 GiB. So blocks are hashed as their turn comes; one
/// that comes early is kept until its turn if there is room in [`Config::window`](crate::Config::window), nearest first.
/// The state of the digest behind every block is kept too (some hundred bytes a block), so a block that is overwritten
/// only takes back what follows it. Blocks of a file that is no larger than the window stay after their turn, to be
/// hashed once more if one before them is overwritten: such a file is always verified, as long as no other upload needs
/// the room. And whenever the blocks made up the announced file, their list is remembered, so that another list is known
/// to be wrong.
///
/// Where bytes are missing in the end all the same, nothing can be said about the whole but that every block had the digest
/// it announced and that all lengths fit: the video is then accepted and marked [`Whole::Unverified`]. Refusing it would
/// be unfaithful, as WeChat keeps the blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Whole {
    /// The whole file has the digest that `init_upload` announced.
    Equal,
    /// Each block has the digest that was announced with it; the whole could not be computed.
    Unverified,
}

/// Blocks on their way into the digest.
#[derive(Default)]
pub(crate) struct Stream {
    /// Behind block 1, 2, …: the state of the digest, and how many bytes it is of.
    prefix: Vec<(Sha1, u64)>,
    /// By number from 1: blocks ahead of their turn, and spare ones behind it.
    kept: BTreeMap<u32, Bytes>,
    /// Their bytes.
    size: u64,
    /// Whether blocks are kept after their turn.
    spares: bool,
}

impl Stream {
    /// Keeps blocks after their turn as well if `spares`.
    pub(crate) fn new(spares: bool) -> Self {
        Self { spares, ..Self::default() }
    }

    /// Takes in a block; `changed` if it overwrites another content. Gives back how many blocks make up the file of this
    /// digest and size, if some just did.
    pub(crate) fn put(
        &mut self,
        number: u32,
        bytes: &Bytes,
        changed: bool,
        file: (&str, u64),
    ) -> Option<usize> {
        let before = number.saturating_sub(1) as usize;
        if before < self.prefix.len() {
            if !changed {
                return None;
            }
            self.prefix.truncate(before);
        }
        self.size += bytes.len() as u64;
        self.forget(self.kept.get(&number).map(Bytes::len));
        self.kept.insert(number, bytes.clone());
        let mut made_up = None;
        while let Some(bytes) = self.kept.get(&self.turn()).cloned() {
            if !self.spares {
                self.kept.remove(&self.turn());
                self.forget(Some(bytes.len()));
            }
            let (mut state, before) = self.prefix.last().cloned().unwrap_or_default();
            state.update(&bytes);
            let size = before + bytes.len() as u64;
            self.prefix.push((state, size));
            if size == file.1 && self.digest(self.prefix.len()).is_some_and(|digest| digest == file.0) {
                made_up = Some(self.prefix.len());
            }
        }
        made_up
    }

    /// The digest over exactly this many blocks, if it could be computed.
    pub(crate) fn digest(&self, blocks: usize) -> Option<String> {
        let (state, _) = self.prefix.last().filter(|_| self.prefix.len() == blocks)?;
        Some(hex(&state.clone().finalize()))
    }

    /// Bytes that are kept.
    pub(crate) fn kept(&self) -> u64 {
        self.size
    }

    /// Forgets spare blocks, the first ones first, until at most `room` bytes are kept or none is left.
    pub(crate) fn shed(&mut self, room: u64) {
        while self.size > room {
            // A spare block is only hashed again if one before it changes: so the last one has the best chances.
            let Some(first) = self.kept.first_entry().filter(|first| *first.key() < turn(&self.prefix))
            else {
                return;
            };
            let gone = first.remove().len();
            self.forget(Some(gone));
        }
    }

    /// Forgets spare blocks and then early ones, the farthest first, until at most `room` bytes are kept.
    pub(crate) fn shrink(&mut self, room: u64) {
        self.shed(room);
        while self.size > room {
            let Some((_, gone)) = self.kept.pop_last() else { return };
            self.forget(Some(gone.len()));
        }
    }

    fn forget(&mut self, len: Option<usize>) {
        self.size = self.size.saturating_sub(len.unwrap_or_default() as u64);
    }

    fn turn(&self) -> u32 {
        turn(&self.prefix)
    }
}

/// The number of the block that is to be hashed next.
fn turn<T>(prefix: &[T]) -> u32 {
    u32::try_from(prefix.len() + 1).unwrap_or(u32::MAX)
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stream").field("hashed", &self.prefix.len()).field("kept", &self.kept.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::sha1_hex;

    fn put(stream: &mut Stream, number: u32, bytes: &'static [u8], changed: bool) {
        stream.put(number, &Bytes::from_static(bytes), changed, ("", 0));
    }

    #[test]
    fn any_order_gives_the_same_digest() {
        let mut stream = Stream::default();
        put(&mut stream, 3, b"ef", false);
        put(&mut stream, 1, b"ab", false);
        assert_eq!((stream.digest(3), stream.kept()), (None, 2));
        put(&mut stream, 2, b"cd", false);
        assert_eq!((stream.digest(3), stream.kept()), (Some(sha1_hex(b"abcdef")), 0));
        assert_eq!(stream.digest(2), None);
    }

    #[test]
    fn an_overwritten_block_takes_back_what_follows() {
        let mut stream = Stream::default();
        put(&mut stream, 1, b"ab", false);
        put(&mut stream, 2, b"cd", false);
        put(&mut stream, 1, b"ab", false);
        assert_eq!(stream.digest(2), Some(sha1_hex(b"abcd")));
        put(&mut stream, 2, b"xy", true);
        assert_eq!(stream.digest(2), Some(sha1_hex(b"abxy")));
        put(&mut stream, 1, b"__", true);
        assert_eq!(stream.digest(2), None);
        put(&mut stream, 2, b"xy", false);
        assert_eq!(stream.digest(2), Some(sha1_hex(b"__xy")));
    }

    #[test]
    fn room_is_for_the_nearest() {
        let mut stream = Stream::default();
        put(&mut stream, 4, b"gh", false);
        put(&mut stream, 2, b"cd", false);
        put(&mut stream, 3, b"ef", false);
        stream.shrink(4);
        put(&mut stream, 1, b"ab", false);
        assert_eq!(stream.digest(3), Some(sha1_hex(b"abcdef")));
    }

    #[test]
    fn spare_blocks_are_hashed_again() {
        let mut stream = Stream::new(true);
        for (number, bytes) in [(1, b"ab"), (2, b"cd"), (3, b"ef")] {
            put(&mut stream, number, bytes, false);
        }
        put(&mut stream, 1, b"__", true);
        assert_eq!((stream.digest(3), stream.kept()), (Some(sha1_hex(b"__cdef")), 6));
        put(&mut stream, 5, b"ij", false);
        stream.shed(5);
        assert_eq!(stream.kept(), 4, "block 3 and the early one");
        put(&mut stream, 2, b"xy", true);
        put(&mut stream, 4, b"gh", false);
        assert_eq!(stream.digest(5), Some(sha1_hex(b"__xyefghij")));
        stream.shrink(0);
        assert_eq!(stream.kept(), 0);
    }

    #[test]
    fn the_announced_file_is_noticed() {
        let digest = sha1_hex(b"abcd");
        let mut stream = Stream::default();
        let mut put = |number, bytes, changed| {
            stream.put(number, &Bytes::from_static(bytes), changed, (digest.as_str(), 4))
        };
        assert_eq!(put(2, b"cd", false), None);
        assert_eq!(put(1, b"ab", false), Some(2));
        assert_eq!(put(1, b"__", true), None);
        assert_eq!(put(1, b"abcd", true), Some(1));
    }
}
