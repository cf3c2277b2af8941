//! The digest of a whole file whose blocks arrive in any order and are not kept.

use std::collections::BTreeMap;

use bytes::Bytes;
use sha1::{Digest, Sha1};
use wxkit_proto::hex;

/// What is known of the digest of a whole video.
///
/// SHA-1 can only be computed in order, and a sandbox must not keep 2 GiB. So blocks are hashed as their turn comes and
/// then forgotten; one that comes early is kept until its turn if there is room in
/// [`Config::window`](crate::Config::window), nearest first. The state of the digest behind every block is kept too (some
/// hundred bytes a block), so a block that is overwritten only takes back what follows it. Where bytes are missing in the
/// end, nothing can be said about the whole but that every block had the digest it announced and that all lengths fit:
/// the video is then accepted and marked [`Whole::Unverified`]. Refusing it would be unfaithful, as WeChat keeps the
/// blocks; files no larger than the window are always verified, if no block is overwritten with another content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// The whole file has the digest that `init_upload` announced.
    Equal,
    /// Each block has the digest that was announced with it; the whole could not be computed.
    Unverified,
}

/// Blocks on their way into the digest.
#[derive(Default)]
pub(crate) struct Stream {
    /// The state of the digest behind block 1, 2, ….
    prefix: Vec<Sha1>,
    /// Blocks ahead of their turn, by number from 1.
    early: BTreeMap<u32, Bytes>,
}

impl Stream {
    /// Takes in a block; `changed` if it overwrites another content.
    pub(crate) fn put(&mut self, number: u32, bytes: &Bytes, changed: bool) {
        let before = number.saturating_sub(1) as usize;
        if before < self.prefix.len() {
            if !changed {
                return;
            }
            self.prefix.truncate(before);
        }
        self.early.insert(number, bytes.clone());
        while let Some(bytes) = self.early.remove(&self.turn()) {
            let mut state = self.prefix.last().cloned().unwrap_or_default();
            state.update(&bytes);
            self.prefix.push(state);
        }
    }

    /// The digest over exactly this many blocks, if it could be computed.
    pub(crate) fn digest(&self, blocks: usize) -> Option<String> {
        let state = self.prefix.last().filter(|_| self.prefix.len() == blocks)?;
        Some(hex(&state.clone().finalize()))
    }

    /// Bytes that are kept.
    pub(crate) fn kept(&self) -> u64 {
        self.early.values().map(|bytes| bytes.len() as u64).sum()
    }

    /// Forgets kept blocks, the farthest first, until at most `room` bytes are kept.
    pub(crate) fn shrink(&mut self, room: u64) {
        while self.kept() > room && self.early.pop_last().is_some() {}
    }

    fn turn(&self) -> u32 {
        u32::try_from(self.prefix.len() + 1).unwrap_or(u32::MAX)
    }
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stream").field("hashed", &self.prefix.len()).field("kept", &self.early.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::sha1_hex;

    fn put(stream: &mut Stream, number: u32, bytes: &'static [u8], changed: bool) {
        stream.put(number, &Bytes::from_static(bytes), changed);
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
}
