//! The list of permanent material.

use serde_json::{Value, json};
use wxkit_official::material::{ListMaterial, ListedKind, MaterialKind};

use super::get::content;
use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::api::page;
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::state::{Material, OldNews};

pub(super) fn route() -> Route {
    Route::new(Shape::Json, list).first(|_, call| check(call))
}

fn check(call: &Call<'_>) -> Result<(), Refuse> {
    // Thumbnails are kept and cannot be listed.
    match call.json.get("type").and_then(Value::as_str) {
        Some("image" | "video" | "voice" | "news") => page::check(call),
        _ => Err(Refuse::new(40004, "invalid media type")),
    }
}

/// The newest come first.
fn list(sandbox: &mut Sandbox, _: &Call<'_>, ask: ListMaterial) -> Result<Answer, Refuse> {
    let kind = match ask.kind {
        ListedKind::Image => MaterialKind::Image,
        ListedKind::Video => MaterialKind::Video,
        ListedKind::Voice => MaterialKind::Voice,
        _ => return Ok(news(sandbox, ask)),
    };
    let all: Vec<&Material> = sandbox.library.live().rev().filter(|material| material.kind == kind).collect();
    Ok(page::answer(&all, ask.offset, ask.count, |material| item(material)))
}

fn news(sandbox: &Sandbox, ask: ListMaterial) -> Answer {
    let all: Vec<&OldNews> = sandbox.library.live_news().rev().collect();
    page::answer(&all, ask.offset, ask.count, |news| {
        json!({
            "media_id": news.media_id,
            "content": content(sandbox, news),
            "update_time": news.added.as_secs(),
        })
    })
}

/// With an empty address where the client's type would write none.
fn item(material: &Material) -> Value {
    json!({
        "media_id": material.media_id,
        "name": material.name,
        "update_time": material.added.as_secs(),
        "url": material.url,
    })
}
