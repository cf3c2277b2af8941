//! What a publication has achieved in the draft box (草稿箱), as the journal keeps it.

use serde::{Deserialize, Serialize};
use wxkit_proto::Timestamp;

use crate::draft::{ArticleForm, DraftArticle, StoredArticles};
use crate::freepublish::FreepublishStatus;
use crate::ids::{ArticleId, DraftId, MaterialId, MessageId, PublishId};
use crate::lost::is_recent;
use crate::mass::Viewer;

/// One step in the draft box that was acknowledged, or is about to be tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DraftRecord {
    /// A draft is about to be added.
    Adding {
        /// What it is found again by, should the answer be lost.
        mark: DraftMark,
        /// When, in Unix seconds.
        time: u64,
    },
    /// The addition was refused, or the box does not hold it.
    NotAdded,
    /// The draft is in the box.
    Added {
        /// Its id.
        media_id: DraftId,
    },
    /// The draft is about to be changed.
    Updating {
        /// What it is found again by then.
        mark: DraftMark,
    },
    /// The change was refused, so the draft is what it was.
    NotUpdated,
    /// The draft was changed.
    Updated,
    /// The draft is about to be submitted for publication.
    Submitting,
    /// Nothing came of it.
    NotSubmitted,
    /// The draft was submitted.
    Submitted {
        /// The job to ask about.
        publish_id: PublishId,
    },
    /// The publication failed.
    Failed {
        /// How.
        status: FreepublishStatus,
        /// Which articles failed, from 0.
        positions: Vec<u32>,
    },
    /// The article is public.
    Published {
        /// What it is read or deleted by.
        article_id: ArticleId,
        /// Its address.
        url: Option<String>,
    },
    /// A preview is about to be sent.
    Previewing {
        /// To whom.
        to: Viewer,
    },
    /// The preview was refused.
    NotPreviewed {
        /// To whom.
        to: Viewer,
    },
    /// The preview was sent.
    Previewed {
        /// To whom.
        to: Viewer,
        /// In older documents only.
        msg_id: Option<MessageId>,
    },
    /// The draft is no longer in the box, and nothing was published of it.
    Gone,
}

/// What a draft is found again by in a list: there is no digest of its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DraftMark {
    /// Its title.
    pub title: String,
    /// Its digest (摘要); if empty, the platform has made one.
    pub digest: String,
    /// Its cover.
    pub thumb_media_id: Option<MaterialId>,
    /// A digest of all that it was made from.
    pub fingerprint: String,
    /// How many articles it has.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub articles: usize,
}

/// In older journals a draft has one article.
fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_one(articles: &usize) -> bool {
    *articles == 1
}

/// The records, added up.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// A draft that may lie in the box, and since when.
    pub(super) adding: Option<(DraftMark, Timestamp)>,
    pub(super) current: Option<Draft>,
    /// All drafts and articles that were ever acknowledged: no lost answer was about one of them.
    pub(super) known: Vec<DraftId>,
    pub(super) published: Vec<ArticleId>,
}

/// A draft, in the box or published from it.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) media_id: DraftId,
    pub(super) mark: DraftMark,
    /// What it becomes, while a change is under way.
    next: Option<DraftMark>,
    pub(super) since: Timestamp,
    pub(super) publication: Publication,
    /// The last job that was accepted.
    pub(super) publish_id: Option<PublishId>,
    previews: Vec<(Viewer, Sent)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Publication {
    Never,
    /// It was tried; whether it was carried out is not known.
    Tried,
    Submitted,
    Failed {
        status: FreepublishStatus,
        positions: Vec<u32>,
    },
    Published {
        article_id: ArticleId,
        url: Option<String>,
    },
}

/// What became of a preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// It was tried; whether it was carried out is not known.
    Tried,
    Done(Option<MessageId>),
}

