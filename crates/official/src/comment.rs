//! Comments (留言) on articles that were sent or published by API.

mod list;
mod mark;
mod reply;
mod switch;

use serde::{Deserialize, Serialize};

pub use list::{Comment, CommentFilter, CommentReply, Comments, ListComments};
pub use mark::{DeleteComment, ElectComment, UnelectComment};
pub use reply::{DeleteCommentReply, ReplyToComment};
pub use switch::{CloseComments, OpenComments};

use crate::ids::{CommentId, MsgDataId};

/// Which article comments belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CommentedArticle {
    /// The message, as [`SendMassToAll`](crate::mass::SendMassToAll) and [`SubmitDraft`](crate::freepublish::SubmitDraft) brought it; that of
    /// [`FiguresId::article`](crate::stats::FiguresId::article), too.
    pub msg_data_id: MsgDataId,
    /// Which of its articles, from 0.
    pub position: u32,
}

impl CommentedArticle {
    /// With all that it needs.
    pub fn new(msg_data_id: MsgDataId, position: u32) -> Self {
        Self { msg_data_id, position }
    }
}

/// How an article and a comment are written.
#[derive(Serialize, Deserialize)]
struct At {
    #[serde(with = "crate::ids::as_number")]
    msg_data_id: u64,
    #[serde(default)]
    index: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_comment_id: Option<CommentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content: Option<String>,
}

impl At {
    fn article(article: CommentedArticle) -> Self {
        let CommentedArticle { msg_data_id, position: index } = article;
        Self { msg_data_id: msg_data_id.get(), index, user_comment_id: None, content: None }
    }

    fn comment(article: CommentedArticle, comment: CommentId) -> Self {
        Self { user_comment_id: Some(comment), ..Self::article(article) }
    }

    fn place(&self) -> CommentedArticle {
        CommentedArticle { msg_data_id: MsgDataId::from(self.msg_data_id), position: self.index }
    }

    fn id(&self) -> Result<CommentId, wxkit_proto::DecodeError> {
        self.user_comment_id.ok_or_else(|| wxkit_proto::DecodeError::new("user_comment_id missing"))
    }
}

#[cfg(test)]
const ARTICLE: CommentedArticle =
    CommentedArticle { msg_data_id: MsgDataId::new(2_247_000_001), position: 1 };
