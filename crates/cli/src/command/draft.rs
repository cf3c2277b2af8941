//! `official draft`: the draft box (草稿箱).

mod diff;

use std::num::NonZeroU32;

use clap::Subcommand;
use wxkit::client::Journal;
use wxkit::official::draft::{
    AddDraft, ArticleForm, CountDrafts, DeleteDraft, DraftArticle, DraftItem, DraftSwitch, ListDrafts,
    ReadDraft, StoredArticle, UpdateDraft,
};
use wxkit::official::ids::{DraftId, MaterialId};
use wxkit::proto::Error;
use wxkit::proto::given::Given;

use super::delete::Delete;
use super::ids;
use super::lint;
use super::pages::{self, Entry, Pages};
use super::typed::{self, Change};
use crate::complete;
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::known::{DRAFT, IdKind, MATERIAL};
use crate::output::Answer;

/// Drafts (草稿箱).
#[derive(Debug, Subcommand)]
pub(crate) enum Draft {
    /// Put a draft into the box, and print its id. Nothing is public yet.
    ///
    /// The files of its articles must already be uploaded. To make a draft of a folder with its files, publish it with --via
    /// draft.
    Add {
        /// The articles: {"articles": [..]}, an array of 1 to 8, or a single one; as JSON, @FILE, or - for standard input.
        #[arg(long, value_name = "JSON", add = complete::data())]
        data: String,
    },
    /// Replace one article of a draft.
    Update {
        /// The draft's media_id.
        #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&DRAFT))]
        media_id: String,
        /// Which article, from 1; without it, the one that the JSON names, or the first.
        #[arg(long, value_name = "N")]
        index: Option<NonZeroU32>,
        /// The whole article, or what `draft get --json` printed, changed; as JSON, @FILE, or - for standard input.
        #[arg(long, value_name = "JSON", add = complete::data())]
        data: String,
    },
    /// Show a draft: each article with the address of a preview, which expires.
    Get {
        /// The draft's media_id.
        #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&DRAFT))]
        media_id: String,
    },
    /// Compare an article with the draft that was made of it, and print what WeChat took away or changed.
    ///
    /// What WeChat always does and nobody sees counts for nothing. A picture that was not uploaded from here is taken for the one
    /// in its place.
    ///
    /// Exit status: 0 if nothing is different, 1 if something is.
    Diff(diff::Diff),
    /// Delete a draft. This cannot be undone.
    Delete {
        /// The draft's media_id.
        #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&DRAFT))]
        media_id: String,
    },
    /// Print how many drafts there are.
    Count,
    /// List the drafts: media_id, last change (in China), preview and title. A list that changes while it is read may have gaps.
    List(Pages),
    /// Ask whether the account has the draft box; by now every account has.
    Switch {
        /// Turn it on; it cannot be turned off again.
        #[arg(long)]
        on: bool,
    },
}

impl Draft {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        match self {
            Self::Add { data: from } => add(context, &from).await,
            Self::Update { media_id, index, data: from } => {
                // Here the wire counts from 0.
                let Change { article, position, body } = typed::change(context, &from, &media_id, index, 0)?;
                let account = context.account_of(&media_id, &DRAFT)?;
                check_files(&account, &article)?;
                lint::warn(context.console, &article.title, &article.content);
                let call = UpdateDraft::new(DraftId::from(media_id.clone()), position, article);
                let done = account.call(Given::new(call, body)).await?;
                Ok(Answer::new(&done, format!("{media_id} updated")))
            }
            Self::Get { media_id } => {
                let account = context.account_of(&media_id, &DRAFT)?;
                let stored = account.call(ReadDraft::new(DraftId::from(media_id))).await?;
                Ok(Answer::new(&stored, pages::articles(&stored.news_item)))
            }
            Self::Diff(diff) => diff.run(context).await,
            Self::Delete { media_id } => {
                let account = context.account_of(&media_id, &DRAFT)?;
                let flow = Delete::new(DeleteDraft::new(DraftId::from(media_id.clone())), is_gone);
                let done = account.run(flow, Journal::none()).await?;
                Ok(Answer::new(&done, format!("{media_id} deleted")))
            }
            Self::Count => {
                let count = context.account()?.call(CountDrafts).await?;
                Ok(Answer::new(&count, count.total_count.to_string()))
            }
            Self::List(pages) => {
                let no_content = pages.no_content();
                let mut first = ListDrafts::new(0, 0);
                first.no_content = no_content;
                pages.run(context, first).await
            }
            Self::Switch { on } => {
                let state = context
                    .account()?
                    .call(if on { DraftSwitch::turn_on() } else { DraftSwitch::ask() })
                    .await
                    .map_err(|failure| {
                        failure.find_out("ask whether it is on with: wxkit official draft switch")
                    })?;
                Ok(Answer::new(&state, if state.is_open { "on" } else { "off" }))
            }
        }
    }
}

async fn add(context: &Context<'_>, from: &str) -> Result<Answer, Failure> {
    let (articles, body) = typed::articles::<DraftArticle>(context, from)?;
    let account = context.account()?;
    for article in &articles {
        check_files(&account, article)?;
        lint::warn(context.console, &article.title, &article.content);
    }
    let added = account.call(Given::new(AddDraft::new(articles), body)).await.map_err(|failure| {
        failure.find_out(
            "if it was added, it is the first of `wxkit official draft list`; look before you add it again",
        )
    })?;
    let id = added.media_id.as_str();
    account.known().note(&[(IdKind::Draft, id)]);
    context.console.note(&format!("publish it with: wxkit official freepublish submit {id}"));
    Ok(Answer::new(&added, id))
}

/// All pictures of a draft are permanent material.
fn check_files(account: &Account<'_>, article: &DraftArticle) -> Result<(), Failure> {
    let check = |id: &MaterialId| account.known().check(id.as_str(), &MATERIAL);
    match &article.form {
        ArticleForm::News { thumb_media_id, .. } => thumb_media_id.iter().try_for_each(check),
        ArticleForm::Newspic { cover, more, .. } => [cover].into_iter().chain(more).try_for_each(check),
        _ => Ok(()),
    }
}

fn is_gone(error: &Error) -> bool {
    error.code() == Some(40007)
}

impl Entry for DraftItem {
    const KIND: IdKind = IdKind::Draft;

    fn articles(&self) -> &[StoredArticle] {
        &self.content.news_item
    }

    fn time(&self) -> Option<i64> {
        self.update_time
    }
}
