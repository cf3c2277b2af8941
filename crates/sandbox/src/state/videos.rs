//! Videos of the chunked upload.

use std::collections::BTreeMap;

use bytes::Bytes;
use wxkit_official::ids::{Vid, VideoId};

use super::Progress;
use super::stream::{Stream, Whole};
use crate::config::{BlockRule, Verdict};

/// More blocks than any file of 2 GB has, even in blocks of 32 KiB.
pub(crate) const MAX_PARTS: u32 = 65_536;

/// All videos, in the order in which they began.
#[derive(Debug, Default)]
pub(crate) struct Videos(pub(crate) Vec<Video>);

/// A video of the chunked upload. Of its bytes only digests are kept.
#[derive(Debug)]
#[non_exhaustive]
pub struct Video {
    /// Its number.
    pub vid: Vid,
    /// As announced by `init_upload`.
    pub filename: String,
    /// As announced by `init_upload`, in lower case.
    pub filesha: String,
    /// As announced by `init_upload`.
    pub filesize: u64,
    /// Its blocks by number, from 1.
    pub blocks: BTreeMap<u32, Block>,
    /// Whether `upload_finish` was accepted.
    pub upload: Upload,
    /// What `save_video` made of it. Each call makes another one.
    pub saved: Vec<Saved>,
    pub(crate) stream: Stream,
    /// Blocks that made up the announced file once.
    pub(crate) proven: Vec<Block>,
}

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// SHA-1 of the bytes that arrived last, in lower-case hex.
    pub sha1: String,
    /// Bytes.
    pub len: u64,
    /// How often it was accepted.
    pub received: u32,
    /// How often the "yes" was on its way to the client, as far as the script of faults goes.
    pub acknowledged: u32,
}

/// How far an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Upload {
    /// Blocks are welcome.
    Open,
    /// All blocks are there and fit together.
    Finished(Whole),
}

/// A saved video.
#[derive(Debug)]
#[non_exhaustive]
pub struct Saved {
    /// What its review is asked by.
    pub media_id: VideoId,
    /// Its title.
    pub title: String,
    /// Its description.
    pub desc: String,
    /// Its labels.
    pub tags: Vec<String>,
    /// Whether it was declared original.
    pub original: bool,
    pub(crate) progress: Progress,
}

impl Videos {
    pub(crate) fn find(&mut self, vid: &Vid) -> Option<&mut Video> {
        self.0.iter_mut().find(|video| video.vid == *vid)
    }

    /// The saved video of this id, and its number.
    pub(crate) fn find_saved(&mut self, id: &VideoId) -> Option<(&Vid, &mut Saved)> {
        self.0.iter_mut().find_map(|video| {
            let saved = video.saved.iter_mut().find(|saved| saved.media_id == *id)?;
            Some((&video.vid, saved))
        })
    }

    /// Whether a video of this number may be used in an article.
    pub(crate) fn has_passed(&self, vid: &str) -> bool {
        let mut own = self.0.iter().filter(|video| video.vid.as_str() == vid);
        own.any(|video| video.saved.iter().any(Saved::has_passed))
    }

    /// Keeps the window: spare blocks go first, and those of other videos before those of the current one, oldest first, for
    /// they may have been given up.
    pub(crate) fn shrink(&mut self, window: u64, current: &Vid) {
        let mut kept: u64 = self.0.iter().map(|video| video.stream.kept()).sum();
        for forget in [Stream::shed, Stream::shrink] {
            let (own, others): (Vec<_>, Vec<_>) = self.0.iter_mut().partition(|video| video.vid == *current);
            for video in others.into_iter().chain(own) {
                let before = video.stream.kept();
                forget(&mut video.stream, before.saturating_sub(kept.saturating_sub(window)));
                kept = kept - before + video.stream.kept();
            }
        }
    }
}

impl Video {
    /// Stores a block whose digest was checked. The same number again overwrites.
    pub(crate) fn put(&mut self, number: u32, sha1: &str, bytes: &Bytes, arrives: bool) {
        let len = bytes.len() as u64;
        let fresh = Block { sha1: sha1.to_owned(), len, received: 0, acknowledged: 0 };
        let block = self.blocks.entry(number).or_insert_with(|| fresh.clone());
        let changed = block.sha1 != fresh.sha1;
        if changed {
            *block = Block { received: block.received, acknowledged: block.acknowledged, ..fresh };
        }
        block.received = block.received.saturating_add(1);
        block.acknowledged = block.acknowledged.saturating_add(u32::from(arrives));
        if let Some(blocks) = self.stream.put(number, bytes, changed, (&self.filesha, self.filesize)) {
            self.proven = self.blocks.values().take(blocks).cloned().collect();
        }
    }

    /// Whether the blocks make up the file that was announced; `None`: they do not.
    pub(crate) fn check(&self, rule: BlockRule) -> Option<Whole> {
        let first = self.blocks.get(&1)?;
        let (last, _) = self.blocks.last_key_value()?;
        let size = match rule {
            BlockRule::Exactly(size) => size,
            BlockRule::UpTo(_) => first.len,
        };
        let complete = *last as usize == self.blocks.len();
        let fits = |(number, block): (&u32, &Block)| {
            if number == last { block.len <= size } else { block.len == size }
        };
        let total: u64 = self.blocks.values().map(|block| block.len).sum();
        if !complete || !self.blocks.iter().all(fits) || total != self.filesize {
            return None;
        }
        match self.stream.digest(self.blocks.len()) {
            Some(digest) if digest == self.filesha => Some(Whole::Equal),
            Some(_) => None,
            None => self.compare(),
        }
    }

    /// As far as the blocks tell that made up the file once: another content in blocks of the same lengths is another file,
    /// but other lengths may hold the same.
    fn compare(&self) -> Option<Whole> {
        let blocks = || self.blocks.values().zip(&self.proven);
        let comparable = self.blocks.len() == self.proven.len() && blocks().all(|(a, b)| a.len == b.len);
        match blocks().all(|(a, b)| a.sha1 == b.sha1) {
            _ if !comparable => Some(Whole::Unverified),
            true => Some(Whole::Equal),
            false => None,
        }
    }
}

impl Saved {
    /// Whether a question was answered with 3, 审核通过.
    #[must_use]
    pub fn has_passed(&self) -> bool {
        self.progress.verdict() == Some(Verdict::Passed)
    }
}
