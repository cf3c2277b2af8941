//! The lists of drafts and of what is published: all pages, one after the other.

use std::collections::HashSet;

use serde::Serialize;
use wxkit::official::{Listing, Official, StoredArticle};
use wxkit::proto::Endpoint;

use crate::console::visible;
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::known::IdKind;
use crate::output::Answer;

/// How much of a list is wanted.
#[derive(Debug, clap::Args)]
pub(crate) struct Pages {
    /// List at most so many; without it, all. Every 20 take one call.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// With --json, bring the text of the articles too.
    #[arg(long)]
    content: bool,
}

/// One entry for people and for telling it from others.
pub(super) trait Entry: Serialize {
    /// What its id is.
    const KIND: IdKind;
    fn id(&self) -> &str;
    fn articles(&self) -> &[StoredArticle];
}

/// The platform's limit.
const PAGE: u32 = 20;

impl Pages {
    /// `ask` makes the call for a page by offset, count and whether the text stays away.
    pub(super) async fn run<E, T>(
        &self,
        context: &Context<'_>,
        ask: impl Fn(u32, u32, bool) -> E,
    ) -> Result<Answer, Failure>
    where
        E: Endpoint<Family = Official, Reply = Listing<T>>,
        T: Entry,
    {
        let account = context.account()?;
        let listing = self.read(&account, ask).await?;
        let ids: Vec<_> = listing.item.iter().map(|entry| (T::KIND, entry.id())).collect();
        account.known().note(&ids);
        let lines: Vec<String> = listing.item.iter().map(line).collect();
        Ok(Answer::new(&listing, lines.join("\n")))
    }

    async fn read<E, T>(
        &self,
        account: &Account<'_>,
        ask: impl Fn(u32, u32, bool) -> E,
    ) -> Result<Listing<T>, Failure>
    where
        E: Endpoint<Family = Official, Reply = Listing<T>>,
        T: Entry,
    {
        let limit = self.limit.unwrap_or(u32::MAX);
        let (mut seen, mut offset) = (HashSet::new(), 0_u32);
        let mut all = Listing { total_count: 0, item_count: 0, item: Vec::new() };
        while all.item_count < limit {
            let page = account.call(ask(offset, (limit - all.item_count).min(PAGE), !self.content)).await?;
            let len = u32::try_from(page.item.len()).unwrap_or(u32::MAX);
            offset = offset.saturating_add(len);
            all.total_count = page.total_count;
            // What is added meanwhile pushes entries over to the next page.
            all.item.extend(page.item.into_iter().filter(|item| seen.insert(item.id().to_owned())));
            all.item_count = u32::try_from(all.item.len()).unwrap_or(u32::MAX);
            if len == 0 || offset >= page.total_count {
                break;
            }
        }
        Ok(all)
    }
}

/// Id, address and title of the first article, and how many follow. Titles come from anybody, and one line is one entry.
fn line(entry: &impl Entry) -> String {
    let articles = entry.articles();
    let (url, title) = articles.first().map_or(("", ""), |first| (&first.url, &first.title));
    let more = match articles.len() {
        0 | 1 => String::new(),
        len => format!("(+{})", len - 1),
    };
    let parts = [entry.id(), url, title, &more];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    visible(&parts.join(" ")).replace('\n', "\\n")
}

/// Each article on a line: which, its type, its address and its title.
pub(super) fn articles(articles: &[StoredArticle]) -> String {
    let line = |(nth, article): (usize, &StoredArticle)| {
        let StoredArticle { article_type, title, url, is_deleted, .. } = article;
        let deleted = if *is_deleted { "deleted" } else { "" };
        let nth = nth.to_string();
        let parts = [nth.as_str(), article_type.word(), deleted, url, title];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        visible(&parts.join(" ")).replace('\n', "\\n")
    };
    let lines: Vec<String> = (1..).zip(articles).map(line).collect();
    lines.join("\n")
}
