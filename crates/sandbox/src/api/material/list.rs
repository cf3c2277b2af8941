//! The list of permanent material.

use serde_json::{Value, json};
use wxkit_official::{ListMaterial, ListedKind, MaterialKind, MaterialPage};

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::state::Material;

pub(super) fn route() -> Route {
    Route::new(Shape::Json, list).first(|_, call| check(call))
}

fn check(call: &Call<'_>) -> Result<(), Refuse> {
    // Thumbnails are kept and cannot be listed.
    match call.json.get("type").and_then(Value::as_str) {
        Some("image" | "video" | "voice" | "news") => {}
        _ => return Err(Refuse::new(40004, "invalid media type")),
    }
    let number = |name: &str| call.json.get(name).and_then(Value::as_u64);
    match (number("offset"), number("count")) {
        (Some(offset), Some(1..=20)) if offset <= u64::from(u32::MAX) => Ok(()),
        _ => Err(Refuse::new(40035, "invalid parameter")),
    }
}

/// The newest come first.
fn list(sandbox: &mut Sandbox, _: &Call<'_>, ask: ListMaterial) -> Result<Answer, Refuse> {
    let kind = match ask.kind {
        ListedKind::Image => Some(MaterialKind::Image),
        ListedKind::Video => Some(MaterialKind::Video),
        ListedKind::Voice => Some(MaterialKind::Voice),
        // Nobody can add any (spec/official-account.md 4.2).
        ListedKind::News => None,
    };
    let all: Vec<&Material> =
        sandbox.library.live().rev().filter(|material| Some(material.kind) == kind).collect();
    let skipped = usize::try_from(ask.offset).unwrap_or(usize::MAX);
    let page = all.iter().skip(skipped).take(usize::try_from(ask.count).unwrap_or(usize::MAX));
    let items: Vec<Value> = page.map(|material| item(material)).collect();
    let number = |len: usize| i64::try_from(len).unwrap_or(i64::MAX);
    let reply = MaterialPage {
        total_count: number(all.len()),
        item_count: number(items.len()),
        ..MaterialPage::default()
    };
    Ok(Answer::of(&reply).with("item", Value::Array(items)))
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
