//! Front matter: the YAML between `---` lines at the very start of the source.

mod yaml;

use crate::error::{Error, Notes};
use crate::{Captions, Format, Links};

/// Something and the line of the source it stands on.
#[derive(Debug, Clone)]
pub(crate) struct At<T> {
    pub(crate) line: Option<usize>,
    pub(crate) value: T,
}

/// The front matter as written, every field optional.
#[derive(Debug, Default)]
pub(crate) struct Front {
    pub(crate) title: Option<At<String>>,
    pub(crate) author: Option<At<String>>,
    pub(crate) digest: Option<At<String>>,
    pub(crate) cover: Option<At<String>>,
    pub(crate) show_cover: bool,
    pub(crate) source_url: Option<At<String>>,
    pub(crate) comments: bool,
    pub(crate) fans_only: bool,
    pub(crate) links: Option<Links>,
    pub(crate) captions: Option<Captions>,
    pub(crate) breaks: Option<bool>,
    /// By name, as it is written.
    pub(crate) videos: Vec<(At<String>, About)>,
}

/// What the front matter says about one video.
#[derive(Debug, Default)]
pub(crate) struct About {
    pub(crate) title: Option<String>,
    pub(crate) desc: Option<String>,
    pub(crate) original: bool,
    pub(crate) category: Option<String>,
    pub(crate) subcategory: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) cover: Option<At<String>>,
}

/// Takes the front matter off: its values, the rest of the source, and the number of lines before that rest.
pub(crate) fn split<'s>(
    source: &'s str,
    format: Format,
    notes: &mut Notes,
) -> Result<(Front, &'s str, usize), Error> {
    let Some(Block { yaml, first, rest, before }) = block(source, format)? else {
        return Ok((Front::default(), source, 0));
    };
    Ok((yaml::read(yaml, first, notes)?, rest, before))
}

/// The front matter as text: `first` lines come before the YAML, `before` lines before the rest.
struct Block<'s> {
    yaml: &'s str,
    first: usize,
    rest: &'s str,
    before: usize,
}

fn block(source: &str, format: Format) -> Result<Option<Block<'_>>, Error> {
    // In HTML the block may hide in a comment, so that browsers do not show it.
    let comment = match format {
        Format::Html => source
            .trim_start()
            .strip_prefix("<!--")
            .map(|inside| inside.trim_start_matches([' ', '\t', '\n'])),
        Format::Markdown => None,
    };
    let inside = comment.filter(|inside| fence(inside).is_some()).unwrap_or(source);
    let skipped = source.len() - inside.len();
    let Some(yaml) = fence(inside) else { return Ok(None) };
    let first = lines_in(source, source.len() - yaml.len());
    let unclosed = || {
        Error::new(Some(lines_in(source, skipped) + 1), "the front matter is not closed by a line of `---`")
    };
    let mut end = 0;
    for line in yaml.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") || (skipped > 0 && line.starts_with("---")) {
            let mut rest = yaml.get(end + line.len()..).unwrap_or_default();
            if skipped > 0 {
                let after = yaml.get(end + 3..).unwrap_or_default();
                rest = after.trim_start().strip_prefix("-->").ok_or_else(unclosed)?;
            }
            let before = lines_in(source, source.len() - rest.len());
            return Ok(Some(Block { yaml: yaml.get(..end).unwrap_or_default(), first, rest, before }));
        }
        end += line.len();
    }
    Err(unclosed())
}

/// What follows an opening `---` line.
fn fence(text: &str) -> Option<&str> {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    (line.trim_end() == "---").then_some(rest)
}

fn lines_in(source: &str, end: usize) -> usize {
    source.get(..end).unwrap_or_default().matches('\n').count()
}

#[cfg(test)]
mod tests {
    use crate::Format;
    use crate::Format::{Html, Markdown};
    use crate::testing::parse;
    use expect_test::{Expect, expect};

    fn check(format: Format, source: &str, want: Expect) {
        want.assert_eq(&match parse(source, format) {
            Err(error) => format!("error: {error}"),
            Ok(article) => {
                let warnings: String =
                    article.warnings.iter().map(|warning| format!("warning: {warning}\n")).collect();
                format!("{:?}\n{warnings}", article.meta)
            }
        });
    }

