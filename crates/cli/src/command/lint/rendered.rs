//! The HTML that comes of an article, as far as it is known before anything is uploaded.

use std::path::Path;

use wxkit::article::{Article, Opened, ParseOptions, Piece};
use wxkit::structure::{self, Finding, Level};

use crate::console::Told;
use crate::failure::Failure;
use crate::manuscript;

/// How much text behind a finding is looked for in the source.
const SAMPLE: usize = 16;

/// What is found in what comes of an article, with the lines of its source.
pub(super) fn findings(path: &Path) -> Result<(Vec<Finding>, String), Failure> {
    let opened = manuscript::open(path, None, &ParseOptions::default())?;
    Ok(of(&opened))
}

/// The same of an article that is open.
pub(in crate::command) fn of(opened: &Opened) -> (Vec<Finding>, String) {
    let (source, html) = (source(opened), html(&opened.article));
    let mut findings = structure::check(&html);
    for finding in &mut findings {
        (finding.line, finding.column) = (line(&source, &html, finding).unwrap_or(1), 1);
    }
    (findings, html)
}

/// What WeChat's engine would report in what comes of an article, each rule once.
pub(crate) fn told(opened: &Opened) -> Vec<Told> {
    let html = html(&opened.article);
    let mut findings = structure::check(&html);
    let mut known = Vec::new();
    findings.retain(|finding| {
        let is_new = finding.level == Level::Engine && !known.contains(&finding.rule);
        known.extend(is_new.then_some(finding.rule));
        is_new
    });
    if findings.is_empty() {
        return Vec::new();
    }
    let source = source(opened);
    let told = findings.into_iter().map(|finding| Told {
        line: line(&source, &html, &finding),
        rule: Some(finding.rule),
        message: finding.message,
    });
    told.collect()
}

fn source(opened: &Opened) -> String {
    let source = opened.file.as_ref().and_then(|file| std::fs::read(file).ok()).unwrap_or_default();
    String::from_utf8_lossy(&source).into_owned()
}

/// The content, with addresses and sizes as an upload would give them.
fn html(article: &Article) -> String {
    let pieces = article.body.iter().map(|piece| match piece {
        Piece::Html(html) => html.as_str(),
        Piece::Picture(_) | Piece::Background(_) => "https://mmbiz.qpic.cn/mmbiz_png/0/640",
        Piece::PictureSize(_) => r#" data-type="png" data-w="1080" data-ratio="0.75""#,
        Piece::PictureWidth(_) => "width:100%",
        Piece::Video(_) => {
            r#"<section nodeleaf=""><iframe class="video_iframe rich_pages" data-mpvid="wxv_0" data-src="https://mp.weixin.qq.com/mp/readtemplate"></iframe></section>"#
        }
        _ => "",
    });
    pieces.collect()
}

/// The line of the source in which the first words behind a finding stand.
fn line(source: &str, html: &str, finding: &Finding) -> Option<usize> {
    let before = html.split_inclusive('\n').take(finding.line - 1).map(str::len).sum::<usize>();
    let row = html.get(before..)?;
    let (at, _) = row.char_indices().nth(finding.column - 1)?;
    let texts = row.get(at..)?.split('>').filter_map(|part| part.split('<').next()).map(str::trim);
    let words: String = texts.into_iter().find(|text| !text.is_empty())?.chars().take(SAMPLE).collect();
    source.lines().position(|line| line.contains(&words)).map(|line| line + 1)
}
