//! Every theme, with everything that an article can hold.

use std::fs;

use wxkit::article::{CodeColors, Format, ParseOptions, Piece, Theme, parse};
use wxkit::structure;

/// The article that holds everything, as it would be sent.
fn content(options: &ParseOptions) -> String {
    let source = fs::read_to_string("articles/gallery/article.md").expect("the article is there");
    let article = parse(&source, Format::Markdown, options).expect("the article is right");
    assert!(article.warnings.is_empty(), "{:?}", article.warnings);
    let pieces = article.body.iter().map(|piece| match piece {
        Piece::Html(html) => html.as_str(),
        Piece::Picture(_) => "https://mmbiz.qpic.cn/mmbiz_png/0/640",
        Piece::PictureSize(_) => " data-type=\"png\" data-w=\"1080\" data-ratio=\"0.75\"",
        Piece::PictureWidth(_) => "width:100%",
        _ => "",
    });
    pieces.collect()
}

#[test]
fn each_is_valid_with_every_construct() {
    for name in Theme::names() {
        let mut options = ParseOptions::default();
        options.look.theme = Theme::named(name);
        for (accent, code) in
            [(None, None), (Some("#07c160"), Some("dark")), (Some("#ffcc00"), Some("plain"))]
        {
            options.look.accent = accent.map(|accent| accent.parse().expect("a colour"));
            options.look.code = code.map(|code| code.parse::<CodeColors>().expect("colours of code"));
            let html = content(&options);
            let mut findings = structure::check(&html);
            // It holds more than one article would.
            findings.retain(|finding| finding.rule != "content-size");
            assert!(findings.is_empty(), "{name} {accent:?}: {findings:#?}");
        }
    }
}

#[test]
fn each_looks_like_no_other() {
    let mut seen: Vec<String> = Vec::new();
    for name in Theme::names() {
        let mut options = ParseOptions::default();
        options.look.theme = Theme::named(name);
        let html = content(&options);
        assert!(!seen.contains(&html), "{name}");
        seen.push(html);
    }
    assert!(seen.len() >= 6);
}

#[test]
fn one_begun_from_another_looks_like_it() {
    for name in Theme::names() {
        let built_in = Theme::named(name).expect("it is built in");
        let own = Theme::from_css("my.css", built_in.css()).unwrap_or_else(|why| panic!("{name}: {why}"));
        let (mut a, mut b) = (ParseOptions::default(), ParseOptions::default());
        a.look.theme = Some(built_in);
        b.look.theme = Some(own);
        assert_eq!(content(&a), content(&b), "{name}");
    }
}
