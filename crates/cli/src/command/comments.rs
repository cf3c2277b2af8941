//! `official comments`: the comments (留言) on an article.

use std::num::NonZeroU32;

use clap::Subcommand;
use wxkit::client::Journal;
use wxkit::official::comment::{
    CloseComments, Comment, CommentFilter, CommentedArticle, DeleteComment, DeleteCommentReply, ElectComment,
    ListComments, OpenComments, ReplyToComment, UnelectComment,
};
use wxkit::official::ids::{CommentId, MsgDataId};
use wxkit::official::stats::FiguresId;
use wxkit::proto::Error;
use wxkit::proto::error::Unreadable;

use super::delete::Delete;
use super::ids;
use crate::chinese::say;
use crate::console::visible;
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::output::Answer;

/// Comments (留言) on an article that was sent or published by API.
#[derive(Debug, Subcommand)]
pub(crate) enum Comments {
    /// List the comments: id, marks, openid, text and reply.
    List {
        #[command(flatten)]
        article: Article,
        /// Only those that are elected (精选).
        #[arg(long, conflicts_with = "ordinary")]
        elected: bool,
        /// Only those that are not elected.
        #[arg(long)]
        ordinary: bool,
        /// List at most this many; without it, all. One call brings 49.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        limit: Option<u32>,
    },
    /// Let readers comment.
    Open(Article),
    /// Close the comments.
    Close(Article),
    /// Elect a comment (精选), so that everybody sees it.
    Elect {
        #[command(flatten)]
        article: Article,
        /// The comment's id, as `comments list` prints it.
        #[arg(value_parser = ids::number)]
        comment: u64,
        /// Undo the election.
        #[arg(long)]
        off: bool,
    },
    /// Delete a comment. This cannot be undone.
    Delete {
        #[command(flatten)]
        article: Article,
        /// The comment's id, as `comments list` prints it.
        #[arg(value_parser = ids::number)]
        comment: u64,
    },
    /// Reply to a comment in the account's name, once.
    Reply {
        #[command(flatten)]
        article: Article,
        /// The comment's id, as `comments list` prints it.
        #[arg(value_parser = ids::number)]
        comment: u64,
        /// The reply.
        #[arg(required_unless_present = "delete", conflicts_with = "delete")]
        text: Option<String>,
        /// Delete the reply.
        #[arg(long)]
        delete: bool,
    },
}

/// Which article.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Article {
    /// The msg_data_id that `mass send --json` and `freepublish submit --json` print, or the msgid that `stats` prints.
    #[arg(value_name = "MSG_DATA_ID")]
    message: String,
    /// Which article of the message, from 1. [default: 1, or as the msgid says]
    #[arg(long, value_name = "N")]
    index: Option<NonZeroU32>,
}

impl Article {
    fn place(&self) -> Result<CommentedArticle, Failure> {
        let index = self.index.map(ids::position);
        if let Ok(number) = ids::number(&self.message) {
            return Ok(CommentedArticle::new(MsgDataId::from(number), index.unwrap_or_default()));
        }
        let wrong = || {
            Failure::usage_hint(
                format!("{} is no msg_data_id", self.message),
                "it is a number such as 2247000001, or as the statistics write it 2247000001_1",
            )
        };
        let (msg_data_id, position) = FiguresId::from(self.message.as_str()).article().ok_or_else(wrong)?;
        if index.is_some_and(|index| index != position) {
            return Err(Failure::usage("the msgid and --index name different articles"));
        }
        Ok(CommentedArticle::new(msg_data_id, position))
    }
}

