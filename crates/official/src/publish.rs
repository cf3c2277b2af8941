//! The flow [`Publish`]: an article from its folder to its address.

mod core;
mod ledger;
mod machine;
mod plan;
mod release;
mod transfers;

pub use ledger::PublishRecord;
pub use plan::{Action, Plan, Planned, Role};

use std::time::Duration;

use wxkit_proto::{Answer, Env, Flow, Patience, Step, Ticket, Token};

use crate::article::Article;
use crate::ids::{MaterialId, NewsId, Vid, VideoId};
use crate::library::PublishStatus;
use crate::video::{BLOCK_SIZE, Dialect, VideoStatus};
use crate::{Official, Survey};
use machine::Machine;

/// Publishes an article through the media API (spec/official-account.md 7).
///
/// 1. [`Survey`]: everything that can be wrong is found before anything is sent.
/// 2. Cover, pictures and videos are uploaded side by side, equal ones once; the videos' reviews are waited for.
/// 3. The platform's addresses and the video frames are put into the article; `uploadnews`.
/// 4. `submit`, then `query` with growing pauses until the verdict.
///
/// The flow goes on where its journal ends, in this process or another. Nothing that was acknowledged is done twice.
///
/// | the article in the journal | unchanged | changed |
/// |---|---|---|
/// | uploaded, not submitted | submits it | `update`, then submits it |
/// | submitted | asks for the verdict | an error, unless [`PublishOptions::again`] |
/// | review failed | the review's error once more | a new upload |
///
/// [`PublishOptions::again`] makes a new article only of one that was changed or deleted, so that a run with it can be
/// repeated like any other. What was deleted in the console before it was submitted is made again; what may have been
/// submitted never is. Whether a submission whose answer was lost was carried out is asked before it is repeated. After a lasting error
/// nothing new starts; what is on its way ends and is recorded.
#[derive(Debug)]
pub struct Publish {
    machine: Machine,
}

/// How to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishOptions {
    /// How many requests are on their way at once, at least 1.
    pub jobs: usize,
    /// How to wait for reviews; [`Patience::limit`] bounds all waiting.
    pub patience: Patience,
    /// Whether to submit; if not, the article stays 未提交 and can be looked at in the console under 媒体API.
    pub submit: bool,
    /// Whether to wait for the verdict.
    pub verdict: bool,
    /// Whether an article that was changed or deleted after its submission is published as a new one.
    pub again: bool,
    /// Bytes of a video's blocks.
    pub block_size: u64,
    /// How to write what the manual of the video upload leaves open.
    pub dialect: Dialect,
}

/// A published article, or how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The article in the library.
    pub media_id: NewsId,
    /// Where it stands.
    pub status: PublishStatus,
    /// Its address, once it is published.
    pub url: Option<String>,
    /// The cover; `None` if the journal no longer knows it.
    pub cover: Option<UploadedCover>,
    /// The pictures: path and address.
    pub pictures: Vec<(String, String)>,
    /// The videos.
    pub videos: Vec<PublishedVideo>,
}

/// A cover on the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadedCover {
    /// Its id.
    pub media_id: MaterialId,
    /// Its address; may be empty.
    pub url: String,
}

/// A video of a published article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedVideo {
    /// The path as the author wrote it.
    pub path: String,
    /// What its frame names.
    pub vid: Vid,
    /// What its review was asked by.
    pub media_id: VideoId,
    /// Where its review stands.
    pub status: VideoStatus,
}

impl Default for PublishOptions {
    fn default() -> Self {
        Self {
            jobs: 4,
            patience: Patience { limit: Duration::from_secs(7200), ..Patience::default() },
            submit: true,
            verdict: true,
            again: false,
            block_size: BLOCK_SIZE,
            dialect: Dialect::default(),
        }
    }
}

impl Publish {
    /// Publishes an article, going on where the journal ends; an empty journal begins anew.
    #[must_use]
    pub fn new(article: Article, options: PublishOptions, journal: &[PublishRecord]) -> Self {
        Self { machine: Machine::new(article, options, journal) }
    }

    /// The flow that only looks: what [`Publish`] does first, and what a [`Plan`] is made from.
    #[must_use]
    pub fn survey(article: Article, options: &PublishOptions) -> Survey {
        Survey::new(article, options.block_size, options.jobs)
    }
}

impl Flow for Publish {
    type Family = Official;
    type Output = Published;

    fn step(&mut self, env: &Env) -> Step<Published, Token> {
        self.machine.step(env)
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        self.machine.answer(env, ticket, answer);
    }
}
