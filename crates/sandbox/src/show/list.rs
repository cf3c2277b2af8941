//! All that is held, on one page.

use std::fmt::Write as _;

use wxkit_official::library::PublishStatus;
use wxkit_structure::escaped;

use super::{ARTICLES, PICTURES};
use crate::Sandbox;

/// Most rows of each table; the latest are shown.
const ROWS: usize = 50;

const STYLE: &str = "body{max-width:900px;margin:24px auto;padding:0 16px;font:14px/1.6 system-ui,sans-serif;color:#222}\
     h1{font-size:20px}h2{margin:24px 0 6px;font-size:15px}table{width:100%;border-collapse:collapse}\
     td{padding:4px 8px;border-bottom:1px solid #e5e5e5;overflow-wrap:anywhere}td:first-child{width:40%}\
     a{color:#1f6fd0}.none{color:#888}@media(prefers-color-scheme:dark){body{background:#191919;color:#bbb}td{border-color:#333}}";

pub(super) fn page(sandbox: &Sandbox) -> String {
    let mut out = format!(
        "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"3\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>wxkit sandbox</title><style>{STYLE}</style></head><body>\
         <h1>wxkit sandbox</h1>"
    );
    table(
        &mut out,
        "发布库 media API",
        sandbox.articles.list.iter().rev().filter(|one| !one.deleted),
        |one| {
            let title = match one.status() {
                PublishStatus::Published => link(&here(&one.url, ARTICLES), &one.news.title),
                _ => escaped(&one.news.title),
            };
            [title, escaped(one.status().word()), escaped(one.media_id.as_str())]
        },
    );
    let drafts = sandbox.drafts.0.iter().rev().filter(|draft| draft.gone.is_none());
    let drafts =
        drafts.flat_map(|draft| (1..).zip(&draft.articles).map(move |(idx, article)| (draft, idx, article)));
    table(&mut out, "草稿箱 drafts", drafts, |(draft, idx, article)| {
        let url = format!("/s?tempkey={}&idx={idx}", draft.media_id.as_str());
        [link(&url, &article.title), escaped(&article.author), escaped(draft.media_id.as_str())]
    });
    let publications = sandbox.publications.0.iter().rev();
    let public = publications.flat_map(|job| job.articles.iter().map(move |article| (job, article)));
    table(&mut out, "发布 publications", public, |(job, article)| {
        let shown = job.article_id().is_some() && !article.deleted;
        let title = &article.article.title;
        let title = if shown { link(&here(&article.url, ARTICLES), title) } else { escaped(title) };
        [title, format!("{:?}", job.status()), escaped(&job.publish_id.to_string())]
    });
    table(&mut out, "群发 mass messages", sandbox.messages.sent.iter().rev(), |sent| {
        let links: Vec<String> = (1..)
            .zip(&sent.urls)
            .map(|(at, url)| link(&here(url, ARTICLES), &format!("第 {at} 篇")))
            .collect();
        let what = if links.is_empty() { "消息".to_owned() } else { links.join(" ") };
        [what, String::new(), escaped(&sent.msg_id.to_string())]
    });
    table(&mut out, "图片 pictures in articles", sandbox.library.pictures.iter().rev(), |picture| {
        [link(&here(&picture.url, PICTURES), &picture.name), size(picture.len), String::new()]
    });
    let materials = sandbox.library.materials.iter().rev().filter(|material| !material.deleted);
    table(&mut out, "永久素材 material", materials, |material| {
        let name = match material.url.as_str() {
            "" => escaped(&material.name),
            url => link(&here(url, PICTURES), &material.name),
        };
        [name, size(material.len), escaped(material.media_id.as_str())]
    });
    table(&mut out, "临时素材 media", sandbox.library.media.iter().rev(), |media| {
        [escaped(&media.name), size(media.len), escaped(media.media_id.as_str())]
    });
    table(&mut out, "视频 videos", sandbox.videos().iter().rev(), |video| {
        [escaped(&video.filename), format!("{:?}", video.upload), escaped(video.vid.as_str())]
    });
    table(&mut out, "企业微信任务 jobs", sandbox.jobs().iter().rev(), |job| {
        [escaped(&job.jobid), escaped(&format!("{:?}", job.state)), String::new()]
    });
    table(&mut out, "最近的调用 last calls", sandbox.recent.iter(), |call| {
        let outcome = match call.code {
            None => "—".to_owned(),
            Some(0) => "ok".to_owned(),
            Some(code) => code.to_string(),
        };
        [escaped(call.name), outcome, clock(call.at.as_secs())]
    });
    out.push_str("</body></html>\n");
    out
}

fn table<T>(out: &mut String, title: &str, rows: impl Iterator<Item = T>, row: impl Fn(T) -> [String; 3]) {
    let _ = write!(out, "<h2>{title}</h2><table>");
    let mut count = 0_usize;
    for one in rows {
        if count < ROWS {
            let _ = write!(out, "<tr><td>{}</td></tr>", row(one).join("</td><td>"));
        }
        count += 1;
    }
    match count {
        0 => out.push_str("<tr><td class=\"none\">—</td></tr>"),
        count if count > ROWS => {
            let _ = write!(out, "<tr><td class=\"none\">+ {}</td></tr>", count - ROWS);
        }
        _ => {}
    }
    out.push_str("</table>");
}

/// The address under which it is found here.
fn here(url: &str, host: &str) -> String {
    url.strip_prefix(host).unwrap_or(url).trim_end_matches("#rd").to_owned()
}

fn link(url: &str, words: &str) -> String {
    let words = if words.is_empty() { "—" } else { words };
    format!("<a href=\"{}\">{}</a>", escaped(url), escaped(words))
}

fn size(bytes: u64) -> String {
    format!("{} KB", bytes.div_ceil(1024))
}

/// The time of day.
fn clock(secs: u64) -> String {
    let of_day = secs % 86_400;
    format!("{:02}:{:02}:{:02} UTC", of_day / 3600, of_day / 60 % 60, of_day % 60)
}
