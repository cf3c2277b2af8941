//! The lists of drafts and of what is published: all pages, one after the other.

use serde::Serialize;
use wxkit::official;
use wxkit::official::draft::StoredArticle;
use wxkit::official::pages::{Listing, Paged};
use wxkit::official::stats::Day;
use wxkit::proto::Timestamp;

use crate::console::visible;
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::known::IdKind;
use crate::output::Answer;

/// How much of a list is wanted.
#[derive(Debug, clap::Args)]
pub(crate) struct Pages {
    /// List at most this many; without it, all. One call brings 20.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// With --json, bring the text of the articles too.
    #[arg(long)]
    content: bool,
}

/// One entry for people.
pub(super) trait Entry: Serialize {
    /// What its id is.
    const KIND: IdKind;

    fn articles(&self) -> &[StoredArticle];

    /// Its last change, in Unix seconds.
    fn time(&self) -> Option<i64>;
}

/// The time in China, as the console shows it.
pub(super) fn clock(seconds: i64) -> String {
    let seconds = u64::try_from(seconds).unwrap_or_default();
    let minutes = seconds / 60 + 8 * 60;
    format!("{} {:02}:{:02}", Day::at(Timestamp::from_secs(seconds)), minutes / 60 % 24, minutes % 60)
}

impl Pages {
    /// Whether the platform is to leave the text out.
    pub(super) fn no_content(&self) -> bool {
        !self.content
    }

    pub(super) async fn run<E>(&self, context: &Context<'_>, list: E) -> Result<Answer, Failure>
    where
        E: Paged<Item: Entry>,
    {
        let account = context.account()?;
        let pages = official::pages::Pages::new(list).limit(self.limit.unwrap_or(u32::MAX));
        let listing = read(&account, pages).await?;
        let ids: Vec<_> = listing.item.iter().map(|entry| (E::Item::KIND, E::id(entry))).collect();
        account.known().note(&ids);
        let lines: Vec<String> = listing.item.iter().map(line::<E>).collect();
        Ok(Answer::new(&listing, lines.join("\n")))
    }
}

/// Reads a whole list, as if it were one page.
pub(super) async fn read<E: Paged>(
    account: &Account<'_>,
    mut pages: official::pages::Pages<E>,
) -> Result<Listing<E::Item>, Failure> {
    let mut item = Vec::new();
    while let Some(call) = pages.next_call() {
        item.extend(pages.take(account.call(call).await?)?);
    }
    let item_count = u32::try_from(item.len()).unwrap_or(u32::MAX);
    Ok(Listing::new(pages.total(), item_count, item))
}

/// Id, time of the last change, address and title of the first article, and how many follow. Titles come from anybody, and one line is one entry.
fn line<E: Paged<Item: Entry>>(entry: &E::Item) -> String {
    let articles = entry.articles();
    let (url, title) = articles.first().map_or(("", ""), |first| (&first.url, &first.title));
    let deleted = match articles.iter().filter(|article| article.is_deleted).count() {
        0 => "",
        all if all == articles.len() => "deleted",
        _ => "partly-deleted",
    };
    let more = match articles.len() {
        0 | 1 => String::new(),
        len => format!("(+{})", len - 1),
    };
    let time = entry.time().map(clock).unwrap_or_default();
    let parts = [E::id(entry), &time, deleted, url, title, &more];
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

#[cfg(test)]
mod tests {
    use wxkit::official::draft::{DraftItem, ListDrafts, StoredArticles};

    use super::*;

    /// `TZ=Asia/Shanghai date -d @1798732740 '+%F %H:%M'`
    #[test]
    fn times_are_those_of_china() {
        assert_eq!(clock(1_798_732_740), "2026-12-31 23:59");
        assert_eq!(clock(1_798_732_800), "2027-01-01 00:00");
        assert_eq!(clock(-1), "1970-01-01 08:00");
        let item: DraftItem = serde_json::from_value(
            serde_json::json!({"media_id": "D", "content": {"news_item": [{"title": "a"}]}, "update_time": 1_798_732_740}),
        )
        .unwrap();
        assert_eq!(line::<ListDrafts>(&item), "D 2026-12-31 23:59 a");
    }

    #[test]
    fn what_was_deleted_says_so() {
        let check = |news_item: &str, expected: &str| {
            let stored: StoredArticles = serde_json::from_str(news_item).unwrap();
            let item: DraftItem =
                serde_json::from_value(serde_json::json!({"media_id": "D", "content": stored})).unwrap();
            assert_eq!(line::<ListDrafts>(&item), expected);
        };
        check(r#"{"news_item":[{"title":"a","url":"http://u"},{"title":"b"}]}"#, "D http://u a (+1)");
        check(
            r#"{"news_item":[{"title":"a","url":"http://u"},{"title":"b","is_deleted":true}]}"#,
            "D partly-deleted http://u a (+1)",
        );
        check(
            r#"{"news_item":[{"title":"a","is_deleted":true},{"title":"b","is_deleted":1}]}"#,
            "D deleted a (+1)",
        );
        check(r#"{"news_item":[]}"#, "D");
        let one: StoredArticles =
            serde_json::from_str(r#"{"news_item":[{"title":"a\nb"},{"title":"c","is_deleted":true}]}"#)
                .unwrap();
        assert_eq!(articles(&one.news_item), "1 news a\\nb\n2 news deleted c");
    }
}
