//! What was published of drafts (发布能力).

use wxkit_official::draft::DraftArticle;
use wxkit_official::freepublish::FreepublishStatus;
use wxkit_official::ids::{ArticleId, DraftId, MsgDataId, PublishId};
use wxkit_proto::Timestamp;

use super::{Progress, Stage};
use crate::config::Verdict;

/// All publish jobs, in the order in which they were accepted.
#[derive(Debug, Default)]
pub(crate) struct Publications(pub(crate) Vec<Publication>);

/// A publish job (发布任务), and what it published.
#[derive(Debug)]
#[non_exhaustive]
pub struct Publication {
    /// The job's id.
    pub publish_id: PublishId,
    /// Its number in the statistics.
    pub msg_data_id: MsgDataId,
    /// The draft that was published.
    pub draft: DraftId,
    /// What it was published with.
    pub articles: Vec<PublicArticle>,
    /// What it becomes known by once it is published.
    pub(crate) article_id: ArticleId,
    pub(crate) progress: Progress,
    /// How it ends if it does not end well.
    pub(crate) failure: FreepublishStatus,
    /// When it was accepted.
    pub(crate) at: Timestamp,
}

/// One article of a [`Publication`].
#[derive(Debug)]
#[non_exhaustive]
pub struct PublicArticle {
    /// The article.
    pub article: DraftArticle,
    /// Its address; valid once it is published.
    pub url: String,
    /// Whether it was deleted after that.
    pub deleted: bool,
}

impl Publications {
    pub(crate) fn find(&mut self, id: PublishId) -> Option<&mut Publication> {
        self.0.iter_mut().find(|publication| publication.publish_id == id)
    }

    /// Those that anybody can see, the latest first.
    pub(crate) fn visible(&self) -> impl Iterator<Item = &Publication> {
        self.0.iter().rev().filter(|publication| publication.status() == FreepublishStatus::Published)
    }

    /// What was published under this id, deleted articles included.
    pub(crate) fn published(&self, id: &ArticleId) -> Option<&Publication> {
        self.0.iter().find(|publication| publication.article_id() == Some(id))
    }

    /// What was published under this id, deleted articles included.
    pub(crate) fn published_mut(&mut self, id: &ArticleId) -> Option<&mut Publication> {
        self.0.iter_mut().find(|publication| publication.article_id() == Some(id))
    }
}

impl Publication {
    /// What was last said about it.
    #[must_use]
    pub fn status(&self) -> FreepublishStatus {
        match self.progress.verdict() {
            None => FreepublishStatus::Publishing,
            Some(Verdict::Failed) => self.failure,
            Some(Verdict::Passed) if self.articles.iter().all(|article| article.deleted) => {
                FreepublishStatus::Deleted
            }
            Some(Verdict::Passed) => FreepublishStatus::Published,
        }
    }

    /// What it is known by; from its success on, also when it was deleted since.
    #[must_use]
    pub fn article_id(&self) -> Option<&ArticleId> {
        (self.progress.verdict() == Some(Verdict::Passed)).then_some(&self.article_id)
    }

    /// One more question after its status.
    pub(crate) fn ask(&mut self, now: Timestamp, failure: Option<FreepublishStatus>) -> FreepublishStatus {
        if let (Some(failure), None) = (failure, self.progress.verdict()) {
            self.failure = failure;
        }
        match self.progress.ask(now, failure.is_some()) {
            Stage::Early | Stage::Late => FreepublishStatus::Publishing,
            Stage::Ended(_) => self.status(),
        }
    }
}
