//! Articles as anybody may write them.

use wxkit::article::{Format, ParseOptions, parse};
use wxkit::structure::{self, Level};

use crate::content;

/// Any text as an article in Markdown.
pub fn article_markdown(data: &[u8]) {
    made(&String::from_utf8_lossy(data), Format::Markdown);
}

/// Any text as an article in HTML.
pub fn article_html(data: &[u8]) {
    made(&String::from_utf8_lossy(data), Format::Html);
}

/// The first byte says which notation, the rest stands in the front matter.
pub fn front_matter(data: &[u8]) {
    let Some((&first, text)) = data.split_first() else { return };
    let fence = if first % 2 == 0 { "---" } else { "+++" };
    made(&format!("{fence}\n{}\n{fence}\n茶\n", String::from_utf8_lossy(text)), Format::Markdown);
}

/// What is refused is refused with a reason and a line that is there; what is made passes WeChat's own check.
fn made(source: &str, format: Format) {
    match parse(source, format, &ParseOptions::default()) {
        Ok(article) => {
            let html = content(&article);
            let mut found = structure::check(&html).into_iter();
            // An author's own layers stay as deep as they are, and in a layout of their own, tables as wide.
            let layers = format == Format::Html;
            let tables = layers && !html.starts_with("<section style=\"font-size:");
            let wrong = found.find(|finding| {
                let is_theirs = layers && finding.rule == "nestNodes" || tables && finding.rule == "width";
                finding.level == Level::Engine && !is_theirs
            });
            assert!(wrong.is_none(), "{wrong:?} in {html}");
            assert!(!article.meta.title.trim().is_empty());
        }
        Err(errors) => {
            let lines = source.replace("\r\n", "\n").split(['\n', '\r']).count() + 1;
            for error in errors {
                assert!(
                    error.line.is_none_or(|line| (1..=lines).contains(&line)),
                    "{error} of {lines} lines"
                );
                assert!(!error.to_string().is_empty());
            }
        }
    }
}
