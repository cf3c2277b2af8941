//! What a publication has achieved, as the journal keeps it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::drafts::{DraftRecord, Drafts};
use crate::ids::{MaterialId, NewsId};
use crate::library::PublishStatus;
use crate::upload::VideoRecord;

/// One step of a publication that was acknowledged, or is about to be tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PublishRecord {
    /// A cover is in the library of material.
    Cover {
        /// SHA-1 of the file.
        sha1: String,
        /// Its id.
        media_id: MaterialId,
        /// Its address; may be empty.
        url: String,
    },
    /// A cover is no longer in the library of material.
    CoverGone {
        /// SHA-1 of the file.
        sha1: String,
    },
    /// A picture has an address.
    Picture {
        /// SHA-1 of the file.
        sha1: String,
        /// Its address.
        url: String,
    },
    /// A step of a video's upload.
    Video {
        /// Which video.
        key: String,
        /// The step.
        record: VideoRecord,
    },
    /// The article is about to be uploaded.
    Uploading,
    /// The upload was refused, so nothing lies in the library.
    NotUploaded,
    /// The article is in the publish library.
    Uploaded {
        /// Its id.
        media_id: NewsId,
        /// What it was made from.
        fingerprint: String,
    },
    /// The article is about to be changed in the library.
    Updating,
    /// The change was refused, so the article is what it was.
    NotUpdated,
    /// The article was changed in the library.
    Updated {
        /// What it was made from.
        fingerprint: String,
    },
    /// The article is about to be submitted.
    Submitting,
    /// The article was submitted.
    Submitted,
    /// The review has ended.
    Verdict {
        /// How.
        status: PublishStatus,
    },
    /// The article, never submitted, is no longer in the library.
    Gone,
    /// A step in the draft box (草稿箱).
    Draft(DraftRecord),
}

/// The journal, added up.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) covers: BTreeMap<String, (MaterialId, String)>,
    pub(super) pictures: BTreeMap<String, String>,
    pub(super) videos: BTreeMap<String, Vec<VideoRecord>>,
    pub(super) entry: Option<Entry>,
    /// Whether an upload was begun and its answer never seen: an article may lie in the library that nobody knows.
    pub(super) orphan: bool,
    pub(super) drafts: Drafts,
}

/// An article in the library.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) media_id: NewsId,
    /// What it was made from; `None` while a change is under way.
    pub(super) fingerprint: Option<String>,
    /// What it was made from before the change that is under way.
    former: Option<String>,
    pub(super) submission: Submission,
    pub(super) failed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Submission {
    Never,
    /// It was tried; whether it was carried out is not known.
    Tried,
    Done,
}

impl Ledger {
    pub(super) fn replay(journal: &[PublishRecord]) -> Self {
        let mut ledger = Self::default();
        for record in journal {
            ledger.apply(record);
        }
        ledger
    }

    pub(super) fn apply(&mut self, record: &PublishRecord) {
        match record.clone() {
            PublishRecord::Cover { sha1, media_id, url } => _ = self.covers.insert(sha1, (media_id, url)),
            PublishRecord::CoverGone { sha1 } => _ = self.covers.remove(&sha1),
            PublishRecord::Picture { sha1, url } => _ = self.pictures.insert(sha1, url),
            PublishRecord::Video { key, record } => self.videos.entry(key).or_default().push(record),
            PublishRecord::Uploading => self.orphan = true,
            PublishRecord::NotUploaded => self.orphan = false,
            PublishRecord::Uploaded { media_id, fingerprint } => {
                let (fingerprint, submission) = (Some(fingerprint), Submission::Never);
                self.entry = Some(Entry { media_id, fingerprint, former: None, submission, failed: false });
                self.orphan = false;
            }
            PublishRecord::Gone => self.entry = None,
            PublishRecord::Draft(record) => self.drafts.apply(record),
            change => {
                if let Some(entry) = &mut self.entry {
                    entry.apply(change);
                }
            }
        }
    }
}

impl Entry {
    fn apply(&mut self, change: PublishRecord) {
        match change {
            PublishRecord::Updating => self.former = self.fingerprint.take(),
            PublishRecord::NotUpdated => self.fingerprint = self.former.take(),
            // Only what was never submitted can be changed.
            PublishRecord::Updated { fingerprint } => {
                (self.fingerprint, self.submission, self.failed) =
                    (Some(fingerprint), Submission::Never, false);
            }
            PublishRecord::Submitting => self.submission = Submission::Tried,
            PublishRecord::Submitted => self.submission = Submission::Done,
            PublishRecord::Verdict { status } => self.failed = status == PublishStatus::ReviewFailed,
            _ => {}
        }
    }

    pub(super) fn is_made_from(&self, fingerprint: &str) -> bool {
        self.fingerprint.as_deref() == Some(fingerprint)
    }
}
