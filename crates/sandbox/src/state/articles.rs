//! The publish library (发布库).

use wxkit_official::ids::NewsId;
use wxkit_official::library::{News, PublishStatus};
use wxkit_proto::Timestamp;

use super::{Progress, Quota, Stage};
use crate::config::{Review, Verdict};

/// All articles, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Articles {
    pub(crate) list: Vec<Article>,
    pub(crate) submitted_today: Quota,
}

/// An article of the publish library.
#[derive(Debug)]
#[non_exhaustive]
pub struct Article {
    /// Its id.
    pub media_id: NewsId,
    /// Its text and what belongs to it, as last updated.
    pub news: News,
    /// How often it was updated.
    pub updates: u32,
    /// How often somebody tried to submit it. It is never accepted twice.
    pub submissions: u32,
    /// Whether it was deleted.
    pub deleted: bool,
    /// Its address; valid once it is published.
    pub(crate) url: String,
    pub(crate) progress: Option<Progress>,
    /// Whether the script wants its review to fail.
    pub(crate) fails: bool,
}

impl Articles {
    /// An article that was not deleted.
    pub(crate) fn find(&mut self, id: &NewsId) -> Option<&mut Article> {
        self.list.iter_mut().find(|article| article.media_id == *id && !article.deleted)
    }
}

impl Article {
    /// What was last said about it.
    #[must_use]
    pub fn status(&self) -> PublishStatus {
        match self.progress.as_ref().map(Progress::verdict) {
            None => PublishStatus::NotSubmitted,
            Some(None) => PublishStatus::InReview,
            Some(Some(Verdict::Passed)) => PublishStatus::Published,
            Some(Some(Verdict::Failed)) => PublishStatus::ReviewFailed,
        }
    }

    /// Its address, if it is published.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        (self.status() == PublishStatus::Published).then_some(self.url.as_str())
    }

    pub(crate) fn submit(&mut self, review: Review, now: Timestamp, fails: bool) {
        self.progress = Some(Progress::new(review, now, fails || self.fails));
    }

    /// One more question after its status.
    pub(crate) fn ask(&mut self, now: Timestamp, fails: bool) -> PublishStatus {
        let stage = self.progress.as_mut().map(|progress| progress.ask(now, fails));
        match stage {
            None => PublishStatus::NotSubmitted,
            Some(Stage::Early | Stage::Late) => PublishStatus::InReview,
            Some(Stage::Ended(Verdict::Passed)) => PublishStatus::Published,
            Some(Stage::Ended(Verdict::Failed)) => PublishStatus::ReviewFailed,
        }
    }
}
