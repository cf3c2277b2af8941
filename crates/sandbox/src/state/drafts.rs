//! The draft box (草稿箱).

use wxkit_official::draft::DraftArticle;
use wxkit_official::ids::DraftId;
use wxkit_proto::Timestamp;

/// All drafts, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Drafts(pub(crate) Vec<Draft>);

/// A draft.
#[derive(Debug)]
#[non_exhaustive]
pub struct Draft {
    /// Its id.
    pub media_id: DraftId,
    /// Its articles, as last updated and without what was filtered out of them.
    pub articles: Vec<DraftArticle>,
    /// How many tags were filtered out of its articles so far: scripts, and pictures that are not the platform's.
    pub filtered: usize,
    /// How often one of its articles was updated.
    pub updates: u32,
    /// Why nobody knows its id any more.
    pub gone: Option<Gone>,
    /// When it was added or last updated.
    pub(crate) changed: Timestamp,
}

/// Why a draft left the box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gone {
    /// Somebody deleted it.
    Deleted,
    /// It was published; see [`Publication`](crate::state::Publication).
    Published,
    /// It was sent to followers; see [`MassSend`](crate::state::MassSend).
    Sent,
}

impl Drafts {
    /// Those that are in the box.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Draft> {
        self.0.iter().filter(|draft| draft.gone.is_none())
    }

    /// A draft that is in the box.
    pub(crate) fn find(&self, id: &str) -> Option<&Draft> {
        self.live().find(|draft| draft.media_id.as_str() == id)
    }

    /// A draft that is in the box.
    pub(crate) fn find_mut(&mut self, id: &DraftId) -> Option<&mut Draft> {
        self.0.iter_mut().find(|draft| draft.gone.is_none() && draft.media_id == *id)
    }

    /// The draft leaves the box, if it is in it.
    pub(crate) fn take(&mut self, id: &DraftId, why: Gone) {
        if let Some(draft) = self.find_mut(id) {
            draft.gone = Some(why);
        }
    }
}
