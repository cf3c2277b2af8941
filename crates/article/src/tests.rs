//! What holds for every article, whatever its source.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use crate::testing::{joined, parse};
use crate::{Article, Format, PictureSource, Piece};

/// Everything that must hold of an article that was accepted.
fn invariants(article: &Article) {
    for pair in article.body.windows(2) {
        assert!(!matches!(pair, [Piece::Html(_), Piece::Html(_)]), "two pieces of HTML side by side");
    }
    for (at, piece) in article.body.iter().enumerate() {
        match piece {
            Piece::Html(html) => assert!(!html.is_empty()),
            Piece::Picture(number) => {
                assert!(*number < article.pictures.len());
                let around = (article.body.get(at.wrapping_sub(1)), article.body.get(at + 1));
                let (Some(Piece::Html(before)), Some(Piece::Html(after))) = around else {
                    panic!("no HTML around a picture")
                };
                assert!(before.ends_with("=\"") && after.starts_with('"'), "{before} … {after}");
            }
            Piece::PictureSize(number) | Piece::PictureWidth(number) | Piece::Background(number) => {
                assert!(*number < article.pictures.len())
            }
            Piece::Video(number) => assert!(*number < article.videos.len()),
        }
    }
    let sources = article.pictures.iter().map(|p| &p.source).chain(&article.meta.cover);
    let files = sources.filter_map(|source| match source {
        PictureSource::File(path) => Some(path),
        _ => None,
    });
    for path in files.chain(article.videos.iter().map(|v| &v.path)) {
        assert!(
            !path.starts_with('/')
                && !path.contains('\\')
                && path.split('/').all(|part| !matches!(part, "" | "." | "..")),
            "{path}"
        );
    }
    let html = joined(article);
    assert!(!html.chars().any(|c| c.is_control() && c != '\n'), "{html:?}");
    let mut open: Vec<(String, bool)> = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("each tag ends");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().map(|(name, _)| name).as_deref(), Some(name), "{html}");
        } else {
            let name = tag.split([' ', '{']).next().unwrap_or_default();
            if !matches!(name, "br" | "hr" | "img" | "col") {
                open.push((name.to_owned(), tag.contains(" leaf=\"\"")));
            }
        }
        let bare = open.iter().any(|(name, _)| matches!(name.as_str(), "rt" | "rp" | "svg"));
        let leaf = open.last().is_some_and(|(_, leaf)| *leaf);
        let media = text.starts_with("{v");
        assert!(text.is_empty() || leaf || bare || media, "text outside of a leaf: {text:?} in {html}");
    }
    assert!(open.is_empty(), "{open:?}");
    for tag in tags(&html) {
        let (name, attributes) = tag;
        assert!(
            !matches!(
                name.as_str(),
                "script" | "style" | "form" | "object" | "link" | "base" | "video" | "div" | "pre" | "use"
            ),
            "<{name}"
        );
        for (attribute, value) in attributes {
            assert!(
                !attribute.starts_with("on") && attribute != "id" && attribute != "srcset",
                "{attribute}"
            );
            if matches!(attribute.as_str(), "src" | "data-src" | "data-miniprogram-imageurl") {
                assert!(value.starts_with("{p") || crate::target::on_platform(&value), "{attribute}={value}");
            }
            if attribute == "href" {
                let good = ["http://", "https://", "mailto:", "tel:"];
                let value = value.to_ascii_lowercase();
                assert!(value.is_empty() || good.iter().any(|start| value.starts_with(start)), "{value}");
            }
            if attribute == "style" {
                let value = value.to_ascii_lowercase();
                assert!(!value.contains(['"', '\'', '&']), "{value}");
                for bad in ["position:", "expression", "javascript:", "!important", "var(", "data:"] {
                    assert!(!value.contains(bad) || value.contains("background-position:"), "{value}");
                }
                for address in value.split("url(").skip(1) {
                    let address = address.split(')').next().unwrap_or_default();
                    assert!(address.starts_with("{b") || crate::target::on_platform(address), "{value}");
                }
            }
        }
    }
}