impl Comments {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        match self {
            Self::List { article, elected, ordinary, limit } => {
                let filter = match (elected, ordinary) {
                    (true, _) => CommentFilter::Elected,
                    (_, true) => CommentFilter::Ordinary,
                    _ => CommentFilter::All,
                };
                list(context, article.place()?, filter, limit.unwrap_or(u32::MAX)).await
            }
            Self::Open(article) => {
                let done = context.account()?.call(OpenComments::new(article.place()?)).await?;
                Ok(Answer::new(&done, "open"))
            }
            Self::Close(article) => {
                let done = context.account()?.call(CloseComments::new(article.place()?)).await?;
                Ok(Answer::new(&done, "closed"))
            }
            Self::Elect { article, comment, off } => {
                let (article, id) = (article.place()?, CommentId::from(comment));
                let account = context.account()?;
                let done = match off {
                    false => account.call(ElectComment::new(article, id)).await?,
                    true => account.call(UnelectComment::new(article, id)).await?,
                };
                Ok(Answer::new(&done, format!("{comment} {}", if off { "not elected" } else { "elected" })))
            }
            Self::Delete { article, comment } => {
                let call = DeleteComment::new(article.place()?, CommentId::from(comment));
                let gone = |error: &Error| error.code() == Some(88008);
                let done = context.account()?.run(Delete::new(call, gone), Journal::none()).await?;
                Ok(Answer::new(&done, format!("{comment} deleted")))
            }
            Self::Reply { article, comment, text, .. } => {
                reply(context, article.place()?, comment, text).await
            }
        }
    }
}

async fn reply(
    context: &Context<'_>,
    article: CommentedArticle,
    comment: u64,
    text: Option<String>,
) -> Result<Answer, Failure> {
    let (account, id) = (context.account()?, CommentId::from(comment));
    let Some(content) = text else {
        let gone = |error: &Error| error.code() == Some(88009);
        let flow = Delete::new(DeleteCommentReply::new(article, id), gone);
        let done = account.run(flow, Journal::none()).await?;
        return Ok(Answer::new(&done, say(&format!("the reply to {comment} is deleted"))));
    };
    let done = account.call(ReplyToComment::new(article, id, content)).await.map_err(|failure| {
        failure
            .find_out("run the same command again: a comment takes one reply, so 88005 says that it was done")
    })?;
    Ok(Answer::new(&done, say(&format!("{comment} replied to"))))
}

/// How many comments one call brings.
const PAGE: u32 = 49;
/// Pages that may be read: a list without an end has none.
const PAGES: u32 = 20_000;

/// Until a page is empty: what is said about their number is not to be relied on.
async fn list(
    context: &Context<'_>,
    article: CommentedArticle,
    filter: CommentFilter,
    limit: u32,
) -> Result<Answer, Failure> {
    let account: Account<'_> = context.account()?;
    let mut all: Vec<Comment> = Vec::new();
    for page in 0..PAGES {
        let count = PAGE.min(limit.saturating_sub(u32::try_from(all.len()).unwrap_or(u32::MAX)));
        if count == 0 {
            break;
        }
        let begin = page * PAGE;
        let found = {
            let mut page = ListComments::new(article, begin, count);
            page.filter = filter;
            account.call(page).await?.comment
        };
        if found.is_empty() {
            break;
        }
        let known = all.len();
        for comment in found {
            if all
                .iter()
                .rev()
                .take(2 * PAGE as usize)
                .all(|known| known.user_comment_id != comment.user_comment_id)
            {
                all.push(comment);
            }
        }
        if all.len() == known {
            let message = format!("after {known} comments the list repeats itself");
            return Err(Error::Reply(Unreadable::new(message)).into());
        }
    }
    let lines: Vec<String> = all.iter().map(line).collect();
    Ok(Answer::new(&serde_json::json!({ "comment": all }), lines.join("\n")))
}

fn line(comment: &Comment) -> String {
    let id = comment.user_comment_id.to_string();
    let reply = comment.reply.as_ref().map(|reply| format!("→ {}", reply.content)).unwrap_or_default();
    let openid = comment.openid.as_ref().map_or("-", |openid| openid.as_str());
    let parts = [id.as_str(), if comment.elected { "elected" } else { "" }, openid, &comment.content, &reply];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    visible(&parts.join(" ")).replace('\n', "\\n")
}
