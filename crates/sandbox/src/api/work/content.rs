//! What a message may hold, by the raw JSON.

use serde_json::Value;
use wxkit_proto::Timestamp;

use crate::Sandbox;
use crate::answer::Refuse;
use crate::state::Owner;

/// The kinds that chats get as well.
pub(super) const COMMON: &[&str] =
    &["text", "image", "voice", "video", "file", "textcard", "news", "mpnews", "markdown"];

/// Checks the object of a message, and gives it back.
pub(super) fn check<'a>(
    sandbox: &Sandbox,
    now: Timestamp,
    body: &'a Value,
    kind: &str,
) -> Result<&'a Value, Refuse> {
    let content = body.get(kind).filter(|content| content.is_object());
    let content = content.ok_or_else(|| Refuse::new(40063, format!("some parameters are empty: {kind}")))?;
    match kind {
        "text" => need(content, "content", 44004, "empty content"),
        "markdown" => need(content, "content", 44004, "empty content"),
        "image" | "voice" | "video" | "file" => media(sandbox, now, content, "media_id", kind),
        "textcard" => text_card(content),
        "news" => articles(content, news),
        "mpnews" => articles(content, |article| kept(sandbox, now, article)),
        "miniprogram_notice" => notice(content),
        "template_card" => card(sandbox, now, content),
        _ => Ok(()),
    }?;
    Ok(content)
}

fn text<'a>(from: &'a Value, name: &str) -> &'a str {
    from.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn need(from: &Value, name: &str, code: i64, said: &'static str) -> Result<(), Refuse> {
    if text(from, name).is_empty() { Err(Refuse::new(code, said)) } else { Ok(()) }
}

/// An id of living media of the corp that was uploaded as this.
fn media(sandbox: &Sandbox, now: Timestamp, from: &Value, name: &str, kind: &str) -> Result<(), Refuse> {
    let id = text(from, name);
    if id.is_empty() {
        return Err(Refuse::new(41006, "media_id missing"));
    }
    match sandbox.corp.alive(id, Owner::Corp, now) {
        Some(media) if media.kind == kind => Ok(()),
        Some(_) if name == "thumb_media_id" => Err(Refuse::new(301_015, "invalid mediaid parameter")),
        _ => Err(Refuse::new(40007, "invalid media_id")),
    }
}

fn text_card(card: &Value) -> Result<(), Refuse> {
    need(card, "title", 41016, "missing title")?;
    need(card, "description", 41033, "missing description")?;
    need(card, "url", 41010, "missing url")
}

fn articles(content: &Value, check: impl Fn(&Value) -> Result<(), Refuse>) -> Result<(), Refuse> {
    let list = content.get("articles").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    match list.len() {
        0 => Err(Refuse::new(40063, "some parameters are empty: articles")),
        1..=8 => list.iter().try_for_each(check),
        _ => Err(Refuse::new(45008, "article size out of limit")),
    }
}

fn news(article: &Value) -> Result<(), Refuse> {
    need(article, "title", 41016, "missing title")?;
    if text(article, "appid").is_empty() || text(article, "pagepath").is_empty() {
        need(article, "url", 41010, "missing url")?;
    }
    Ok(())
}

fn kept(sandbox: &Sandbox, now: Timestamp, article: &Value) -> Result<(), Refuse> {
    need(article, "title", 41016, "missing title")?;
    media(sandbox, now, article, "thumb_media_id", "image")?;
    need(article, "content", 44004, "empty content")?;
    if text(article, "author").len() > 64 {
        return Err(Refuse::new(45032, "author size out of limit"));
    }
    if text(article, "content").len() > 666 * 1024 {
        return Err(Refuse::new(45002, "content size out of limit"));
    }
    Ok(())
}

fn notice(notice: &Value) -> Result<(), Refuse> {
    need(notice, "appid", 40058, "missing appid")?;
    need(notice, "title", 41016, "missing title")?;
    match notice.get("content_item").and_then(Value::as_array).map_or(0, Vec::len) {
        0..=10 => Ok(()),
        _ => Err(Refuse::new(40058, "content_item exceed max length 10")),
    }
}

fn card(sandbox: &Sandbox, now: Timestamp, card: &Value) -> Result<(), Refuse> {
    let kind = text(card, "card_type");
    let answers = matches!(kind, "button_interaction" | "vote_interaction" | "multiple_interaction");
    if !answers && !matches!(kind, "text_notice" | "news_notice") {
        return Err(Refuse::new(40058, "invalid card_type"));
    }
    if answers || card.get("action_menu").is_some() {
        need(card, "task_id", 40058, "missing task_id")?;
    }
    let list = |name: &str| card.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for (name, most) in
        [("horizontal_content_list", 6), ("jump_list", 3), ("vertical_content_list", 4), ("button_list", 6)]
    {
        if list(name).len() > most {
            return Err(Refuse::new(40058, format!("{name} exceed max length {most}")));
        }
    }
    let attachments =
        list("horizontal_content_list").iter().filter(|item| item.get("type") == Some(&2.into()));
    attachments.into_iter().try_for_each(|item| media(sandbox, now, item, "media_id", "file"))
}
