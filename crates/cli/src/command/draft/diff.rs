//! `official draft diff`: an article beside the draft that was made of it.

use std::path::PathBuf;

use serde::Serialize;
use wxkit::official::draft::{DraftArticle, ReadDraft};
use wxkit::official::ids::{DraftId, MaterialId};
use wxkit::official::publish::PublishRecord;
use wxkit::proto::digest::{Algorithm, hex_digest};

use crate::command::kept::{self, Change};
use crate::command::publish::work;
use crate::command::{ids, page, render};
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::known::DRAFT;
use crate::manuscript::{Manuscript, Reading};
use crate::output::Answer;

#[derive(Debug, clap::Args)]
pub(crate) struct Diff {
    /// The draft's media_id.
    #[arg(value_parser = ids::text, allow_hyphen_values = true)]
    media_id: String,
    /// The articles that the draft was made of, in their order: folders or files.
    #[arg(required = true, value_name = "ARTICLE")]
    articles: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

impl Diff {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let account = context.account_of(&self.media_id, &DRAFT)?;
        let mut sent = Vec::new();
        for path in &self.articles {
            let manuscript = self.reading.read(context, path, false).await?;
            sent.push(article(&account, &manuscript, self.articles.len() > 1)?);
        }
        let media_id = DraftId::from(self.media_id);
        let kept = account.call(ReadDraft::new(media_id)).await?;
        if kept.news_item.len() != sent.len() {
            return Err(Failure::usage_hint(
                format!(
                    "the draft has another number of articles: {}, not {}",
                    kept.news_item.len(),
                    sent.len()
                ),
                "name all articles that it was made of, in their order",
            ));
        }
        let mut changes = kept::changes(&sent, &kept);
        changes.retain(|change| !change.is_about(render::PENDING));
        let lines: Vec<_> = changes.iter().map(|change| change.line(sent.len() > 1)).collect();
        let answer = Answer::new(&Wire { same: changes.is_empty(), differences: &changes }, lines.join("\n"));
        Ok(if changes.is_empty() { answer } else { answer.unwell() })
    }
}

/// The article as it would be sent, with the addresses of the pictures that were uploaded from here.
fn article(account: &Account<'_>, manuscript: &Manuscript, several: bool) -> Result<DraftArticle, Failure> {
    let records: Vec<PublishRecord> = account.records(&|appid, base_url| work(manuscript, appid, base_url));
    let mut addresses = Vec::new();
    for ready in &manuscript.prepared.pictures {
        let own = hex_digest(Algorithm::Sha1, &page::bytes(ready)?);
        let known = records.iter().rev().find_map(|record| match record {
            PublishRecord::Picture { sha1, url } if *sha1 == own => Some(url.clone()),
            _ => None,
        });
        addresses.push(known.unwrap_or_else(|| render::path(ready)));
    }
    let mut article = manuscript.prepared.article.clone();
    if several {
        // A draft of several has none.
        article.digest.clear();
    }
    // Covers are not compared.
    let cover = MaterialId::from(String::new());
    Ok(article.draft(cover, Vec::new(), render::composed(manuscript, &addresses)))
}

#[derive(Serialize)]
struct Wire<'a> {
    same: bool,
    differences: &'a [Change],
}
