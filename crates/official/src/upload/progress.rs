//! What an upload has achieved, as the journal keeps it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use wxkit_proto::digest::{Algorithm, hex_digest};
use wxkit_proto::json;

use crate::ids::{Vid, VideoId};
use crate::upload::Video;

/// One step of an upload that was acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum VideoRecord {
    /// `init_upload` gave a number. Whatever stood before is void.
    Begun {
        /// The number.
        vid: Vid,
        /// SHA-1 of the file.
        sha1: String,
        /// Bytes of a block.
        block_size: u64,
    },
    /// A block has arrived.
    Block {
        /// Which one, from 0.
        position: u32,
    },
    /// `upload_finish` was accepted.
    Finished,
    /// `save_video` gave an id.
    Saved {
        /// The id.
        media_id: VideoId,
        /// A digest of title, description and so on.
        details: String,
    },
    /// The review was passed.
    Passed {
        /// The number for the article's frame; the platform may have changed it.
        vid: Vid,
    },
}

/// The journal, added up.
#[derive(Debug, Default)]
pub(super) struct Progress {
    pub(super) begun: Option<Begun>,
    pub(super) blocks: BTreeSet<u32>,
    pub(super) finished: bool,
    pub(super) saved: Option<VideoId>,
    pub(super) passed: Option<Vid>,
    details: String,
}

#[derive(Debug)]
pub(super) struct Begun {
    pub(super) vid: Vid,
    sha1: String,
    block_size: u64,
}

impl Progress {
    pub(super) fn replay(journal: &[VideoRecord]) -> Self {
        let mut progress = Self::default();
        for record in journal {
            progress.apply(record);
        }
        progress
    }

    pub(super) fn apply(&mut self, record: &VideoRecord) {
        match record.clone() {
            VideoRecord::Begun { vid, sha1, block_size } => {
                *self = Self { begun: Some(Begun { vid, sha1, block_size }), ..Self::default() };
            }
            VideoRecord::Block { position } => _ = self.blocks.insert(position),
            VideoRecord::Finished => self.finished = true,
            VideoRecord::Passed { vid } => self.passed = Some(vid),
            VideoRecord::Saved { media_id, details } => {
                (self.saved, self.details, self.finished) = (Some(media_id), details, true);
            }
        }
    }

    /// Whether this is about the same file, cut the same way, and not yet saved under other words.
    pub(super) fn fits(&self, sha1: &str, block_size: u64, details: &str) -> bool {
        let same = |begun: &Begun| begun.sha1 == sha1 && begun.block_size == block_size;
        self.begun.as_ref().is_some_and(same) && (self.saved.is_none() || self.details == details)
    }
}

impl Video {
    /// A digest of all that is shown beside the video.
    pub(crate) fn details(&self) -> String {
        let Self { name: _, source: _, title, desc, original, category, subcategory, tags, cover_url } = self;
        let all = (title, desc, original, category, subcategory, tags, cover_url);
        hex_digest(Algorithm::Sha1, &json::to_vec(&all).unwrap_or_default())
    }
}
