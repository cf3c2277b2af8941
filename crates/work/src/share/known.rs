//! Earlier uploads, as the journal keeps them.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use wxkit_proto::Timestamp;

use crate::ids::MediaId;
use crate::media::MediaKind;

/// An upload, with all that decides whether its id can be used again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MediaRecord {
    /// The corp it belongs to.
    pub corp: String,
    /// What it was uploaded as.
    pub kind: MediaKind,
    /// The name it was sent under.
    pub name: String,
    /// SHA-256 of its content, in lower-case hex.
    pub sha256: String,
    /// The id.
    pub media_id: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An id that dies sooner than this is not used any more: a message and its repeats take their time.
const MARGIN: Duration = Duration::from_secs(300);

impl MediaRecord {
    /// The id, which knows what it is of.
    #[must_use]
    pub fn id(&self) -> MediaId {
        MediaId::new(&self.media_id).created_at(self.created_at).uploaded_as(self.kind).of(self.corp.as_str())
    }

    /// Whether it is of the same file, and lives long enough.
    pub(super) fn serves(&self, other: &Self, now: Timestamp) -> bool {
        let Self { corp, kind, name, sha256, media_id: _, created_at: _ } = self;
        let same = (corp, kind, name, sha256) == (&other.corp, &other.kind, &other.name, &other.sha256);
        same && self.id().death().is_some_and(|death| now + MARGIN < death)
    }
}
