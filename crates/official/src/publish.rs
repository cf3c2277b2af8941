//! The flow [`Publish`]: an article from its folder to its address.

mod core;
mod drafts;
mod ledger;
mod machine;
mod plan;
mod release;
mod transfers;

pub use drafts::{DraftMark, DraftRecord};
pub use ledger::PublishRecord;
pub use plan::{Action, Plan, Planned, Role};

use std::time::Duration;

use wxkit_proto::flow::{Notice, Ticket};
use wxkit_proto::{Answer, Env, Flow, Patience, Step, Token};

use crate::Official;
use crate::article::Article;
use crate::draft::DraftArticle;
use crate::freepublish::FreepublishStatus;
use crate::ids::{ArticleId, DraftId, MaterialId, MessageId, NewsId, PublishId, Vid, VideoId};
use crate::library::PublishStatus;
use crate::mass::Viewer;
use crate::preflight::{Check, Preflight};
use crate::video::{BLOCK_SIZE, Dialect, VideoStatus};
use machine::Machine;

/// Publishes an article, by the route of [`PublishOptions::via`].
///
/// 1. [`Preflight`]: everything that can be wrong is found before anything is sent.
/// 2. Cover, pictures and videos are uploaded side by side, equal ones once; the videos' reviews are waited for.
/// 3. The platform's addresses and the video frames are put into the article, and the route begins:
///
/// | [`Via`] | what follows |
/// |---|---|
/// | `MediaApi` | `publish/uploadnews`, `publish/submit`, then `publish/query` until the verdict (7) |
/// | `Draft` | `draft/add`; done when the box holds it (8) |
/// | `Freepublish` | as `Draft`, then `freepublish/submit`, and `freepublish/get` until it has ended (9) |
/// | `Preview` | as `Draft`, then `message/mass/preview` to one person (5.4) |
///
/// The flow goes on where its journal ends, in this process or another, also by another route: files are shared by all
/// of them, and the draft by those that have one. Nothing that was acknowledged is done twice.
///
/// | the article in the journal | unchanged | changed |
/// |---|---|---|
/// | uploaded or a draft, not submitted | submits it | changes it there, then submits it |
/// | submitted | asks for the verdict | an error, unless [`PublishOptions::again`] |
/// | review or publication failed | that error once more | a new upload, or the draft is changed and submitted |
/// | previewed to the same person | nothing, unless `again` | changes the draft, and sends a preview of it |
///
/// [`PublishOptions::again`] makes a new article only of one that was changed or deleted, so that a run with it can be
/// repeated like any other; by the draft box it also submits once more what failed, makes a new draft of what was
/// published, and sends a preview once more. What was deleted in the console before it was submitted is made again; what
/// may have been submitted never is.
///
/// While it waits for a publication, the event `PUBLISHJOBFINISH` ([`Flow::notice`]) lets it ask at once how that has ended.
///
/// After a lost answer, nothing is done twice in public:
///
/// | lost | what follows |
/// |---|---|
/// | `publish/uploadnews` | repeated; a second copy that nobody sees is told |
/// | `publish/submit` | `publish/query`, and repeated only if it was not carried out |
/// | `draft/add` | looked for in `draft/batchget` by title, digest and cover; added again, and told, if it is not there |
/// | `freepublish/submit` | `draft/get`: repeated only if the draft stays in the box; if it is gone, the article is looked for in `freepublish/batchget`, in growing pauses |
/// | `message/mass/preview` | [`OutcomeUnknown`](wxkit_proto::Error::OutcomeUnknown): only the viewer can tell |
///
/// After a lasting error nothing new starts; what is on its way ends and is recorded.
#[derive(Debug)]
pub struct Publish {
    machine: Machine,
}

/// The way to publish.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Via {
    /// The publish library (发布库) of the media API (媒体API): seen in 看一看 and 搜一搜.
    #[default]
    MediaApi,
    /// The draft box (草稿箱), and no further.
    Draft,
    /// A draft, then 发布能力: public, but neither pushed to followers nor shown on the account's home. Needs a certified
    /// account (48001).
    Freepublish,
    /// A draft, then a preview of it for one person.
    Preview(Viewer),
}

