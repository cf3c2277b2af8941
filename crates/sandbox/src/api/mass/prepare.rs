//! Videos and articles are prepared.

use serde_json::{Value, json};
use wxkit_official::ids::{MassNewsId, MassVideoId};
use wxkit_official::mass::{PrepareNews, PrepareVideo};
use wxkit_official::material::MaterialKind;

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::api::library;
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::rule::{media_id, unknown_media};
use crate::state::{MassNews, MassVideo, Messages, push};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::new(Shape::Json, video).first(check_video), Route::new(Shape::Json, news).first(check_news)]
}

fn check_video(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    let id = media_id(call)?;
    let temporary = sandbox.library.temporary(id, call.env.now).map(|media| media.kind);
    let permanent = sandbox.library.material(id).map(|material| material.kind);
    let permanent = permanent.filter(|_| sandbox.config.prepares_permanent);
    if temporary.or(permanent) != Some(MaterialKind::Video) {
        return Err(unknown_media());
    }
    let missing =
        ["title", "description"].into_iter().find(|name| !call.json.get(name).is_some_and(Value::is_string));
    match missing {
        Some(name) => Err(Refuse::new(40035, format!("invalid parameter, {name} missing"))),
        None => Ok(()),
    }
}

/// Each call makes another one.
fn video(sandbox: &mut Sandbox, call: &Call<'_>, ask: PrepareVideo) -> Result<Answer, Refuse> {
    let media_id = MassVideoId::from(sandbox.fresh(call.env, "mass video", 64));
    let PrepareVideo { media_id: source, title, description, .. } = ask;
    push(
        &mut sandbox.messages.videos,
        MassVideo {
            media_id: media_id.clone(),
            source: source.into(),
            title,
            description,
            dies: call.env.now + Messages::LIFE,
        },
    );
    Ok(prepared(call, "video", media_id.as_str()))
}

/// Articles are of the same form as in the publish library.
fn check_news(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    match call.json.get("articles").and_then(Value::as_array).map(Vec::as_slice) {
        None | Some([]) => Err(Refuse::new(44003, "empty news data")),
        Some(articles) if articles.len() > 8 => Err(Refuse::new(45008, "article size out of limit")),
        Some(articles) => articles.iter().try_for_each(|article| library::check_article(sandbox, article)),
    }
}

fn news(sandbox: &mut Sandbox, call: &Call<'_>, ask: PrepareNews) -> Result<Answer, Refuse> {
    let media_id = MassNewsId::from(sandbox.fresh(call.env, "mass news", 64));
    push(
        &mut sandbox.messages.news,
        MassNews { media_id: media_id.clone(), articles: ask.articles, dies: call.env.now + Messages::LIFE },
    );
    Ok(prepared(call, "news", media_id.as_str()))
}

fn prepared(call: &Call<'_>, kind: &str, media_id: &str) -> Answer {
    Answer::default()
        .with("type", kind.into())
        .with("media_id", media_id.into())
        .with("created_at", json!(call.env.now.as_secs()))
}
