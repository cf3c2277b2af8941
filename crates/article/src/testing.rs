//! One way to look at an article in a test.

use expect_test::Expect;

use crate::{Article, Errors, Format, ParseOptions, Piece};

/// Parses without any wish.
pub(crate) fn parse(source: &str, format: Format) -> Result<Article, Errors> {
    crate::parse(source, format, &ParseOptions::default())
}

/// Front matter that is enough.
const FRONT: &str = "---\ntitle: T\ncover: c.jpg\n---\n";

/// Parses a body behind a minimal front matter of four lines, and compares all but the styles.
pub(crate) fn check(format: Format, body: &str, want: Expect) {
    whole(format, &format!("{FRONT}{body}"), want);
}

/// Like [`check`], with styles.
pub(crate) fn styled(format: Format, body: &str, want: Expect) {
    let shown = match parse(&format!("{FRONT}{body}"), format) {
        Ok(article) => show(&article),
        Err(error) => format!("error: {error}\n"),
    };
    want.assert_eq(&shown);
}

/// Parses a whole source and compares all but the styles.
pub(crate) fn whole(format: Format, source: &str, want: Expect) {
    let shown = match parse(source, format) {
        Ok(article) => without_styles(&show(&article)),
        Err(error) => format!("error: {error}\n"),
    };
    want.assert_eq(&shown);
}

fn show(article: &Article) -> String {
    let mut out = joined(article);
    out.push('\n');
    for picture in &article.pictures {
        out.push_str(&format!("{picture:?}\n"));
    }
    for video in &article.videos {
        out.push_str(&format!("{video:?}\n"));
    }
    for warning in &article.warnings {
        out.push_str(&format!("warning: {warning}\n"));
    }
    out
}

/// The pieces as one text, `{p0}` and `{v0}` where something is put in.
pub(crate) fn joined(article: &Article) -> String {
    let mut out = String::new();
    for piece in &article.body {
        match piece {
            Piece::Html(html) => out.push_str(html),
            Piece::Picture(number) => out.push_str(&format!("{{p{number}}}")),
            Piece::PictureSize(number) => out.push_str(&format!("{{s{number}}}")),
            Piece::Background(number) => out.push_str(&format!("{{b{number}}}")),
            Piece::PictureWidth(number) => out.push_str(&format!("{{w{number}}}")),
            Piece::Video(number) => out.push_str(&format!("{{v{number}}}")),
        }
    }
    out
}

fn without_styles(html: &str) -> String {
    let mut parts = html.split(" style=\"");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
    }
    out
}
