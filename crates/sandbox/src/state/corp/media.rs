//! Temporary media of the corp, and the jobs that fetch it.

use std::time::Duration;

use wxkit_proto::Timestamp;

use crate::state::Progress;

/// Temporary media of the corp.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CorpMedia {
    /// Its id.
    pub media_id: String,
    /// What it was uploaded as: `image`, `voice`, `video` or `file`.
    pub kind: String,
    /// The file name that was sent.
    pub name: String,
    /// SHA-1 of its bytes, in lower-case hex.
    pub sha1: String,
    /// Bytes.
    pub len: u64,
    /// From when on nobody knows its id.
    pub dies: Timestamp,
    pub(crate) owner: Owner,
}

/// Who may use media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Every application of the corp, in messages and to get it back.
    Corp,
    /// Customers, by customer moments or the product album.
    Customers,
    /// The group robot.
    Robot,
    /// The welcome message, and every application to get it back.
    Welcome,
}

/// A job that fetches a file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Job {
    /// Its id.
    pub jobid: String,
    /// Where the file is.
    pub url: String,
    /// How far it is.
    pub state: JobState,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) md5: String,
    pub(crate) begun: Timestamp,
    pub(crate) progress: Progress,
}

/// How far a job is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobState {
    /// Nobody has fetched the file yet.
    Waiting,
    /// Somebody is fetching it.
    Fetching,
    /// The file was fetched, under this id.
    Fetched(String),
    /// It failed: number and text.
    Failed(i64, String),
}

impl CorpMedia {
    /// How long temporary media lives.
    pub(crate) const LIFE: Duration = Duration::from_secs(3 * 86_400);
}

impl Job {
    /// How long a job is known.
    pub(crate) const LIFE: Duration = Duration::from_secs(3600);
}