impl Drafts {
    pub(super) fn apply(&mut self, record: DraftRecord) {
        match record {
            DraftRecord::Adding { mark, time } => self.adding = Some((mark, Timestamp::from_secs(time))),
            DraftRecord::NotAdded => self.adding = None,
            DraftRecord::Added { media_id } => {
                let Some((mark, since)) = self.adding.take() else { return };
                self.known.push(media_id.clone());
                let (publication, previews) = (Publication::Never, Vec::new());
                self.current = Some(Draft {
                    media_id,
                    mark,
                    next: None,
                    since,
                    publication,
                    publish_id: None,
                    previews,
                });
            }
            DraftRecord::Gone => self.current = None,
            change => {
                if let DraftRecord::Published { article_id, .. } = &change {
                    self.published.push(article_id.clone());
                }
                if let Some(draft) = &mut self.current {
                    draft.apply(change);
                }
            }
        }
    }
}

impl Draft {
    fn apply(&mut self, change: DraftRecord) {
        match change {
            DraftRecord::Updating { mark } => self.next = Some(mark),
            DraftRecord::NotUpdated => self.next = None,
            // Nobody was shown this text yet.
            DraftRecord::Updated => {
                self.mark = self.next.take().unwrap_or_else(|| self.mark.clone());
                (self.publication, self.previews) = (Publication::Never, Vec::new());
            }
            DraftRecord::Submitting => (self.publication, self.publish_id) = (Publication::Tried, None),
            DraftRecord::NotSubmitted => self.publication = Publication::Never,
            DraftRecord::Submitted { publish_id } => {
                (self.publication, self.publish_id) = (Publication::Submitted, Some(publish_id));
            }
            DraftRecord::Failed { status, positions } => {
                self.publication = Publication::Failed { status, positions };
            }
            DraftRecord::Published { article_id, url } => {
                self.publication = Publication::Published { article_id, url };
            }
            DraftRecord::Previewing { to } => self.previews.push((to, Sent::Tried)),
            DraftRecord::NotPreviewed { to } => _ = self.previews.pop_if(|(viewer, _)| *viewer == to),
            DraftRecord::Previewed { to, msg_id } => self.previews.push((to, Sent::Done(msg_id))),
            _ => {}
        }
    }

    pub(super) fn is_made_from(&self, fingerprint: &str) -> bool {
        self.next.is_none() && self.mark.fingerprint == fingerprint
    }

    /// What became of the last preview of this text for this person.
    pub(super) fn preview(&self, to: &Viewer) -> Option<Sent> {
        self.previews.iter().rev().find(|(viewer, _)| viewer == to).map(|(_, sent)| *sent)
    }
}

impl DraftMark {
    /// Of a draft with so many articles, of which this is the first.
    pub(super) fn of(article: &DraftArticle, articles: usize, fingerprint: &str) -> Self {
        let (thumb_media_id, digest) = match &article.form {
            ArticleForm::News { thumb_media_id, digest, .. } => (thumb_media_id.clone(), digest.clone()),
            ArticleForm::Newspic { cover, .. } => (Some(cover.clone()), String::new()),
        };
        let (title, fingerprint) = (article.title.clone(), fingerprint.to_owned());
        Self { title, digest, thumb_media_id, fingerprint, articles }
    }

    /// Whether an item of a list is this article, and not an earlier one of the same name: by its cover, or, where the
    /// platform does not say that, by its time, in Unix seconds. The time decides nothing else, because this machine's clock
    /// may be wrong.
    pub(super) fn fits(&self, item: &StoredArticles, time: Option<i64>, since: Timestamp) -> bool {
        let Some(article) = item.news_item.first().filter(|_| item.news_item.len() == self.articles) else {
            return false;
        };
        article.title.trim() == self.title.trim()
            && (self.digest.trim().is_empty() || article.digest.trim() == self.digest.trim())
            && match &article.thumb_media_id {
                Some(cover) => Some(cover) == self.thumb_media_id.as_ref(),
                None => time.is_none_or(|time| is_recent(time, since)),
            }
    }
}
