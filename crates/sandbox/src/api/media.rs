//! Temporary media (临时素材).

use bytes::Bytes;
use serde_json::json;
use wxkit_official::UploadMedia;
use wxkit_official::ids::MediaId;
use wxkit_official::material::MaterialKind;
use wxkit_official::media::{DownloadMedia, DownloadVoice, UploadedMedia};

use crate::Sandbox;
use crate::answer::{Answer, PLAIN, Refuse, response};
use crate::api::file;
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::rule::{self, check_file, unknown_media};
use crate::state::{Media, push, sha1_hex};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::new(Shape::Form, upload).label(PLAIN).first(|_, call| check(call)),
        Route::new(Shape::Nothing, get).label(PLAIN).first(|_, call| check_id(call)),
        Route::new(Shape::Nothing, voice).label(PLAIN).first(|_, call| check_id(call)),
    ]
}

fn check(call: &Call<'_>) -> Result<(), Refuse> {
    let rule = match call.query("type") {
        "image" => rule::TEMPORARY_IMAGE,
        "voice" => rule::TEMPORARY_VOICE,
        "video" => rule::VIDEO,
        "thumb" => rule::THUMB,
        _ => return Err(Refuse::new(40004, "invalid media type")),
    };
    check_file(call, &rule)
}

fn upload(sandbox: &mut Sandbox, call: &Call<'_>, ask: UploadMedia) -> Result<Answer, Refuse> {
    let Some(media) = &call.media else { return Err(Refuse::new(41005, "media data missing")) };
    let now = call.env.now;
    let media_id = MediaId::new(sandbox.fresh(call.env, "media", 64)).created_at(now);
    push(
        &mut sandbox.library.media,
        Media {
            media_id: media_id.clone(),
            kind: ask.kind,
            name: media.file_name.clone().unwrap_or_default(),
            sha1: sha1_hex(&media.bytes),
            len: media.bytes.len() as u64,
            dies: now + Media::LIFE,
        },
    );
    sandbox.library.files.keep(media_id.as_str(), &media.bytes, sandbox.config.kept);
    // The type writes the id of a thumbnail under its other name.
    let mut answer = Answer::of(&UploadedMedia::new(ask.kind.as_str(), media_id));
    // Old samples have no errcode and new ones do; and the time was seen as a number and as text.
    if call.is_odd {
        answer = answer.with("errcode", json!(0)).with("errmsg", json!("ok"));
        answer = answer.with("created_at", json!(now.as_secs().to_string()));
    }
    Ok(answer)
}

fn check_id(call: &Call<'_>) -> Result<(), Refuse> {
    match call.query("media_id") {
        "" => Err(Refuse::new(41006, "media_id missing")),
        _ => Ok(()),
    }
}

fn get(sandbox: &mut Sandbox, call: &Call<'_>, ask: DownloadMedia) -> Result<Answer, Refuse> {
    let id = ask.media_id.as_str();
    let media = sandbox.library.temporary(id, call.env.now).ok_or_else(unknown_media)?;
    match media.kind {
        MaterialKind::Video => Ok(Answer::default().with("video_url", file::pointer(call, id).into())),
        _ => file::attached(sandbox, id, None),
    }
}

/// Nobody records in pages here, so every voice is answered with the same frames.
fn voice(sandbox: &mut Sandbox, call: &Call<'_>, ask: DownloadVoice) -> Result<Answer, Refuse> {
    const SPEEX: [u8; 70] = [0x1e; 70];
    let id = ask.media_id.as_str();
    let media = sandbox.library.temporary(id, call.env.now);
    let media = media.filter(|media| media.kind == MaterialKind::Voice).ok_or_else(unknown_media)?;
    let name = format!("{}.speex", media.media_id.as_str());
    Ok(file::named(response("voice/speex", Bytes::from(SPEEX.repeat(50))), &name))
}
