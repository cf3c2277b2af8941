//! Files of one request: permanent material (永久素材) and pictures inside articles.

mod get;
mod list;

use http::Method;
use serde_json::{Value, json};
use wxkit_official::ids::MaterialId;
use wxkit_official::material::{CountMaterial, DeleteMaterial, MaterialKind};
use wxkit_official::{AddMaterial, UploadImage};
use wxkit_proto::envelope::Done;

use crate::Sandbox;
use crate::answer::{Answer, PLAIN, Refuse};
use crate::call::Call;
use crate::json;
use crate::route::{Route, Shape};
use crate::rule::{self, check_file, check_media_id, unknown_media};
use crate::state::{Material, Picture, push, sha1_hex};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::new(Shape::Form, add).first(check_material),
        Route::new(Shape::Form, upload).label(PLAIN).first(|_, call| check_file(call, &rule::PICTURE)),
        Route::new(Shape::Json, delete).first(|_, call| check_media_id(call)),
        Route::new(Shape::Nothing, count),
        list::route(),
        get::route(),
        Route::bare("cgi-bin/material/add_news", Method::POST, Shape::Nothing, withdrawn),
        Route::bare("cgi-bin/material/update_news", Method::POST, Shape::Nothing, withdrawn),
    ]
}

/// Drafts have taken the place of news as material.
fn withdrawn(_: &mut Sandbox, _: &Call<'_>) -> Result<Answer, Refuse> {
    Err(Refuse::new(45106, "This API has been unsupported"))
}

fn check_material(_: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    let rule = match call.query("type") {
        "image" => rule::IMAGE,
        "voice" => rule::VOICE,
        "video" => rule::VIDEO,
        "thumb" => rule::THUMB,
        _ => return Err(Refuse::new(40004, "invalid media type")),
    };
    check_file(call, &rule)?;
    if call.query("type") == "video" { check_description(call) } else { Ok(()) }
}

/// By the raw bytes, as any other JSON.
fn check_description(call: &Call<'_>) -> Result<(), Refuse> {
    let missing = |name: &str| Refuse::new(40035, format!("invalid parameter, {name} missing"));
    let part = call.description.as_ref().ok_or_else(|| missing("description"))?;
    let (json, _) = json::read(&part.bytes, || Refuse::new(44001, "empty media data"))?;
    match json.get("title").and_then(Value::as_str).map(str::trim) {
        None | Some("") => Err(missing("title")),
        Some(_) => Ok(()),
    }
}

fn add(sandbox: &mut Sandbox, call: &Call<'_>, ask: AddMaterial) -> Result<Answer, Refuse> {
    let Some(media) = &call.media else { return Err(Refuse::new(41005, "media data missing")) };
    let media_id = MaterialId::from(sandbox.fresh(call.env, "material", 43));
    let url = match ask.kind {
        MaterialKind::Image | MaterialKind::Thumb => picture_url(sandbox, call),
        _ => String::new(),
    };
    push(
        &mut sandbox.library.materials,
        Material {
            media_id: media_id.clone(),
            kind: ask.kind,
            name: media.file_name.clone().unwrap_or_default(),
            sha1: sha1_hex(&media.bytes),
            len: media.bytes.len() as u64,
            url: url.clone(),
            description: ask.description,
            added: call.env.now,
            deleted: false,
        },
    );
    sandbox.library.files.keep(media_id.as_str(), &media.bytes, sandbox.config.kept);
    let answer = Answer::json(json!({ "media_id": media_id, "url": url }));
    Ok(match ask.kind {
        MaterialKind::Video => answer.without("url"),
        MaterialKind::Voice => answer,
        // Seen on the real platform, documented nowhere.
        _ => answer.with("item", Value::Array(Vec::new())),
    })
}

fn upload(sandbox: &mut Sandbox, call: &Call<'_>, _: UploadImage) -> Result<Answer, Refuse> {
    let Some(media) = &call.media else { return Err(Refuse::new(41005, "media data missing")) };
    let url = picture_url(sandbox, call);
    push(
        &mut sandbox.library.pictures,
        Picture {
            url: url.clone(),
            name: media.file_name.clone().unwrap_or_default(),
            sha1: sha1_hex(&media.bytes),
            len: media.bytes.len() as u64,
        },
    );
    sandbox.library.files.keep(&url, &media.bytes, sandbox.config.kept);
    Ok(Answer::json(json!({ "errcode": 0, "errmsg": "ok", "url": url })))
}

fn delete(sandbox: &mut Sandbox, _: &Call<'_>, ask: DeleteMaterial) -> Result<Answer, Refuse> {
    // Temporary media is not looked for at all, so its ids are as unknown as any other.
    if !sandbox.library.delete(&ask.media_id) {
        return Err(unknown_media());
    }
    Ok(Answer::of(&Done::new(0, "ok")))
}

fn count(sandbox: &mut Sandbox, _: &Call<'_>, _: CountMaterial) -> Result<Answer, Refuse> {
    let count = |kind| {
        let of_kind = sandbox.library.live().filter(|material| material.kind == kind);
        i64::try_from(of_kind.count()).unwrap_or(i64::MAX)
    };
    Ok(Answer::json(json!({
        "voice_count": count(MaterialKind::Voice),
        "video_count": count(MaterialKind::Video),
        "image_count": count(MaterialKind::Image),
        "news_count": sandbox.library.live_news().count(),
    })))
}

/// Plain http, as WeChat's own.
fn picture_url(sandbox: &mut Sandbox, call: &Call<'_>) -> String {
    format!("http://mmbiz.qpic.cn/mmbiz/{}/0", sandbox.fresh(call.env, "picture", 86))
}
