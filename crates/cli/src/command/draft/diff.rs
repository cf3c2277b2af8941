//! `official draft diff`: an article beside the draft that was made of it.

use std::path::PathBuf;

use serde::Serialize;
use wxkit::official::draft::{DraftArticle, ReadDraft, StoredArticle};
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
        let mut manuscripts = Vec::new();
        for path in &self.articles {
            // One whose cover was named on the command line may have none of its own.
            let manuscript = match self.reading.read(context, path, true).await {
                Ok(manuscript) => manuscript,
                Err(_) => self.reading.read(context, path, false).await?,
            };
            manuscripts.push(manuscript);
        }
        let media_id = DraftId::from(self.media_id);
        let kept = account.call(ReadDraft::new(media_id)).await?;
        if kept.news_item.len() != manuscripts.len() {
            return Err(Failure::usage_hint(
                format!(
                    "the draft has another number of articles: {}, not {}",
                    kept.news_item.len(),
                    manuscripts.len()
                ),
                "name all articles that it was made of, in their order",
            ));
        }
        let several = manuscripts.len() > 1;
        let sent = manuscripts.iter().zip(&kept.news_item);
        let sent = sent.map(|(manuscript, kept)| article(&account, manuscript, kept, several));
        let sent = sent.collect::<Result<Vec<_>, _>>()?;
        let mut changes = kept::changes(&sent, &kept);
        changes.retain(|change| !change.is_about(render::PENDING));
        let lines: Vec<_> = changes.iter().map(|change| change.line(several)).collect();
        let answer = Answer::new(&Wire { same: changes.is_empty(), differences: &changes }, lines.join("\n"));
        Ok(if changes.is_empty() { answer } else { answer.unwell() })
    }
}

/// The article as it would be sent, with the addresses of the pictures that were uploaded from here.
fn article(
    account: &Account<'_>,
    manuscript: &Manuscript,
    kept: &StoredArticle,
    several: bool,
) -> Result<DraftArticle, Failure> {
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
    let cover = cover(manuscript, kept, &records)?;
    Ok(article.draft(cover, Vec::new(), render::composed(manuscript, &addresses)))
}

/// The cover as it was uploaded from here; its file, if the draft has one that came from another file; empty if nothing is
/// known of either.
fn cover(
    manuscript: &Manuscript,
    kept: &StoredArticle,
    records: &[PublishRecord],
) -> Result<MaterialId, Failure> {
    let Some(ready) = &manuscript.prepared.cover else { return Ok(MaterialId::from(String::new())) };
    let own = hex_digest(Algorithm::Sha1, &page::bytes(ready)?);
    let covers = || {
        records.iter().rev().filter_map(|record| match record {
            PublishRecord::Cover { sha1, media_id, .. } => Some((sha1, media_id)),
            _ => None,
        })
    };
    let is_kept = |id: &MaterialId| kept.thumb_media_id.as_ref() == Some(id);
    let same = || covers().filter(|(sha1, _)| **sha1 == own).map(|(_, media_id)| media_id);
    Ok(match same().find(|id| is_kept(id)).or_else(|| same().next()) {
        Some(known) => known.clone(),
        None if covers().any(|(_, media_id)| is_kept(media_id)) => MaterialId::from(render::path(ready)),
        None => MaterialId::from(String::new()),
    })
}

#[derive(Serialize)]
struct Wire<'a> {
    same: bool,
    differences: &'a [Change],
}
