//! Comments (留言) on articles.

use wxkit_official::comment::CommentedArticle;
use wxkit_official::ids::CommentId;

/// Those of each article that was ever asked about.
#[derive(Debug, Default)]
pub(crate) struct AllComments(pub(crate) Vec<CommentState>);

/// The comments on one article.
#[derive(Debug)]
#[non_exhaustive]
pub struct CommentState {
    /// Which article.
    pub article: CommentedArticle,
    /// Whether it takes comments.
    pub open: bool,
    /// What was written and not deleted, in the order in which it came.
    pub list: Vec<Written>,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// Its id.
    pub id: CommentId,
    /// Who wrote it.
    pub openid: String,
    /// When, in seconds since 1970.
    pub at: u64,
    /// What it says.
    pub content: String,
    /// Whether it is elected (精选).
    pub elected: bool,
    /// The account's reply.
    pub reply: Option<WrittenReply>,
}

/// A reply to a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrittenReply {
    /// What it says.
    pub content: String,
    /// When, in seconds since 1970.
    pub at: u64,
}

impl AllComments {
    pub(crate) fn find(&mut self, article: CommentedArticle) -> Option<&mut CommentState> {
        self.0.iter_mut().find(|comments| comments.article == article)
    }
}

impl CommentState {
    pub(crate) fn new(article: CommentedArticle) -> Self {
        Self { article, open: false, list: Vec::new() }
    }

    pub(crate) fn write(&mut self, id: CommentId, openid: String, at: u64, content: String) {
        self.list.push(Written { id, openid, at, content, elected: false, reply: None });
    }

    pub(crate) fn comment(&mut self, id: CommentId) -> Option<&mut Written> {
        self.list.iter_mut().find(|comment| comment.id == id)
    }
}
