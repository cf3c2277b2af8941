//! Articles in the manner of each program that people write with: `articles/cases/NAME.md` or `.html`, and beside it
//! `NAME.md.out`, what has to come of it. `UPDATE_EXPECT=1` writes those anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use wxkit::article::{Format, ParseOptions, parse};
use wxkit::structure::{self, Level};
use wxkit_tests::content;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("articles/cases");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = files.filter(|path| Format::of_name(&path.to_string_lossy()).is_some()).collect();
    cases.sort();
    cases
}

fn read(path: &Path) -> (String, Format) {
    let format = Format::of_name(&path.to_string_lossy()).unwrap();
    (fs::read_to_string(path).unwrap(), format)
}

/// Everything that comes of an article but the theme's looks, a block a line.
fn shown(source: &str, format: Format) -> String {
    let article = match parse(source, format, &ParseOptions::default()) {
        Ok(article) => article,
        Err(errors) => return errors.into_iter().map(|error| format!("error: {error}\n")).collect(),
    };
    let mut out = format!("title: {}\n", article.meta.title);
    let meta = &article.meta;
    for (name, value) in
        [("author", &meta.author), ("digest", &meta.digest), ("source_url", &meta.source_url)]
    {
        value.iter().for_each(|value| writeln!(out, "{name}: {value}").unwrap());
    }
    meta.cover.iter().for_each(|cover| writeln!(out, "cover: {cover}").unwrap());
    let html = content(&article);
    let html = if format == Format::Markdown { without_styles(&html) } else { html };
    for start in ["<section", "<p", "<h", "<ul", "<ol", "<li", "<blockquote", "<table", "<tr"] {
        assert!(!html.contains(&format!("\n{start}")), "white space between tags");
    }
    let mut line = String::new();
    for part in html.split_inclusive('>') {
        line.push_str(part);
        let end = ["</p>", "</section>", "</h1>", "</h2>", "</h3>", "</tr>", "</blockquote>", "<hr>"];
        if end.iter().any(|end| part.ends_with(end)) {
            writeln!(out, "{line}").unwrap();
            line.clear();
        }
    }
    if !line.is_empty() {
        writeln!(out, "{line}").unwrap();
    }
    for picture in &article.pictures {
        let width = picture.width.map(|width| format!(", {width} px")).unwrap_or_default();
        writeln!(out, "picture: {}, line {}{width}", picture.source, picture.line.unwrap_or(0)).unwrap();
    }
    for video in &article.videos {
        writeln!(out, "video: {} ({})", video.path, video.title).unwrap();
    }
    article.links.iter().for_each(|link| writeln!(out, "link: {link}").unwrap());
    article.warnings.iter().for_each(|warning| writeln!(out, "{}: {warning}", warning.rule).unwrap());
    out
}

fn without_styles(html: &str) -> String {
    let mut parts = html.split(" style=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once('"').map_or("", |(_, rest)| rest))
}

#[test]
fn what_comes_of_each() {
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 60, "{} cases", cases.len());
    for path in cases {
        let (source, format) = read(&path);
        let got = shown(&source, format);
        let out = PathBuf::from(format!("{}.out", path.display()));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&out, &got).unwrap();
        }
        let want = fs::read_to_string(&out).unwrap_or_default();
        if got != want {
            wrong.push(format!("{}\nwant:\n{want}\ngot:\n{got}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// WeChat's own check finds nothing in what comes of Markdown, nor in what is brought into our shapes.
#[test]
fn each_passes_the_check_of_wechat() {
    for path in cases() {
        let (source, format) = read(&path);
        let Ok(article) = parse(&source, format, &ParseOptions::default()) else { continue };
        let html = content(&article);
        let found: Vec<_> = structure::check(&html)
            .into_iter()
            .filter(|finding| finding.level == Level::Engine || format == Format::Markdown)
            // An author who asks for links has the right to them.
            .filter(|finding| finding.rule != "foreign-link")
            .collect();
        assert!(found.is_empty(), "{}: {found:?}\n{html}", path.display());
    }
}

/// What was made once is left as it is: an article that comes back from a draft does not change again.
#[test]
fn what_was_made_stays() {
    for path in cases() {
        let (source, format) = read(&path);
        let Ok(article) = parse(&source, format, &ParseOptions::default()) else { continue };
        let again = |html: &str| {
            let source = format!("<!--\n---\ntitle: T\nlinks: keep\n---\n-->\n{html}");
            content(&parse(&source, Format::Html, &ParseOptions::default()).unwrap())
        };
        let (first, text) = (content(&article), |html: &str| words(html));
        let second = again(&first);
        assert_eq!(text(&second), text(&first), "{}", path.display());
        let third = again(&second);
        assert_eq!(third, second, "{}", path.display());
    }
}

/// What readers see.
fn words(html: &str) -> String {
    let parts = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.collect::<String>().split(['\u{a0}', ' ']).collect::<String>().replace("&nbsp;", "")
}
