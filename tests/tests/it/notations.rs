//! Any mixture of what authors write becomes an article in which no notation is left as it was written, no word is lost,
//! no private comment shows, and which WeChat's own check finds nothing in.

use proptest::prelude::*;
use wxkit::article::{Format, ParseOptions, Piece, parse};
use wxkit::structure::{self, Level};

/// Signs of a notation that was understood by nobody.
const RAW: [&str; 17] = [
    "**", "==", "~~", "++", "[[", "]]", "%%", ":::", "$", "{width", "[^", "[!", "![", "](", "\\(", "|300",
    ":tea:",
];

/// What stands in private comments.
const SECRET: &str = "内部";

fn word() -> impl Strategy<Value = String> {
    let words = ["春茶", "tea", "“重点”", "《茶经》", "注意：", "100%", "（见下）", "第1泡", "A&B", "茶。"];
    prop::sample::select(words.map(str::to_owned).to_vec())
}

/// A notation in running text around a word.
fn inline() -> impl Strategy<Value = String> {
    let around = [
        ("", ""),
        ("**", "**"),
        ("*", "*"),
        ("***", "***"),
        ("** ", " **"),
        ("==", "=="),
        ("~~", "~~"),
        ("++", "++"),
        ("水~", "~"),
        ("年^", "^"),
        ("[[", "]]"),
        ("[[一页|", "]]"),
        ("[", "](https://example.com/a)"),
        ("[**", "**](https://example.com/b \"题\")"),
        ("$a_1$", ""),
        ("$ x + y $", ""),
        ("\\(a^2\\)", ""),
        ("^[", "]"),
        ("", "[^1]"),
        ("%%内部 ", "内部%%"),
        ("![", "](a.png){width=50%}"),
        ("![", "|300](a.png)"),
        ("![[a.png|300]]", ""),
        ("！[", "](图 1.png)"),
        ("<u>", "</u>"),
        ("<font color=\"red\">", "</font>"),
        ("<kbd>", "</kbd>"),
        ("", "<br>"),
        ("", " :tea:"),
        ("[茶道]{chá dào}", ""),
    ];
    (prop::sample::select(around.to_vec()), word()).prop_map(|((open, close), word)| match open {
        "%%内部 " | "$a_1$" | "$ x + y $" | "\\(a^2\\)" => format!("{open}{close}"),
        // One word each.
        "水~" | "年^" => format!("{open}n1{close}"),
        _ => format!("{open}{word}{close}"),
    })
}

fn line() -> impl Strategy<Value = String> {
    let between = prop::sample::select(vec![" ", "，", "的", "。 ", "（", "、"]);
    prop::collection::vec((inline(), between), 1..5).prop_map(|parts| {
        parts.into_iter().map(|(inline, between)| inline + between).collect::<String>() + "末"
    })
}

/// A block, with the words that are to be seen of it.
fn block() -> impl Strategy<Value = String> {
    let shape = prop::sample::select(vec![
        "LINE",
        "LINE\nLINE",
        "LINE  \nLINE",
        "## LINE",
        "##LINE",
        "> LINE\n> LINE",
        "> [!note] LINE\n> LINE",
        "> [!TIP]\n> LINE\n>\n> - LINE",
        ":::warning 小心\nLINE\n:::",
        ":::details 更多\nLINE\n:::",
        "- LINE\n- LINE\n  - LINE\n    - LINE",
        "1. LINE\n\n   LINE\n2. LINE",
        "- [ ] LINE\n- [x] LINE",
        "| 甲 | 乙 |\n|---|:-:|\n| 一 | 二 | 三 |",
        "术语\n: LINE",
        "```rust\nlet a = \"**\"; // LINE\n```",
        "%%\n内部\n%%",
        "$$\na\n- b\n\n= c\n$$",
        "[TOC]",
        "![图](a.png)\n*图注*",
        "<details>\n<summary>更多</summary>\n\nLINE\n\n</details>",
        "<div align=\"center\">\n\nLINE\n\n</div>",
        "{% note info %}\n\nLINE\n\n{% endnote %}",
        "{{< unknown x=1 >}}\n\nLINE\n\n{{< /unknown >}}",
        "---",
    ]);
    (shape, prop::collection::vec(line(), 4)).prop_map(|(shape, lines)| {
        let mut lines = lines.into_iter();
        let mut parts = shape.split("LINE");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |out, part| out + &lines.next().unwrap_or_default() + part)
    })
}

/// What readers see outside of code and formulas, and the whole HTML.
fn shown(source: &str) -> (String, String) {
    let article = parse(source, Format::Markdown, &ParseOptions::default())
        .unwrap_or_else(|errors| panic!("{errors}\n{source}"));
    let pieces = article.body.iter().map(|piece| match piece {
        Piece::Html(html) => html.clone(),
        Piece::Picture(n) => format!("https://mmbiz.qpic.cn/{n}/640"),
        Piece::PictureSize(_) => r#" data-type="png" data-w="1080" data-ratio="0.75""#.into(),
        Piece::PictureWidth(_) => "width:100%".into(),
        other => panic!("{other:?}"),
    });
    let html: String = pieces.collect();
    let (mut words, mut hidden) = (String::new(), 0_usize);
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("a tag ends");
        let name = tag.split(' ').next().unwrap_or_default();
        match name.strip_prefix('/') {
            None if matches!(name, "code" | "svg") => hidden += 1,
            Some("code" | "svg") => hidden -= 1,
            _ => {}
        }
        if hidden == 0 {
            words.push_str(text);
        }
    }
    (words, html)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_left_raw_or_lost(blocks in prop::collection::vec(block(), 1..6)) {
        let source = format!("# 题\n\n正文。\n\n{}\n\n[^1]: 注\n", blocks.join("\n\n"));
        let (words, html) = shown(&source);
        for raw in RAW {
            prop_assert!(!words.contains(raw), "`{raw}` is left in {words}\n{source}");
        }
        // In code it is no comment, and shows as it stands.
        let is_code = source.lines().any(|line| line.contains("let ") && line.contains(SECRET));
        prop_assert!(!words.contains(SECRET) && (is_code || !html.contains(SECRET)), "{source}");
        // What is said of pictures in running text does not show, nor does code here.
        let is_shown = |line: &&str| !line.contains("![") && !line.contains("！[") && !line.contains("let ");
        if source.lines().filter(is_shown).any(|line| line.contains("春茶")) {
            prop_assert!(words.contains("春茶"), "{words}\n{source}");
        }
        let found: Vec<_> = structure::check(&html)
            .into_iter()
            .filter(|finding| finding.level != Level::Platform)
            .collect();
        prop_assert!(found.is_empty(), "{found:?}\n{source}");
    }
}
