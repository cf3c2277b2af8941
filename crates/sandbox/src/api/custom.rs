//! Customer messages. Every follower writes once in 48 hours, just before the first message.

use std::time::Duration;

use serde_json::Value;
use wxkit_official::custom::SendCustomMessage;
use wxkit_official::ids::ArticleId;
use wxkit_official::material::MaterialKind;
use wxkit_official::material::MaterialKind::{Image, Thumb, Video, Voice};
use wxkit_proto::envelope::Done;

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::rule::{is_name, unknown_media};
use crate::state::push;

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::new(Shape::Json, send).first(check).garbled(40008, "invalid message type")]
}

/// How long somebody who wrote may be written to.
const WINDOW: Duration = Duration::from_secs(48 * 3600);
/// And how often.
const MESSAGES: usize = 5;

fn check(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    let openid = call.text("touser");
    if !is_name(openid) {
        return Err(Refuse::new(40003, "invalid openid"));
    }
    if sandbox.config.strangers.iter().any(|stranger| stranger == openid) {
        return Err(Refuse::new(45015, "response out of time limit or subscription is canceled"));
    }
    check_message(sandbox, call)?;
    let in_window =
        sandbox.messages.custom.iter().rev().take_while(|(_, at)| call.env.now.since(*at) < WINDOW);
    if in_window.filter(|(message, _)| message.to.as_str() == openid).count() >= MESSAGES {
        return Err(Refuse::new(45047, "out of response count limit"));
    }
    Ok(())
}

fn check_message(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    let kind = call.text("msgtype");
    let wrong = || Refuse::new(40008, "invalid message type");
    let object = call.json.get(kind).filter(|object| object.is_object());
    let text =
        |name: &str| object.and_then(|object| object.get(name)).and_then(Value::as_str).unwrap_or_default();
    let file = |name: &str, kinds: &[MaterialKind]| match text(name) {
        "" => Err(Refuse::new(41006, "media_id missing")),
        id if sandbox.library.is_file(id, kinds, call.env.now) => Ok(()),
        _ => Err(unknown_media()),
    };
    if !KINDS.contains(&kind) || object.is_none() {
        return Err(wrong());
    }
    match kind {
        "text" if text("content").trim().is_empty() => Err(Refuse::new(44004, "empty content")),
        "text" if text("content").len() > 2048 => Err(Refuse::new(45002, "content size out of limit")),
        "image" => file("media_id", &[Image]),
        "voice" => file("media_id", &[Voice]),
        "video" => file("media_id", &[Video]).and_then(|()| file("thumb_media_id", &[Image, Thumb])),
        "music" | "miniprogrampage" => file("thumb_media_id", &[Image, Thumb]),
        "mpnews" if sandbox.library.live_news().any(|news| news.media_id.as_str() == text("media_id")) => {
            Ok(())
        }
        "mpnews" => Err(unknown_media()),
        "mpnewsarticle" => {
            let known = sandbox.publications.published(&ArticleId::from(text("article_id")));
            known.map(|_| ()).ok_or_else(|| Refuse::new(53600, "invalid article_id"))
        }
        "news" => {
            let articles = object.and_then(|object| object.get("articles")).and_then(Value::as_array);
            match articles.map(Vec::len) {
                Some(1) => Ok(()),
                _ => Err(Refuse::new(45008, "article size out of limit")),
            }
        }
        "wxcard" => Err(Refuse::new(45113, "card and goods message has been offline")),
        _ => Ok(()),
    }
}

const KINDS: [&str; 11] = [
    "text",
    "image",
    "voice",
    "video",
    "music",
    "news",
    "mpnews",
    "mpnewsarticle",
    "msgmenu",
    "wxcard",
    "miniprogrampage",
];

fn send(sandbox: &mut Sandbox, call: &Call<'_>, ask: SendCustomMessage) -> Result<Answer, Refuse> {
    push(&mut sandbox.messages.custom, (ask, call.env.now));
    Ok(Answer::of(&Done::new(0, "ok")))
}
