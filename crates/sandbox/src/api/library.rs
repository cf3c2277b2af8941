//! The publish library (发布库).

use serde_json::{Value, json};
use wxkit_official::ids::NewsId;
use wxkit_official::library::{
    DeleteNews, News, NewsReview, PublishStatus, QueryNews, SubmitNews, UpdateNews, UploadNews,
};
use wxkit_proto::envelope::Done;
use wxkit_proto::json::as_int;

use super::address;
use crate::Sandbox;
use crate::answer::{Answer, PLAIN, Refuse};
use crate::call::Call;
use crate::content;
use crate::route::{Route, Shape};
use crate::rule::{check_media_id, unknown_media};
use crate::state::{Article, push};

pub(crate) fn routes() -> Vec<Route> {
    // "all POST interfaces take JSON ... otherwise fields cannot be read, which leads to this error" (FAQ 5).
    let empty = |route: Route| route.garbled(44001, "empty media data");
    vec![
        empty(Route::new(Shape::Json, upload).first(check_upload)),
        empty(Route::new(Shape::Json, submit).first(check_submit)),
        empty(Route::new(Shape::Json, update).first(check_update)),
        empty(Route::new(Shape::Json, delete).first(|_, call| check_place(call, 0..=1))),
        empty(Route::new(Shape::Json, query).first(|_, call| check_media_id(call))).label(PLAIN),
    ]
}

fn check_upload(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    match call.json.get("articles").and_then(Value::as_array).map(Vec::as_slice) {
        Some([article]) => check_article(sandbox, article),
        Some([_, _, ..]) => Err(Refuse::new(45008, "article size out of limit")),
        _ => Err(empty()),
    }
}

fn check_update(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    check_place(call, 1..=1)?;
    match call.json.get("articles") {
        Some(article @ Value::Object(_)) => check_article(sandbox, article),
        _ => Err(empty()),
    }
}

/// The fields of one article as they stand.
pub(super) fn check_article(sandbox: &Sandbox, article: &Value) -> Result<(), Refuse> {
    let text = |name: &str| article.get(name).and_then(Value::as_str).unwrap_or_default();
    let (title, digest) = (text("title"), text("digest"));
    if title.trim().is_empty() {
        return Err(Refuse::new(40227, "title is empty"));
    }
    if title.chars().count() > 64 {
        return Err(Refuse::new(45003, "title size out of limit"));
    }
    if digest.chars().count() > 120 {
        return Err(Refuse::new(45004, "description size out of limit"));
    }
    if !sandbox.library.is_cover(&wxkit_official::ids::MaterialId::from(text("thumb_media_id"))) {
        return Err(unknown_media());
    }
    if text("content").trim().is_empty() {
        return Err(Refuse::new(44003, "empty news data"));
    }
    content::check(sandbox, text("content"))
}

/// An id, and which of its articles.
fn check_place(call: &Call<'_>, known: std::ops::RangeInclusive<i64>) -> Result<(), Refuse> {
    check_media_id(call)?;
    // Absent is not 0 here: in this platform the field is required.
    let index = call.json.get("index").and_then(as_int);
    match index {
        Some(index) if known.contains(&index) => Ok(()),
        _ => Err(Refuse::new(40114, "invalid index value")),
    }
}

fn check_submit(_: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    check_media_id(call)?;
    match call.json.get("msgtype").and_then(Value::as_str) {
        Some("mpnews") => Ok(()),
        _ => Err(Refuse::new(40008, "invalid message type")),
    }
}

fn upload(sandbox: &mut Sandbox, call: &Call<'_>, ask: UploadNews) -> Result<Answer, Refuse> {
    let media_id = NewsId::from(sandbox.fresh(call.env, "news", 43));
    let url = address::articles(sandbox, call, 1).concat();
    let news: News = ask.news;
    push(
        &mut sandbox.articles.list,
        Article {
            media_id: media_id.clone(),
            news,
            updates: 0,
            submissions: 0,
            deleted: false,
            url,
            progress: None,
            fails: call.fails_review(),
        },
    );
    let now = call.env.now.as_secs();
    let item = json!([{ "index": 0, "ad_count": 1 }]);
    let answer =
        Answer::json(json!({ "type": "news", "media_id": media_id, "create_at": now, "item": item }));
    // The manual states no type, and both were seen.
    Ok(if call.is_odd { answer.with("create_at", json!(now.to_string())) } else { answer })
}

fn submit(sandbox: &mut Sandbox, call: &Call<'_>, ask: SubmitNews) -> Result<Answer, Refuse> {
    let (limit, review) = (sandbox.config.submissions_per_day, sandbox.config.article_review);
    let now = call.env.now;
    let articles = &mut sandbox.articles;
    let article = articles.find(&ask.media_id).ok_or_else(unknown_media)?;
    article.submissions = article.submissions.saturating_add(1);
    if article.progress.is_some() {
        return Err(Refuse::new(sandbox.config.state_code, "abnormal status"));
    }
    if !articles.submitted_today.take(now, limit) {
        return Err(Refuse::new(45009, "reach max api daily quota limit"));
    }
    let article = articles.find(&ask.media_id).ok_or_else(unknown_media)?;
    article.submit(review, now, call.fails_review());
    Ok(done("submit success"))
}

fn update(sandbox: &mut Sandbox, call: &Call<'_>, ask: UpdateNews) -> Result<Answer, Refuse> {
    let article = sandbox.articles.find(&ask.media_id).ok_or_else(unknown_media)?;
    if article.progress.is_some() {
        return Err(Refuse::new(sandbox.config.state_code, "invalid status"));
    }
    article.news = ask.news;
    article.fails |= call.fails_review();
    article.updates = article.updates.saturating_add(1);
    Ok(done("update success"))
}

fn delete(sandbox: &mut Sandbox, _: &Call<'_>, ask: DeleteNews) -> Result<Answer, Refuse> {
    // One article per upload, so 0 (all) and 1 (the first) are the same.
    let article = sandbox.articles.find(&ask.media_id).ok_or_else(unknown_media)?;
    article.deleted = true;
    Ok(done("delete success"))
}

fn query(sandbox: &mut Sandbox, call: &Call<'_>, ask: QueryNews) -> Result<Answer, Refuse> {
    let article = sandbox.articles.find(&ask.media_id).ok_or_else(unknown_media)?;
    let status = article.ask(call.env.now, call.fails_review());
    let url = if status == PublishStatus::Published { article.url.clone() } else { String::new() };
    // The text is the manual's own slip.
    Ok(Answer::of(&NewsReview::new(status, url))
        .with("errcode", json!(0))
        .with("errmsg", json!("delete success")))
}

fn done(errmsg: &str) -> Answer {
    Answer::of(&Done::new(0, errmsg))
}

fn empty() -> Refuse {
    Refuse::new(44001, "empty media data")
}