/// The start tags of finished HTML, which is regular: attributes are quoted and `<` means a tag.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut tags = Vec::new();
    for part in html.split('<').skip(1).filter(|part| !part.starts_with('/')) {
        let end = part.find([' ', '>', '{']).unwrap_or(part.len());
        let (name, mut rest) = part.split_at(end);
        let mut attributes = Vec::new();
        loop {
            // Where the size of a picture is put in.
            if let Some((_, after)) = rest.strip_prefix("{s").and_then(|rest| rest.split_once('}')) {
                rest = after;
            }
            let Some((attribute, after)) = rest.strip_prefix(' ').and_then(|rest| rest.split_once("=\""))
            else {
                break;
            };
            let (value, after) = after.split_once('"').expect("a quote closes the attribute");
            attributes.push((attribute.to_owned(), value.replace("&amp;", "&").replace("&quot;", "\"")));
            rest = after;
        }
        assert!(rest.starts_with('>'), "<{part}");
        tags.push((name.to_owned(), attributes));
    }
    tags
}

fn look(source: &str, format: Format) {
    if let Ok(article) = parse(source, format) {
        invariants(&article);
        assert_eq!(parse(source, format).as_ref(), Ok(&article), "the same source gives the same article");
    }
}

/// Bits that mean something to one of the parsers.
fn bits() -> impl Strategy<Value = String> {
    let bit = prop::sample::select(vec![
        "<",
        ">",
        "\"",
        "'",
        "=",
        "/",
        " ",
        "\n",
        "\r\n",
        "\t",
        "&",
        ";",
        "#",
        "*",
        "_",
        "`",
        "```rust\n",
        "~~",
        "- ",
        "1. ",
        "> ",
        "|",
        "\n|---|\n",
        "[",
        "]",
        "(",
        ")",
        "!",
        "[^1]",
        "[^1]: ",
        "\u{0}",
        "\u{1}",
        "&#1;",
        "&lt;",
        "%01",
        "%2e%2e/",
        "中",
        "😀",
        "\u{202e}",
        "\u{feff}",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "<a href=\"",
        "<a>",
        "</a>",
        "<img src=\"a.png\">",
        "<img src='",
        "<img src=x onerror=y>",
        "<script>",
        "</script>",
        "<style>p{color:red}</style>",
        "<style>",
        "</style>",
        "<style>*{position:fixed;background:url(x)}</style>",
        "<svg>",
        "<math>",
        "<mi>",
        "<table>",
        "<td>",
        "<tr>",
        "<ul>",
        "<li>",
        "<pre>",
        "<code class=\"language-c\">",
        "<!--",
        "-->",
        "<![CDATA[",
        "<?x",
        "<iframe class=video_iframe data-mpvid=wxv_1>",
        "</iframe>",
        "<video src=a.mp4>",
        "<mp-miniprogram data-miniprogram-appid=wx1 data-miniprogram-path=p data-miniprogram-title=t data-progarm-imageurl=a.png>",
        "![x](a.png)",
        "![](v.mp4)",
        "[t](miniprogram:wx1/p)",
        "https://a.example",
        "https://mmbiz.qpic.cn/x",
        "javascript:",
        "style=\"",
        "style=position:fixed",
        "color:red;",
        "url(",
        "\\",
        "position:fixed",
        "<template>",
        "<select>",
        "<noscript>",
        "<textarea>",
        "<title>",
        "<plaintext>",
        "<form>",
        "class=x",
        " onclick=\"",
        "<body onload=x>",
        "<frameset>",
    ]);
    prop::collection::vec(bit, 0..40).prop_map(|bits| bits.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(source in any::<String>()) {
        for format in [Format::Markdown, Format::Html] {
            look(&source, format);
            look(&format!("---\n{source}\n---\na"), format);
            look(&format!("---\ntitle: T\ncover: c.jpg\n---\n{source}"), format);
        }
    }

    #[test]
    fn any_bits(source in bits()) {
        for format in [Format::Markdown, Format::Html] {
            look(&format!("---\ntitle: T\ncover: c.jpg\n---\n{source}"), format);
        }
    }

    #[test]
    fn any_front_matter(source in "(title|cover|links|videos|tags|: |- |\n|  |\\{|\\}|\\[|\\]|&a|\\*a|'|\"|\\||>|#|!!int|a\\.mp4|~|1){0,20}") {
        look(&format!("---\n{source}\n---\n![](a.mp4)"), Format::Markdown);
    }
}

/// Runs on a small stack, since programs parse in threads of theirs.
fn check_small_stack(format: Format, body: String, want: Expect) {
    let source = format!("---\ntitle: T\ncover: c.jpg\n---\n{body}");
    let run = move || match parse(&source, format) {
        Ok(article) => {
            invariants(&article);
            format!("ok, {} pieces", article.body.len())
        }
        Err(error) => format!("error: {error}"),
    };
    let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(run).expect("a thread");
    want.assert_eq(&thread.join().expect("no panic"));
}

#[test]
fn deep() {
    let nest = |open: &str, depth: usize| format!("{}a", open.repeat(depth));
    check_small_stack(Format::Html, nest("<div>", 100), expect!["ok, 1 pieces"]);
    check_small_stack(
        Format::Html,
        nest("<b class=x>", 90) + "<style>b{color:red}</style>",
        expect!["ok, 1 pieces"],
    );
    check_small_stack(
        Format::Html,
        nest("<div>", 10_000),
        expect!["error: line 5: elements are nested more than 100 deep"],
    );
    check_small_stack(
        Format::Html,
        nest("<svg>", 10_000),
        expect!["error: line 5: elements are nested more than 100 deep"],
    );
    check_small_stack(
        Format::Html,
        nest("<table><tr><td>", 10_000),
        expect!["error: line 5: elements are nested more than 100 deep"],
    );
    check_small_stack(Format::Html, nest("<p><b><i>x</p>", 10_000), expect!["ok, 1 pieces"]);
    check_small_stack(
        Format::Html,
        nest("<template>", 10_000),
        expect!["error: line 5: elements are nested more than 100 deep"],
    );
    check_small_stack(
        Format::Markdown,
        nest("<ul><li>", 10_000),
        expect!["error: line 5: elements are nested more than 100 deep"],
    );
    check_small_stack(Format::Markdown, nest("> ", 99), expect!["ok, 1 pieces"]);
    check_small_stack(
        Format::Markdown,
        nest("> ", 10_000),
        expect!["error: line 5: lists, quotes or emphasis are nested more than 100 deep"],
    );
    check_small_stack(Format::Markdown, nest("[", 10_000) + &"](x)".repeat(10_000), expect!["ok, 1 pieces"]);
    let mut list = String::new();
    for depth in 0..1000 {
        let _ = writeln!(list, "{}- a", "  ".repeat(depth));
    }
    check_small_stack(
        Format::Markdown,
        list,
        expect!["error: line 55: lists, quotes or emphasis are nested more than 100 deep"],
    );
    check_small_stack(
        Format::Html,
        format!("<style>p{{}}{}</style>a", "{".repeat(10_000)),
        expect!["error: brackets in a style sheet are nested more than 16 deep"],
    );
    check_small_stack(
        Format::Html,
        format!("<style>{}p{{color:red}}</style>a", ":not(".repeat(10_000)),
        expect!["error: brackets in a style sheet are nested more than 16 deep"],
    );
    check_small_stack(
        Format::Html,
        format!("<p style=\"color:{}\">a", "(".repeat(10_000)),
        expect!["ok, 1 pieces"],
    );
}

#[test]
fn large() {
    check_small_stack(
        Format::Markdown,
        format!("|a|b|\n|---|---|\n{}", "|1|2|\n".repeat(5_000)),
        expect!["ok, 1 pieces"],
    );
    check_small_stack(
        Format::Markdown,
        format!("|a|b|\n|---|---|\n{}", "|1|2|\n".repeat(50_000)),
        expect!["ok, 1 pieces"],
    );
    check_small_stack(
        Format::Html,
        "a".repeat(2 * 1024 * 1024),
        expect!["error: the article is longer than 2097152 bytes"],
    );
    check_small_stack(
        Format::Html,
        format!("<p {}>", (0..30_000).map(|n| format!("a{n} ")).collect::<String>()),
        expect!["error: line 5: a tag has more than 16384 bytes of attributes"],
    );
    check_small_stack(
        Format::Html,
        format!("<style>{}</style>a", "p{color:red}".repeat(6_000)),
        expect!["ok, 1 pieces"],
    );
    check_small_stack(
        Format::Markdown,
        format!("```c\n{}\n```", "x".repeat(100_000)),
        expect!["ok, 1 pieces"],
    );
}

#[test]
fn nul_and_line_ends() {
    check_small_stack(
        Format::Markdown,
        "a\0b\r\nc\rd\u{1}e &#0; &#1; <b\0>x\n".into(),
        expect!["ok, 1 pieces"],
    );
    check_small_stack(Format::Html, "<p\0>a\0b<img src='a\0.png'>".into(), expect!["ok, 7 pieces"]);
}