/// How to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublishOptions {
    /// By which route.
    pub via: Via,
    /// How many requests to run at once, at least 1.
    pub jobs: usize,
    /// How to wait for reviews; [`Patience::limit`] bounds all waiting.
    pub patience: Patience,
    /// Whether to submit; if not, the article stays 未提交 in the library, to be looked at in the console under 媒体API, or
    /// in the draft box. Of no meaning for the routes that do not submit.
    pub submit: bool,
    /// Whether to wait for the verdict.
    pub verdict: bool,
    /// Whether to make a new one of what was changed or deleted after its submission; see [`Publish`].
    pub again: bool,
    /// Bytes of a video's blocks.
    pub block_size: u64,
    /// How to write what the manual of the video upload leaves open.
    pub dialect: Dialect,
}

/// A published article, or how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Published {
    /// Where it stands.
    pub standing: PublicationState,
    /// The cover; `None` if the journal no longer knows it.
    pub cover: Option<UploadedCover>,
    /// The pictures: path and address.
    pub pictures: Vec<(String, String)>,
    /// The videos.
    pub videos: Vec<PublishedVideo>,
}

/// Where an article stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublicationState {
    /// In the publish library (发布库).
    Library {
        /// Its id there.
        media_id: NewsId,
        /// How far it is.
        status: PublishStatus,
        /// Its address, once it is published.
        url: Option<String>,
    },
    /// In the draft box (草稿箱).
    Draft {
        /// Its id there.
        media_id: DraftId,
        /// A link to look at it, which ends after a while (临时链接); if the platform gives one.
        link: Option<String>,
    },
    /// Submitted for publication (发布能力).
    Freepublish {
        /// The id that it had in the draft box.
        media_id: DraftId,
        /// The job; `None` if its answer was lost and the article was found among what is published.
        publish_id: Option<PublishId>,
        /// How far it is.
        status: FreepublishStatus,
        /// What it is read or deleted by, once it is published.
        article_id: Option<ArticleId>,
        /// Its address, once it is published.
        url: Option<String>,
    },
    /// In the draft box, and a preview was sent, now or by an earlier run.
    Previewed {
        /// Its id there.
        media_id: DraftId,
        /// Whether it was sent by this run.
        now: bool,
        /// In older documents only.
        msg_id: Option<MessageId>,
    },
}

/// A cover on the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadedCover {
    /// Its id.
    pub media_id: MaterialId,
    /// Its address; may be empty.
    pub url: String,
}

impl UploadedCover {
    /// By its id and its address.
    pub fn new(media_id: MaterialId, url: impl Into<String>) -> Self {
        Self { media_id, url: url.into() }
    }
}

impl Published {
    /// An article without files of its own.
    #[must_use]
    pub const fn new(standing: PublicationState) -> Self {
        Self { standing, cover: None, pictures: Vec::new(), videos: Vec::new() }
    }
}

/// A video of a published article.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

impl PublishedVideo {
    /// By its file, its ids and its state.
    pub fn new(path: impl Into<String>, vid: Vid, media_id: VideoId, status: VideoStatus) -> Self {
        Self { path: path.into(), vid, media_id, status }
    }
}

impl Default for PublishOptions {
    fn default() -> Self {
        Self {
            via: Via::default(),
            jobs: 4,
            patience: Patience::default().with_limit(Duration::from_secs(7200)),
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

    /// The articles as they were put into the draft box by this run, to be compared with what the platform keeps of them; none if
    /// nothing was put there. To be asked at the end, of a flow that was run by reference.
    #[must_use]
    pub fn written(&self) -> &[DraftArticle] {
        self.machine.written()
    }

    /// The flow that only looks at the files and the limits.
    #[must_use]
    pub fn check(article: Article, options: &PublishOptions) -> Check {
        Check::new(article, options)
    }

    /// The flow that looks and digests: what [`Publish`] does first, and what a [`Plan`] is made from.
    #[must_use]
    pub fn preflight(article: Article, options: &PublishOptions) -> Preflight {
        Preflight::new(article, options)
    }
}

impl Published {
    /// Its address, once it is published.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        match &self.standing {
            PublicationState::Library { url, .. } | PublicationState::Freepublish { url, .. } => {
                url.as_deref()
            }
            PublicationState::Draft { .. } | PublicationState::Previewed { .. } => None,
        }
    }
}

impl Flow for Publish {
    type Platform = Official;
    type Output = Published;

    fn step(&mut self, env: &Env) -> Step<Published, Token> {
        self.machine.step(env)
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        self.machine.answer(env, ticket, answer);
    }

    fn notice(&mut self, notice: &Notice) {
        self.machine.notice(notice);
    }
}
