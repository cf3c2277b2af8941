//! What a message says, by the raw fields.

use serde_json::Value;
use wxkit_official::material::MaterialKind;
use wxkit_official::material::MaterialKind::{Image, Thumb, Video, Voice};

use crate::Sandbox;
use crate::answer::Refuse;
use crate::call::Call;
use crate::rule::unknown_media;

/// The calls that take messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Preview,
    /// To all, or to a tag.
    Filter,
    /// To followers by name.
    Names,
}

/// Whether such a message can go out.
pub(super) fn check(sandbox: &Sandbox, call: &Call<'_>, by: By) -> Result<(), Refuse> {
    let object = |name: &str| call.json.get(name).filter(|object| object.is_object());
    let now = call.env.now;
    let file = |name: &str, kinds: &[MaterialKind]| {
        let id = media_id(object(name).ok_or_else(|| wrong_type(by))?)?;
        known(sandbox.library.is_file(id, kinds, now))
    };
    match call.json.get("msgtype").and_then(Value::as_str).unwrap_or_default() {
        "text" => match object("text").and_then(|text| text.get("content")).and_then(Value::as_str) {
            Some(text) if !text.trim().is_empty() => Ok(()),
            _ => Err(Refuse::new(44004, "empty content")),
        },
        "mpnews" => {
            let id = media_id(object("mpnews").ok_or_else(|| wrong_type(by))?)?;
            known(sandbox.drafts.find(id).is_some() || sandbox.messages.news(id, now).is_some())
        }
        "voice" => file("voice", &[Voice]),
        // One picture has a name of its own: in previews, and in what older programs send.
        "image" if object("images").is_none() && object("image").is_some() => file("image", &[Image]),
        "image" => {
            let images = object("images").ok_or_else(|| wrong_type(by))?;
            let ids = images.get("media_ids").and_then(Value::as_array).filter(|ids| !ids.is_empty());
            let ids = ids.ok_or_else(|| Refuse::new(41006, "media_id missing"))?;
            let is_image =
                |id: &Value| sandbox.library.is_file(id.as_str().unwrap_or_default(), &[Image], now);
            known(ids.iter().all(is_image))
        }
        // Prepared, or permanent; the id of a temporary video must be prepared first.
        "mpvideo" => {
            let id = media_id(object("mpvideo").ok_or_else(|| wrong_type(by))?)?;
            let permanent = sandbox.library.material(id).is_some_and(|material| material.kind == Video);
            known(permanent || sandbox.messages.is_video(id, now))
        }
        "music" if by == By::Preview => file("music", &[Image, Voice, Video, Thumb]),
        "wxcard" => Err(Refuse::new(45113, "card and goods message has been offline")),
        _ => Err(wrong_type(by)),
    }
}

fn media_id(object: &Value) -> Result<&str, Refuse> {
    match object.get("media_id").and_then(Value::as_str) {
        None | Some("") => Err(Refuse::new(41006, "media_id missing")),
        Some(id) => Ok(id),
    }
}

fn known(is: bool) -> Result<(), Refuse> {
    if is { Ok(()) } else { Err(unknown_media()) }
}

fn wrong_type(by: By) -> Refuse {
    match by {
        By::Names => Refuse::new(45162, "invalid msgtype"),
        By::Preview | By::Filter => Refuse::new(40008, "invalid message type"),
    }
}
