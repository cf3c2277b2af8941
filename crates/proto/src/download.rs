//! Downloads: never held in memory, never mistaken, and gone on with after a cut.

mod attempt;
mod course;
mod name;
mod received;
#[cfg(test)]
mod tests;
mod wire;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::digest::DigestPlan;
use crate::endpoint::Endpoint;
use crate::env::Env;
use crate::error::Error;
use crate::flow::{Answer, Flow, Step, Ticket};
use crate::platform::Platform;
use crate::script::Script;

pub use name::{file_name, safe_name};
pub use received::ReceivedFile;

use course::Course;

/// An endpoint whose success may be a file.
///
/// Its `Reply` says that it may be [a file](crate::Reply::FILE); with [`Call`](crate::Call) that is taken into memory,
/// with [`Download`] it never is.
pub trait Fetch: Endpoint<Reply: Send + Sync> + Clone + Send + Sync + 'static {
    /// Which parts of the file can be asked for.
    const RANGES: Ranges = Ranges::Whole;

    /// The longest file that is taken, in bytes. Well above what the platform gives out, so that only an answer that never
    /// ends meets it.
    const LIMIT: u64 = 4 * 1024 * 1024 * 1024;

    /// Which file it is, the same for every attempt: its id. It names the file if the platform does not.
    fn id(&self) -> String;

    /// Where the file is, if this reply only points to it. It is fetched from there without the credential.
    fn pointer(_reply: &Self::Reply) -> Option<&str> {
        None
    }
}

/// Which parts of a file can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ranges {
    /// Only all of it: after a cut it begins anew.
    Whole,
    /// Pieces of this many bytes, a multiple of 16; each begins at a multiple of 16.
    Pieces(u64),
}

/// Where a download ends.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// In this file; one that is there is replaced.
    File(PathBuf),
    /// In this folder, under the name that the platform gives, made [safe](safe_name), or else under its id with the
    /// extension that fits its content. A file that is there stays: the new one gets a number.
    Folder(PathBuf),
}

/// Fetches a file and stores it.
///
/// It is written to `NAME.part`, or `NAME.1.part` and so on if there is one that an earlier run of this download has not
/// left; that gets its final name when the last byte is there; what is a refusal, a page or a cut
/// answer never gets that name. A cut is followed by another attempt as long as each brings something, and by three that
/// do not; it goes on where it was cut if parts can be asked for. If the reply only points to the file, that is fetched
/// without the credential, over plain http if it must be.
///
/// With the records of an earlier run it also goes on where that was cut.
pub struct Download<E: Fetch> {
    endpoint: E,
    place: Place,
    earlier: Option<DownloadRecord>,
    digest: Option<(DigestPlan, String)>,
    /// From the first step on.
    script: Option<Script<E::Platform, Downloaded<E::Reply>>>,
}

/// What a download has brought.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Downloaded<R> {
    /// The reply, if the file came through a pointer, or if there is no file but only a reply.
    pub reply: Option<R>,
    /// The file, unless the reply was all.
    pub file: Option<StoredFile>,
}

impl<R> Downloaded<R> {
    /// The file, of a call that brings nothing else.
    ///
    /// # Errors
    /// [`Error::Bug`] if there is none.
    pub fn stored(self) -> Result<StoredFile, Error> {
        self.file.ok_or(Error::Bug("a download brought nothing"))
    }
}

/// A file that is complete and has its final name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its length in bytes.
    pub len: u64,
    /// The name that the platform gave, made [safe](safe_name).
    pub name: Option<String>,
    /// What the platform says it is, such as `image/jpeg`.
    pub content_type: Option<String>,
}

/// What a [`Download`] records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DownloadRecord {
    /// Which file is in the part from now on: method, path and id; empty if the part is no longer there.
    pub object: String,
    /// Which of the parts it is: the first whose name was free.
    #[serde(default)]
    pub number: u32,
}

impl<E: Fetch> Download<E> {
    /// Begins a download. `records` are those of earlier runs with the same place, oldest first.
    pub fn new(endpoint: E, place: Place, records: &[DownloadRecord]) -> Self {
        Self { endpoint, place, earlier: records.last().cloned(), digest: None, script: None }
    }

    /// Compares the file with this digest, in hex of either case, before it gets its final name.
    #[must_use]
    pub fn expecting(mut self, plan: DigestPlan, digest: impl Into<String>) -> Self {
        self.digest = Some((plan, digest.into()));
        self
    }
}

impl<E: Fetch> Flow for Download<E> {
    type Platform = E::Platform;
    type Output = Downloaded<E::Reply>;

    fn step(&mut self, env: &Env) -> Step<Downloaded<E::Reply>, <E::Platform as Platform>::Credential> {
        let script = self.script.get_or_insert_with(|| {
            let (endpoint, place) = (self.endpoint.clone(), self.place.clone());
            let (earlier, digest) = (self.earlier.take(), self.digest.take());
            Script::new(|desk| Course::new(desk, endpoint, place, earlier).run(digest))
        });
        script.step(env)
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<<E::Platform as Platform>::Credential>) {
        if let Some(script) = &mut self.script {
            script.answer(env, ticket, answer);
        }
    }
}

impl<E: Fetch> fmt::Debug for Download<E> {
    // The address behind a pointer may let anybody in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("place", &self.place)
            .field("script", &self.script)
            .finish_non_exhaustive()
    }
}

impl Place {
    /// Where the bytes are written until they are complete, if nothing else is there; `id` is made safe.
    #[must_use]
    pub fn part(&self, id: &str) -> PathBuf {
        self.numbered_part(id, 0)
    }

    /// The same after so many names were taken.
    fn numbered_part(&self, id: &str, number: u32) -> PathBuf {
        let path = match self {
            Self::File(path) => path.clone(),
            Self::Folder(folder) => folder.join(fallback_name(id)),
        };
        let mut path = path.into_os_string();
        path.push(if number == 0 { ".part".into() } else { format!(".{number}.part") });
        path.into()
    }

    /// The final path, and whether a file that is there may be replaced. `number` counts the names that were taken.
    fn path(&self, name: &str, number: u32) -> (Arc<PathBuf>, bool) {
        match self {
            Self::File(path) => (Arc::new(path.clone()), true),
            Self::Folder(folder) => {
                let name = match (number, name.rsplit_once('.')) {
                    (0, _) => name.to_owned(),
                    (n, Some((stem, extension))) => format!("{stem}-{n}.{extension}"),
                    (n, None) => format!("{name}-{n}"),
                };
                (Arc::new(folder.join(name)), false)
            }
        }
    }
}

fn fallback_name(id: &str) -> String {
    safe_name(id).unwrap_or_else(|| "file".into())
}
