//! What the sandbox remembers.

mod articles;
mod comments;
mod corp;
mod drafts;
mod files;
mod library;
mod messages;
mod publications;
mod quota;
mod records;
mod stream;
mod tokens;
mod usage;
mod videos;

pub use articles::Article;
pub use comments::{CommentState, Written, WrittenReply};
pub use corp::{CorpMedia, CorpMessage, Job, JobState, Sender};
pub use drafts::{Draft, Gone};
pub use library::{Material, Media, OldNews, Picture};
pub use messages::{MassNews, MassSend, MassVideo, Receivers};
pub use publications::{PublicArticle, Publication};
pub use stream::Whole;
pub use videos::{Block, Saved, Upload, Video};

pub(crate) use articles::Articles;
pub(crate) use comments::AllComments;
pub(crate) use corp::{Corp, Owner, TOKEN_LENGTH};
pub(crate) use drafts::Drafts;
pub(crate) use files::Files;
pub(crate) use library::{BodySha1, Library, sha1_hex};
pub(crate) use messages::{Messages, Name};
pub(crate) use publications::Publications;
pub(crate) use quota::Quota;
pub(crate) use records::Records;
pub(crate) use stream::Stream;
pub(crate) use tokens::{Kind, Tokens};
pub(crate) use usage::Usage;
pub(crate) use videos::{MAX_PARTS, Videos};

use wxkit_proto::Timestamp;

use crate::config::{Review, Verdict};

/// A review that is under way.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    review: Review,
    since: Timestamp,
    asked: u32,
    ended: bool,
}

/// Where a review stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// In its first half.
    Early,
    /// In its second half.
    Late,
    Ended(Verdict),
}

impl Progress {
    pub(crate) fn new(review: Review, since: Timestamp, fails: bool) -> Self {
        let verdict = if fails { Verdict::Failed } else { review.verdict };
        Self { review: Review { verdict, ..review }, since, asked: 0, ended: false }
    }

    /// One more question; `fails` turns a verdict that is still to come.
    pub(crate) fn ask(&mut self, now: Timestamp, fails: bool) -> Stage {
        if fails && !self.ended {
            self.review.verdict = Verdict::Failed;
        }
        self.asked = self.asked.saturating_add(1);
        let counted = self.asked > self.review.after_questions;
        self.ended |= counted && now.since(self.since) >= self.review.after;
        match (self.ended, self.asked > self.review.after_questions.div_ceil(2)) {
            (true, _) => Stage::Ended(self.review.verdict),
            (false, false) => Stage::Early,
            (false, true) => Stage::Late,
        }
    }

    /// It ends now, however few have asked.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    pub(crate) fn verdict(&self) -> Option<Verdict> {
        self.ended.then_some(self.review.verdict)
    }
}

/// Things of one kind that a list holds at most.
pub(crate) const KEPT: usize = 100_000;

/// Puts something at the end of a list; the oldest makes room, so that memory does not grow with what is sent.
pub(crate) fn push<T>(list: &mut Vec<T>, thing: T) {
    if list.len() >= KEPT {
        list.drain(..KEPT / 10);
    }
    list.push(thing);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_make_room() {
        let mut list: Vec<_> = (0..KEPT).collect();
        push(&mut list, KEPT);
        assert_eq!(
            (list.len(), list.first(), list.last()),
            (KEPT - KEPT / 10 + 1, Some(&(KEPT / 10)), Some(&KEPT))
        );
    }
}
