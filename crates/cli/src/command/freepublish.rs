//! `official freepublish`: drafts become public (发布能力).

use std::num::NonZeroU32;

use clap::Subcommand;
use wxkit::client::Journal;
use wxkit::official::draft::StoredArticle;
use wxkit::official::freepublish::{
    DeletePublished, ListPublished, PublishReport, PublishedItem, QueryPublish, ReadPublished, SubmitDraft,
};
use wxkit::official::ids::{ArticleId, DraftId, PublishId};
use wxkit::official::library::Which;

use super::delete::Delete;
use super::ids;
use super::pages::{self, Entry, Pages};
use super::standing::Reported;
use crate::complete;
use crate::confirm::{Sure, Weight};
use crate::console::visible;
use crate::context::Context;
use crate::failure::Failure;
use crate::known::{DRAFT, IdKind, JOB, PUBLISHED};
use crate::output::Answer;

/// Publishing of drafts (发布能力).
#[derive(Debug, Subcommand)]
pub(crate) enum Freepublish {
    /// Publish a draft, and print the job's publish_id. It is not pushed to followers.
    ///
    /// It is not repeated if its answer is lost: exit status 6.
    Submit {
        /// The draft's media_id; it is used up.
        #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&DRAFT))]
        media_id: String,
        #[command(flatten)]
        sure: Sure,
    },
    /// Ask where a publish job stands, and for the addresses of its articles.
    Status {
        /// The publish_id that `submit` printed.
        #[arg(value_parser = ids::number, allow_hyphen_values = true, add = complete::ids(&JOB))]
        publish_id: u64,
    },
    /// Delete what was published. This cannot be undone.
    Delete {
        /// The article_id that `status` and `list` print.
        #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&PUBLISHED))]
        article_id: String,
        #[command(flatten)]
        which: Choice,
        #[command(flatten)]
        sure: Sure,
    },
    /// Show what was published: each article with its address.
    Get {
        /// The article_id that `status` and `list` print.
        #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&PUBLISHED))]
        article_id: String,
    },
    /// List what is published: article_id, last change (in China), address and title. A list that changes while it is read may have gaps.
    List(Pages),
}

/// One article of several, or all.
#[derive(Clone, Copy, Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Choice {
    /// Delete one article, counted from 1.
    #[arg(long, value_name = "N")]
    index: Option<NonZeroU32>,
    /// Delete all articles.
    #[arg(long)]
    all: bool,
}

impl Choice {
    pub(super) fn which(self) -> Which {
        self.index.map_or(Which::All, |index| Which::One(ids::position(index)))
    }
}

impl Freepublish {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        match self {
            Self::Submit { media_id, sure } => submit(context, media_id, sure).await,
            Self::Status { publish_id } => {
                let account = context.account_of(&publish_id.to_string(), &JOB)?;
                let report = account.call(QueryPublish::new(PublishId::from(publish_id))).await?;
                if let Some(id) = &report.article_id {
                    account.known().note(&[(IdKind::Published, id.as_str())]);
                }
                let wire = Reported { reply: &report, standing: report.status.into() };
                Ok(Answer::new(&wire, standing(&report)))
            }
            Self::Delete { article_id, which, sure } => {
                let call = DeletePublished::new(ArticleId::from(article_id.clone()), which.which());
                let account = context.account_of(&article_id, &PUBLISHED)?;
                let act = format!("delete what was published as {article_id}");
                if let Some(plan) = sure.confirm(context, &account, &call, &act, Weight::Grave)? {
                    return Ok(plan);
                }
                let flow = Delete::new(call, DeletePublished::already_gone);
                let done = account.run(flow, Journal::none()).await?;
                Ok(Answer::new(&done, format!("{article_id} deleted")))
            }
            Self::Get { article_id } => {
                let account = context.account_of(&article_id, &PUBLISHED)?;
                let stored = account.call(ReadPublished::new(ArticleId::from(article_id))).await?;
                Ok(Answer::new(&stored, pages::articles(&stored.news_item)))
            }
            Self::List(pages) => {
                let no_content = pages.no_content();
                let mut first = ListPublished::new(0, 0);
                first.no_content = no_content;
                pages.run(context, first).await
            }
        }
    }
}

async fn submit(context: &Context<'_>, media_id: String, sure: Sure) -> Result<Answer, Failure> {
    let account = context.account_of(&media_id, &DRAFT)?;
    let call = SubmitDraft::new(DraftId::from(media_id.clone()));
    let act = format!("publish the draft {media_id}");
    if let Some(plan) = sure.confirm(context, &account, &call, &act, Weight::Public)? {
        return Ok(plan);
    }
    let submitted = account.call(call).await;
    let submitted = submitted.map_err(|failure| {
        failure.find_out(format!(
            "if `wxkit official draft get {media_id}` still shows the draft, it was not done; if the draft is gone, the \
             article will be the first of `wxkit official freepublish list`"
        ))
    })?;
    let id = submitted.publish_id.get();
    account.known().note(&[(IdKind::Job, &id.to_string())]);
    context.console.note(&format!("ask where it stands with: wxkit official freepublish status {id}"));
    Ok(Answer::new(&submitted, id.to_string()))
}

fn standing(report: &PublishReport) -> String {
    let PublishReport { publish_id, status, article_id, articles, failed, .. } = report;
    let id = article_id.as_ref().map_or(String::new(), |id| format!(" {}", id.as_str()));
    let mut lines = vec![format!("{} {} {}{id}", publish_id.get(), status.number(), status.wording())];
    lines.extend(
        articles.iter().map(|article| format!("{} {}", u64::from(article.position) + 1, article.url)),
    );
    lines.extend(failed.iter().map(|position| format!("{} failed", u64::from(*position) + 1)));
    visible(&lines.join("\n"))
}

impl Entry for PublishedItem {
    const KIND: IdKind = IdKind::Published;

    fn articles(&self) -> &[StoredArticle] {
        &self.content.news_item
    }

    fn time(&self) -> Option<i64> {
        self.update_time
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn where_a_job_stands() {
        let report = |json: &str| serde_json::from_str::<PublishReport>(json).unwrap();
        let published = report(
            r#"{"publish_id":7,"publish_status":0,"article_id":"A","article_detail":{"count":1,"item":[{"idx":1,"article_url":"http://mp.weixin.qq.com/s"}]},"fail_idx":[]}"#,
        );
        expect![[r#"
            7 0 published (发布成功) A
            1 http://mp.weixin.qq.com/s"#]]
        .assert_eq(&standing(&published));
        let failed = report(r#"{"publish_id":7,"publish_status":2,"fail_idx":[1,3]}"#);
        expect![[r#"
            7 2 the check for originality failed (原创失败)
            1 failed
            3 failed"#]]
        .assert_eq(&standing(&failed));
    }
}
