use crate::Format;
use crate::Format::{Html, Markdown};
use crate::testing::parse;
use expect_test::{Expect, expect};

mod manners;

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
            Meta { title: "标题：\"x\"", author: Some("作者"), digest: Some("a b"), cover: Some(File("图/封面.jpg")), cover_line: Some(7), show_cover: true, source_url: Some("https://example.com/a"), comments: true, fans_only: false, links: Keep, crops: [], theme: None, accent: None, original_pictures: false, via: None, file_root: None, kind: News }
        "#]],
    );
    check(
        Markdown,
        "---\ntitle: 2024\ncover: c.jpg\nauthor:\ndigest: ~\n# comment\n...\na",
        expect![[r#"
            Meta { title: "2024", author: None, digest: None, cover: Some(File("c.jpg")), cover_line: Some(3), show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes, crops: [], theme: None, accent: None, original_pictures: false, via: None, file_root: None, kind: News }
        "#]],
    );
}

#[test]
fn in_html() {
    check(
        Html,
        "---\ntitle: T\ncover: c.jpg\n---\n<p>a",
        expect![[r#"
            Meta { title: "T", author: None, digest: None, cover: Some(File("c.jpg")), cover_line: Some(3), show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes, crops: [], theme: None, accent: None, original_pictures: false, via: None, file_root: None, kind: News }
        "#]],
    );
    check(
        Html,
        "\n<!--\n---\ntitle: T\ncover: c.jpg\n---\n-->\n<p>a<a href=x>",
        expect![[r#"
            Meta { title: "T", author: None, digest: None, cover: Some(File("c.jpg")), cover_line: Some(5), show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes, crops: [], theme: None, accent: None, original_pictures: false, via: None, file_root: None, kind: News }
            warning: line 8: an article cannot link to the file x; the text of the link was kept
        "#]],
    );
    check(
        Html,
        "<!-- ---\ntitle: T\ncover: c.jpg\n--- -->\n<p>a",
        expect![[r#"
            Meta { title: "T", author: None, digest: None, cover: Some(File("c.jpg")), cover_line: Some(3), show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes, crops: [], theme: None, accent: None, original_pictures: false, via: None, file_root: None, kind: News }
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
        expect![
            "error: line 3: front matter: a list in [ ] is not closed or lacks a comma; write [one, two], or put the value in quotes"
        ],
    );
    check(
        Markdown,
        "---\ntitle: T\n  bad: x\n---\na",
        expect![
            "error: line 3: front matter: this line cannot be read; write `name: value`, and a value with marks in it in quotes"
        ],
    );
    check(
        Markdown,
        "---\ntitle: T\ntitle: U\n---\na",
        expect!["error: line 3: front matter: `title` is given twice"],
    );
    check(
        Markdown,
        "---\n- a\n---\na",
        expect!["error: line 2: front matter: write it in lines of `name: value`"],
    );
    check(
        Markdown,
        "---\ntitle: {a: b}\n---\na",
        expect![[r#"
            error: no title; give one as `title:` in the front matter, or begin the article with a level-1 heading
            line 2: front matter: the title must be a text; put it in quotes"#]],
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
            Meta { title: "T", author: None, digest: None, cover: None, cover_line: None, show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes, crops: [], theme: None, accent: None, original_pictures: false, via: None, file_root: None, kind: News }
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
            Meta { title: "题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题题", author: None, digest: None, cover: Some(File("c")), cover_line: Some(2), show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes, crops: [], theme: None, accent: None, original_pictures: false, via: None, file_root: None, kind: News }
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
            Meta { title: "T", author: None, digest: None, cover: Some(File("c.jpg")), cover_line: Some(2), show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes, crops: [], theme: None, accent: None, original_pictures: false, via: None, file_root: None, kind: News }
            warning: line 4: the front matter knows no `colour`; ignored
        "#]],
    );
    check(
        Markdown,
        "---\ntitle: T\ncover: https://example.com/c.jpg\n---\na",
        expect![[r#"
            Meta { title: "T", author: None, digest: None, cover: Some(Remote("https://example.com/c.jpg")), cover_line: Some(3), show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes, crops: [], theme: None, accent: None, original_pictures: false, via: None, file_root: None, kind: News }
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
        expect![
            "error: no title; give one as `title:` in the front matter, or begin the article with a level-1 heading"
        ],
    );
    check(
        Markdown,
        &format!("---\na: {}\n---\na", "[".repeat(100_000)),
        expect!["error: line 2: front matter: lists or braces are nested too deep; write them flat"],
    );
    check(
        Markdown,
        &format!("---\na: {}\n---\na", "- ".repeat(100_000)),
        expect![
            "error: no title; give one as `title:` in the front matter, or begin the article with a level-1 heading"
        ],
    );
    check(
        Markdown,
        "---\na: &a [*a]\ntitle: *b\n---\na",
        expect![[r#"
            Meta { title: "*b", author: None, digest: None, cover: None, cover_line: None, show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes, crops: [], theme: None, accent: None, original_pictures: false, via: None, file_root: None, kind: News }
            warning: line 2: the front matter knows no `a`; ignored
            warning: line 3: the value of `title` was read as if it stood in quotes; write title: "*b", for other programs refuse it
        "#]],
    );
}

#[test]
fn in_json_and_with_quotes_inside_of_quotes() {
    check(
        Markdown,
        "{\n\"title\": \"题\",\n\"tags\": [\"a\"]\n}\n文",
        expect![[r#"
            Meta { title: "题", author: None, digest: None, cover: None, cover_line: None, show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes, crops: [], theme: None, accent: None, original_pictures: false, via: None, file_root: None, kind: News }
        "#]],
    );
    check(
        Markdown,
        "---\ntitle: \"甲\"乙\"丙\"\n---\n文",
        expect![[r#"
            Meta { title: "甲\"乙\"丙", author: None, digest: None, cover: None, cover_line: None, show_cover: false, source_url: None, comments: false, fans_only: false, links: Footnotes, crops: [], theme: None, accent: None, original_pictures: false, via: None, file_root: None, kind: News }
            warning: line 2: the value of `title` was read as if it stood in quotes; write title: '甲"乙"丙', for other programs refuse it
        "#]],
    );
}
