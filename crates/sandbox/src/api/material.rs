//! Files of one request: permanent material (永久素材) and pictures inside articles.

use serde_json::Value;
use wxkit_official::{AddMaterial, AddedMaterial, MaterialId, MaterialKind, UploadImage, UploadedImage};

use crate::Sandbox;
use crate::answer::{Answer, PLAIN, Refuse};
use crate::call::Call;
use crate::json;
use crate::route::{Route, Shape};
use crate::sniff::{Format, sniff};
use crate::state::{Material, Picture, sha1_hex};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::new(Shape::Form, add).first(check_material),
        Route::new(Shape::Form, upload).label(PLAIN).first(|_, call| check_file(call, &PICTURE)),
    ]
}

/// What a kind of file must be: the larger of the documented sizes, the formats, and the code for a wrong size.
struct Rule {
    largest: usize,
    formats: &'static [Format],
    size_code: i64,
    size_text: &'static str,
}

const MB: usize = 1_048_576;
const PICTURE: Rule = Rule {
    largest: 5 * MB,
    formats: &[Format::Jpeg, Format::Png, Format::Gif],
    size_code: 40009,
    size_text: "invalid image size",
};
const IMAGE: Rule = Rule {
    largest: 10 * MB,
    formats: &[Format::Jpeg, Format::Png, Format::Gif, Format::Bmp],
    size_code: 40009,
    size_text: "invalid image size",
};
const VOICE: Rule = Rule {
    largest: 2 * MB,
    formats: &[Format::Mp3, Format::Wma, Format::Wav, Format::Amr],
    size_code: 40010,
    size_text: "invalid voice size",
};
const VIDEO: Rule =
    Rule { largest: 10 * MB, formats: &[Format::Mp4], size_code: 40011, size_text: "invalid video size" };
const THUMB: Rule =
    Rule { largest: 64 * 1024, formats: &[Format::Jpeg], size_code: 40012, size_text: "invalid thumb size" };

fn check_material(_: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    let rule = match call.query("type") {
        "image" => IMAGE,
        "voice" => VOICE,
        "video" => VIDEO,
        "thumb" => THUMB,
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

fn check_file(call: &Call<'_>, rule: &Rule) -> Result<(), Refuse> {
    let Some(media) = &call.media else { return Err(Refuse::new(41005, "media data missing")) };
    if media.bytes.is_empty() {
        return Err(Refuse::new(44001, "empty media data"));
    }
    let name = media.file_name.as_deref().unwrap_or_default();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let known = |extension: &str| rule.formats.iter().any(|format| format.extensions().contains(&extension));
    if !extension.as_deref().is_some_and(known) {
        return Err(Refuse::new(40005, "invalid file type"));
    }
    if !sniff(&media.bytes).is_some_and(|format| rule.formats.contains(&format)) {
        return Err(Refuse::new(40005, "invalid file type"));
    }
    if media.bytes.len() > rule.largest {
        return Err(Refuse::new(rule.size_code, rule.size_text));
    }
    Ok(())
}

fn add(sandbox: &mut Sandbox, call: &Call<'_>, ask: AddMaterial) -> Result<Answer, Refuse> {
    let Some(media) = &call.media else { return Err(Refuse::new(41005, "media data missing")) };
    let media_id = MaterialId(sandbox.fresh(call.env, "material", 43));
    let url = match ask.kind {
        MaterialKind::Image | MaterialKind::Thumb => picture_url(sandbox, call),
        MaterialKind::Voice | MaterialKind::Video => String::new(),
    };
    sandbox.library.materials.push(Material {
        media_id: media_id.clone(),
        kind: ask.kind,
        name: media.file_name.clone().unwrap_or_default(),
        sha1: sha1_hex(&media.bytes),
        len: media.bytes.len() as u64,
        url: url.clone(),
        description: ask.description,
    });
    let answer = Answer::of(&AddedMaterial { media_id, url });
    Ok(match ask.kind {
        MaterialKind::Video => answer.without("url"),
        MaterialKind::Voice => answer,
        // Seen on the real platform, documented nowhere.
        MaterialKind::Image | MaterialKind::Thumb => answer.with("item", Value::Array(Vec::new())),
    })
}

fn upload(sandbox: &mut Sandbox, call: &Call<'_>, _: UploadImage) -> Result<Answer, Refuse> {
    let Some(media) = &call.media else { return Err(Refuse::new(41005, "media data missing")) };
    let url = picture_url(sandbox, call);
    sandbox.library.pictures.push(Picture {
        url: url.clone(),
        name: media.file_name.clone().unwrap_or_default(),
        sha1: sha1_hex(&media.bytes),
        len: media.bytes.len() as u64,
    });
    Ok(Answer::of(&UploadedImage { url }).with("errcode", 0.into()).with("errmsg", "ok".into()))
}

/// Plain http, as WeChat's own.
fn picture_url(sandbox: &mut Sandbox, call: &Call<'_>) -> String {
    format!("http://mmbiz.qpic.cn/mmbiz/{}/0", sandbox.fresh(call.env, "picture", 86))
}
