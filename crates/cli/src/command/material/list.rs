//! `official material list`: all pages, one after the other.

use clap::builder::PossibleValuesParser;
use serde::Serialize;
use wxkit::official::material::{ListMaterial, ListedKind, ListedMaterial, MaterialKind};
use wxkit::official::pages::Pages;

use crate::command::pages::{clock, read};
use crate::console::visible;
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::known::IdKind;
use crate::output::Answer;

/// List the library, the newest of each type first.
///
/// A line has the type, the media_id, the last change (in China), the address of an image, and the name. A list that changes
/// while it is read may have gaps.
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// List this type only. Thumbnails cannot be listed.
    #[arg(long = "type", value_name = "TYPE", value_parser = PossibleValuesParser::new(KINDS.iter().map(|(word, ..)| *word)))]
    kind: Option<String>,
    /// List at most this many; without it, all. One call brings 20.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

const KINDS: &[(&str, ListedKind, IdKind)] = &[
    ("image", ListedKind::Image, IdKind::Material(MaterialKind::Image)),
    ("video", ListedKind::Video, IdKind::Material(MaterialKind::Video)),
    ("voice", ListedKind::Voice, IdKind::Material(MaterialKind::Voice)),
    ("news", ListedKind::News, IdKind::MaterialNews),
];

impl List {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let account = context.account()?;
        let mut listing = Listing::default();
        for (word, kind, _) in KINDS {
            if self.kind.as_deref().is_none_or(|wanted| wanted == *word) {
                let left = self.limit.map_or(u32::MAX, |limit| limit.saturating_sub(listing.item_count));
                if left > 0 {
                    listing.read(&account, word, *kind, left).await?;
                }
            }
        }
        account.known().note(&listing.ids());
        let text: Vec<String> = listing.item.iter().map(Item::line).collect();
        Ok(Answer::new(&listing, text.join("\n")))
    }
}

/// As one page of the platform's.
#[derive(Default, Serialize)]
struct Listing {
    /// Of the types that were reached before the limit.
    total_count: u32,
    item_count: u32,
    item: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    /// The platform's items do not say it, for its pages are of one type.
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    listed: ListedMaterial,
}

impl Listing {
    /// Adds what there is of one kind, at most `limit`.
    async fn read(
        &mut self,
        account: &Account<'_>,
        word: &'static str,
        kind: ListedKind,
        limit: u32,
    ) -> Result<(), Failure> {
        let pages = Pages::new(ListMaterial::new(kind, 0, 0)).limit(limit);
        let found = read(account, pages).await?;
        self.total_count = self.total_count.saturating_add(found.total_count);
        self.item_count = self.item_count.saturating_add(found.item_count);
        self.item.extend(found.item.into_iter().map(|listed| Item { kind: word, listed }));
        Ok(())
    }

    /// What WeChat gave, to be known when it comes back on a command line.
    fn ids(&self) -> Vec<(IdKind, &str)> {
        let kind = |item: &Item| KINDS.iter().find(|(word, ..)| *word == item.kind).map(|(.., kind)| *kind);
        self.item.iter().filter_map(|item| Some((kind(item)?, item.listed.media_id.as_str()))).collect()
    }
}

impl Item {
    fn line(&self) -> String {
        let Self { kind, listed } = self;
        let title = listed.content.as_ref().and_then(|news| news.news_item.first());
        let name = title.map_or(&listed.name, |article| &article.title);
        let time = Some(listed.update_time).filter(|time| *time > 0).map(clock).unwrap_or_default();
        let parts = [kind, listed.media_id.as_str(), &time, listed.url.as_str(), name.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        // Names come from anybody, and one line is one item.
        visible(&parts.join(" ")).replace('\n', "\\n")
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn one_line_is_one_item() {
        let listed = serde_json::json!({ "media_id": "A", "name": "茶\n\x1b[2J.jpg", "update_time": 1 });
        let listed = serde_json::from_value(listed).unwrap();
        let item = Item { kind: "image", listed };
        expect![[r#"image A 1970-01-01 08:00 茶\n\u{1b}[2J.jpg"#]].assert_eq(&item.line());
        expect![[r#"{"type":"image","media_id":"A","name":"茶\n\u001b[2J.jpg","update_time":1}"#]]
            .assert_eq(&serde_json::to_string(&item).unwrap());
    }
}
