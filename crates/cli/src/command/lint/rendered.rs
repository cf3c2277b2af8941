//! The HTML that comes of an article, as far as it is known before anything is uploaded.

use std::path::Path;

use wxkit::article::{Article, Opened, ParseOptions, Piece};
use wxkit::structure::{self, Finding, Level};

use crate::console::Told;
use crate::failure::Failure;
use crate::manuscript;

/// What is found in what comes of an article, with the lines of its source.
pub(super) fn findings(path: &Path) -> Result<(Vec<Finding>, String), Failure> {
    let opened = manuscript::open(path, None, &ParseOptions::default())?;
    Ok(of(&opened))
}

/// The same of an article that is open.
pub(crate) fn of(opened: &Opened) -> (Vec<Finding>, String) {
    let (html, starts) = html(&opened.article);
    let mut findings = structure::check(&html);
    for finding in &mut findings {
        (finding.line, finding.column) = (line(&opened.article, &html, &starts, finding), 1);
    }
    findings.sort_by_key(|finding| finding.line);
    (findings, html)
}

/// What WeChat's engine would report, each rule once.
pub(crate) fn told(findings: &[Finding]) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for finding in findings.iter().filter(|finding| finding.level == Level::Engine) {
        if !told.iter().any(|known| known.rule == Some(finding.rule)) {
            told.push(Told {
                line: Some(finding.line),
                rule: Some(finding.rule),
                message: finding.message.clone(),
            });
        }
    }
    told
}

/// The content, with addresses and sizes as an upload would give them, and where in it each piece begins.
fn html(article: &Article) -> (String, Vec<usize>) {
    let (mut html, mut starts) = (String::new(), Vec::new());
    for piece in &article.body {
        starts.push(html.len());
        html += match piece {
            Piece::Html(html) => html.as_str(),
            Piece::Picture(_) | Piece::Background(_) => "https://mmbiz.qpic.cn/mmbiz_png/0/640",
            Piece::PictureSize(_) => r#" data-type="png" data-w="1080" data-ratio="0.75""#,
            Piece::PictureWidth(_) => "width:100%",
            Piece::Video(_) => {
                r#"<iframe class="video_iframe rich_pages" data-mpvid="wxv_0" data-src="https://mp.weixin.qq.com/mp/readtemplate"></iframe>"#
            }
            _ => "",
        };
    }
    (html, starts)
}

/// The line of the source that a finding stems from; the first for what the whole article is to blame for.
fn line(article: &Article, html: &str, starts: &[usize], finding: &Finding) -> usize {
    let before: usize = html.split_inclusive('\n').take(finding.line - 1).map(str::len).sum();
    let row = html.get(before..).unwrap_or_default();
    let column = row.char_indices().nth(finding.column - 1).map_or(row.len(), |(at, _)| at);
    let at = before + column;
    let piece = starts.partition_point(|start| *start <= at).saturating_sub(1);
    article.line_at(piece, at - starts.get(piece).copied().unwrap_or_default()).unwrap_or(1)
}