    #[test]
    fn everything() {
        check(
            Markdown,
            "\u{feff}---\r\ntitle: ' 标题：\"x\" '\r\nauthor: 作者\r\ndigest: >\r\n  a\r\n  b\r\ncover: ./图/封面.jpg\r\nshow_cover: yes\r\nsource_url: https://example.com/a\r\ncomments: 1\r\nfans_only: FALSE\r\nlinks: keep\r\n---\r\na\r\n",
            expect![[r#"
                Meta { title: "标题：\"x\"", author: Some("作者"), digest: Some("a b"), cover: Some(File("图/封面.jpg")), show_cover: true, source_url: Some("https://example.com/a"), comments: true, fans_only: false, links: Keep }
            "#]],
        );
        check(
            Markdown,
            "---\ntitle: 2024\ncover: c.jpg\nauthor:\ndigest: ~\n# comment\n...\na",
            expect![[r#"
                Meta { title: "2024", author: None, digest: None, cover: Some(File("c.jpg")), show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes }
            "#]],
        );
    }

    #[test]
    fn in_html() {
        check(
            Html,
            "---\ntitle: T\ncover: c.jpg\n---\n<p>a",
            expect![[r#"
                Meta { title: "T", author: None, digest: None, cover: Some(File("c.jpg")), show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes }
            "#]],
        );
        check(
            Html,
            "\n<!--\n---\ntitle: T\ncover: c.jpg\n---\n-->\n<p>a<a href=x>",
            expect![[r#"
                Meta { title: "T", author: None, digest: None, cover: Some(File("c.jpg")), show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes }
                warning: line 8: an article cannot link to the file x; the text of the link was kept
            "#]],
        );
        check(
            Html,
            "<!-- ---\ntitle: T\ncover: c.jpg\n--- -->\n<p>a",
            expect![[r#"
                Meta { title: "T", author: None, digest: None, cover: Some(File("c.jpg")), show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes }
            "#]],
        );
        check(
            Html,
            "<!-- other --><p>a",
            expect![
                "error: no title; give one as `title:` in the front matter, or begin the article with a level-1 heading"
            ],
        );
    }

    #[test]
    fn errors_name_the_line() {
        check(
            Markdown,
            "---\ntitle: T\ncover: [\n---\na",
            expect!["error: line 3: front matter: expected string scalar"],
        );
        check(
            Markdown,
            "---\ntitle: T\n  bad: x\n---\na",
            expect!["error: line 3: front matter: mapping values are not allowed in this context"],
        );
        check(
            Markdown,
            "---\ntitle: T\ntitle: U\n---\na",
            expect!["error: line 3: front matter: `title` is given twice"],
        );
        check(Markdown, "---\n- a\n---\na", expect!["error: line 2: front matter: expected mapping start"]);
        check(
            Markdown,
            "---\ntitle: {a: b}\n---\na",
            expect!["error: line 2: front matter: expected string scalar"],
        );
        check(
            Markdown,
            "---\ntitle: T\ncover: c\nshow_cover: maybe\n---\na",
            expect!["error: line 4: show_cover must be true or false"],
        );
        check(
            Markdown,
            "---\ntitle: T\ncover: c\nlinks: x\n---\na",
            expect!["error: line 4: links must be `keep` or `footnotes`"],
        );
        check(
            Markdown,
            "---\ntitle: T",
            expect!["error: line 1: the front matter is not closed by a line of `---`"],
        );
        check(
            Html,
            "<!--\n---\ntitle: T\n---\n",
            expect!["error: line 2: the front matter is not closed by a line of `---`"],
        );
    }

    #[test]
    fn limits() {
        let front = |field: &str| format!("---\ncover: c.jpg\ntitle: T\n{field}\n---\na");
        check(
            Markdown,
            "a",
            expect![
                "error: no title; give one as `title:` in the front matter, or begin the article with a level-1 heading"
            ],
        );
        check(
            Markdown,
            "---\ntitle: T\n---\na",
            expect![[r#"
                Meta { title: "T", author: None, digest: None, cover: None, show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes }
            "#]],
        );
        check(
            Markdown,
            "---\n---\n# T\n",
            expect!["error: the article is empty: no text, picture or video follows the front matter"],
        );
        check(
            Markdown,
            &format!("---\ntitle: {}\n---\na", "题".repeat(65)),
            expect!["error: line 2: the title has 65 characters, at most 64 are allowed"],
        );
        check(
            Markdown,
            &format!("---\ncover: c\ntitle: {}\n---\na", "题".repeat(64)),
            expect![[r#"
                Meta { title: "题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题", author: None, digest: None, cover: Some(File("c")), show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes }
            "#]],
        );
        check(
            Markdown,
            &front(&format!("digest: {}", "摘".repeat(129))),
            expect!["error: line 4: the digest has 129 characters, at most 128 are allowed"],
        );
        check(
            Markdown,
            &front("digest: \"a\\u0007b\""),
            expect!["error: line 4: the digest must be one line without control characters"],
        );
        check(
            Markdown,
            &front("source_url: javascript:x"),
            expect!["error: line 4: source_url must be an http or https address"],
        );
        check(
            Markdown,
            &front("colour: red"),
            expect![[r#"
                Meta { title: "T", author: None, digest: None, cover: Some(File("c.jpg")), show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes }
                warning: line 4: the front matter knows no `colour`; it is ignored
            "#]],
        );
        check(
            Markdown,
            "---\ntitle: T\ncover: https://example.com/c.jpg\n---\na",
            expect![[r#"
            Meta { title: "T", author: None, digest: None, cover: Some(Remote("https://example.com/c.jpg")), show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes }
        "#]],
        );
    }

    #[test]
    fn bombs() {
        let mut bomb = String::from("---\na: &a [x,x,x,x,x,x,x,x,x]\n");
        for (from, to) in ('a'..='y').zip('b'..='z') {
            bomb.push_str(&format!(
                "{to}: &{to} [*{from},*{from},*{from},*{from},*{from},*{from},*{from},*{from}]\n"
            ));
        }
        check(
            Markdown,
            &format!("{bomb}---\na"),
            expect!["error: line 7: front matter: budget breached: Nodes { nodes: 250001 }"],
        );
        check(
            Markdown,
            &format!("---\na: {}\n---\na", "[".repeat(100_000)),
            expect!["error: line 2: front matter: recursion limit exceeded"],
        );
        check(
            Markdown,
            &format!("---\na: {}\n---\na", "- ".repeat(100_000)),
            expect!["error: line 2: front matter: block sequence entries are not allowed in this context"],
        );
        check(
            Markdown,
            "---\na: &a [*a]\ntitle: *b\n---\na",
            expect!["error: line 2: front matter: recursive references require weak recursion types"],
        );
    }
}
