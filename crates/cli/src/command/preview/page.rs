//! The page: the article on two phones, and beside it what is known about it.

use std::fmt::Write as _;
use std::fs;

use wxkit::official::limits::{AUTHOR, DRAFT_CONTENT_SIZE, DRAFT_DIGEST, DRAFT_TITLE};
use wxkit::proto::probe::FileKind;
use wxkit::structure::{Level, Reader, escaped};

use super::serve::Page;
use crate::command::{page, plan, render};
use crate::console::Told;
use crate::failure::Failure;
use crate::manuscript::Manuscript;

/// Most lines of the text that are shown.
const LINES: usize = 5000;

/// The page of an article.
pub(super) fn of(manuscript: &Manuscript) -> Result<Page, Failure> {
    let mut pictures = Vec::new();
    for ready in &manuscript.prepared.pictures {
        pictures.push((FileKind::media_type(ready.kind), page::bytes(ready)?.into()));
    }
    let addresses: Vec<String> = (0..pictures.len()).map(|number| format!("/picture/{number}")).collect();
    let content = render::composed(manuscript, &addresses);
    let article = &manuscript.prepared.article;
    let reader = Reader::new(&article.title, &article.author, &content);
    let source = manuscript.opened.file.as_deref().and_then(|file| fs::read(file).ok()).unwrap_or_default();
    let beside = [
        warnings(manuscript),
        lengths(manuscript, &render::content(manuscript)),
        text(&String::from_utf8_lossy(&source)),
    ];
    Ok(Page { html: whole(&article.title, &format!("{}{}", reader.phones(), columns(&beside))), pictures })
}

/// A page that says why there is no article.
pub(super) fn of_failure(why: &str) -> Page {
    let why =
        format!("<section><h2>这篇文章还不能用</h2><pre class=\"failure\">{}</pre></section>", escaped(why));
    Page { html: whole("wxkit preview", &columns(&[why])), pictures: Vec::new() }
}

fn whole(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{}</title><style>{}{}</style><script src=\"/page.js\" defer></script></head><body>{body}</body></html>\n",
        escaped(title),
        Reader::styles(),
        include_str!("page.css"),
    )
}

fn columns(sections: &[String]) -> String {
    format!("<div class=\"wx-beside\">{}</div>", sections.concat())
}

/// What looks wrong, each with a jump to its line.
fn warnings(manuscript: &Manuscript) -> String {
    let mut items = String::new();
    let mut item = |line: Option<usize>, rule: &str, message: &str| {
        let place = line.map(|line| format!("<a href=\"#L{line}\">第 {line} 行</a> ")).unwrap_or_default();
        let _ = write!(
            items,
            "<li>{place}{} <span class=\"rule\">{}</span></li>",
            escaped(message),
            escaped(rule)
        );
    };
    for warning in &manuscript.warnings {
        item(warning.line, warning.rule.unwrap_or_default(), &warning.message);
    }
    for finding in &manuscript.findings {
        let is_told = |told: &Told| told.rule == Some(finding.rule) && told.line == Some(finding.line);
        if manuscript.warnings.iter().any(is_told) {
            continue;
        }
        let level = match finding.level {
            Level::Engine => "结构异常",
            Level::Standard => "标准",
            _ => "平台",
        };
        item(Some(finding.line), &format!("{level} {}", finding.rule), &finding.message);
    }
    if items.is_empty() {
        items.push_str("<li>没有发现问题</li>");
    }
    format!("<section id=\"warnings\"><h2>提醒</h2><ul>{items}</ul></section>")
}

fn lengths(manuscript: &Manuscript, content: &str) -> String {
    let article = &manuscript.prepared.article;
    let count = |text: &str| text.chars().count() as u64;
    let values = [
        ("标题", count(&article.title), DRAFT_TITLE.warn),
        ("作者", count(&article.author), AUTHOR.warn),
        ("摘要", count(&article.digest), DRAFT_DIGEST.warn),
        ("正文 HTML 字符", count(content), plan::CONTENT),
        ("正文 HTML 字节", content.len() as u64, DRAFT_CONTENT_SIZE.refuse),
    ];
    let mut items = String::new();
    for (name, value, limit) in values {
        let class = if value > limit { " class=\"over\"" } else { "" };
        let _ = write!(items, "<li{class}>{name}：{value} / {limit}</li>");
    }
    let pictures = &manuscript.prepared.pictures;
    let bytes: u64 = pictures.iter().map(|ready| ready.bytes).sum();
    let _ = write!(items, "<li>图片：{} 张，{} KB</li>", pictures.len(), bytes.div_ceil(1024));
    format!("<section id=\"lengths\"><h2>长度</h2><ul>{items}</ul></section>")
}

/// The text, so that a warning can be looked up.
fn text(source: &str) -> String {
    let mut items = String::new();
    for (at, line) in source.lines().take(LINES).enumerate() {
        let _ = write!(items, "<li id=\"L{}\">{}</li>", at + 1, escaped(line));
    }
    format!("<section id=\"source\"><h2>原文</h2><ol class=\"source\">{items}</ol></section>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_escaped() {
        let hostile = "<script>alert(1)</script>";
        assert!(!of_failure(hostile).html.contains(hostile));
        assert!(!text(hostile).contains(hostile));
        assert!(text("a\nb").contains("<li id=\"L2\">b</li>"));
    }
}
