//! Which ids of a video are known, as the journal keeps them.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use wxkit_proto::Timestamp;

use super::MediaId;
use crate::ids::{MassVideoId, MaterialId};

/// One step of a preview that was acknowledged, or is about to be tried. `words` is a digest of title and description.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ClipRecord {
    /// The file is temporary media.
    Uploaded {
        /// SHA-1 of the file.
        sha1: String,
        /// Its id.
        media_id: MediaId,
        /// When it was made, in Unix seconds.
        created_at: u64,
    },
    /// The temporary media was made fit for mass messages.
    Prepared {
        /// SHA-1 of the file.
        sha1: String,
        /// Its words.
        words: String,
        /// Its other id.
        media_id: MassVideoId,
        /// When it was made, in Unix seconds.
        created_at: u64,
    },
    /// The file is about to be added to the library.
    Adding {
        /// SHA-1 of the file.
        sha1: String,
        /// Its words.
        words: String,
        /// When, in Unix seconds.
        time: u64,
    },
    /// The addition was refused, or the library does not show it.
    NotAdded,
    /// The file is in the library.
    Added {
        /// SHA-1 of the file.
        sha1: String,
        /// Its words.
        words: String,
        /// Its id.
        media_id: MaterialId,
    },
    /// An id is not valid any more.
    Gone {
        /// Which one.
        media_id: String,
    },
}

/// The journal, added up.
#[derive(Debug, Default)]
pub(super) struct Known {
    uploads: Vec<Entry>,
    prepared: Vec<Entry>,
    added: Vec<Entry>,
    /// An addition that was not acknowledged: of what, and when.
    pub(super) adding: Option<(String, String, Timestamp)>,
}

#[derive(Debug)]
struct Entry {
    sha1: String,
    words: String,
    media_id: String,
    death: Option<Timestamp>,
}

impl Known {
    pub(super) fn replay(journal: &[ClipRecord]) -> Self {
        let mut known = Self::default();
        for record in journal {
            known.apply(record);
        }
        known
    }

    pub(super) fn apply(&mut self, record: &ClipRecord) {
        let dies = |created_at| Some(Timestamp::from_secs(created_at) + MediaId::LIFE);
        let entry = |sha1, words, media_id, death| Entry { sha1, words, media_id, death };
        match record.clone() {
            ClipRecord::Uploaded { sha1, media_id, created_at } => {
                self.uploads.push(entry(sha1, String::new(), media_id.into(), dies(created_at)));
            }
            ClipRecord::Prepared { sha1, words, media_id, created_at } => {
                self.prepared.push(entry(sha1, words, media_id.into(), dies(created_at)));
            }
            ClipRecord::Adding { sha1, words, time } => {
                self.adding = Some((sha1, words, Timestamp::from_secs(time)));
            }
            ClipRecord::NotAdded => self.adding = None,
            ClipRecord::Added { sha1, words, media_id } => {
                self.adding = None;
                self.added.push(entry(sha1, words, media_id.into(), None));
            }
            ClipRecord::Gone { media_id } => {
                for list in [&mut self.uploads, &mut self.prepared, &mut self.added] {
                    list.retain(|entry| entry.media_id != media_id);
                }
            }
        }
    }

    /// Temporary media of this content that still lives.
    pub(super) fn upload(&self, sha1: &str, now: Timestamp) -> Option<MediaId> {
        find(&self.uploads, sha1, "", now).map(MediaId::new)
    }

    /// The same, prepared with these words.
    pub(super) fn prepared(&self, sha1: &str, words: &str, now: Timestamp) -> Option<MassVideoId> {
        find(&self.prepared, sha1, words, now).map(MassVideoId::from)
    }

    /// Permanent material of this content and these words.
    pub(super) fn added(&self, sha1: &str, words: &str) -> Option<MassVideoId> {
        find(&self.added, sha1, words, Timestamp::default()).map(MassVideoId::from)
    }

    /// Whether an answer brought this material already.
    pub(super) fn has_added(&self, id: &MaterialId) -> bool {
        self.added.iter().any(|entry| entry.media_id == id.as_str())
    }
}

/// The latest that has some time left.
fn find(list: &[Entry], sha1: &str, words: &str, now: Timestamp) -> Option<String> {
    let fits = |entry: &&Entry| {
        entry.sha1 == sha1 && entry.words == words && entry.death.is_none_or(|death| now + MARGIN < death)
    };
    list.iter().rev().find(fits).map(|entry| entry.media_id.clone())
}

/// How long an id must still live to be taken.
const MARGIN: Duration = Duration::from_secs(300);
