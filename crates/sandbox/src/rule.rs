//! What several calls insist on, by the raw request: of files, and of ids.

use serde_json::Value;

use crate::amr;
use crate::answer::Refuse;
use crate::call::Call;
use crate::sniff::{Format, sniff};

/// What a kind of file must be: the larger of the documented sizes, the formats, and the code for a wrong size.
pub(crate) struct Rule {
    largest: usize,
    formats: &'static [Format],
    size_code: i64,
    size_text: &'static str,
}

const MB: usize = 1_048_576;
pub(crate) const PICTURE: Rule = Rule {
    largest: 5 * MB,
    formats: &[Format::Jpeg, Format::Png, Format::Gif],
    size_code: 40009,
    size_text: "invalid image size",
};
pub(crate) const IMAGE: Rule = Rule {
    largest: 10 * MB,
    formats: &[Format::Jpeg, Format::Png, Format::Gif, Format::Bmp],
    size_code: 40009,
    size_text: "invalid image size",
};
pub(crate) const VOICE: Rule = Rule {
    largest: 2 * MB,
    formats: &[Format::Mp3, Format::Wma, Format::Wav, Format::Amr],
    size_code: 40010,
    size_text: "invalid voice size",
};
pub(crate) const VIDEO: Rule =
    Rule { largest: 10 * MB, formats: &[Format::Mp4], size_code: 40011, size_text: "invalid video size" };
pub(crate) const THUMB: Rule =
    Rule { largest: 64 * 1024, formats: &[Format::Jpeg], size_code: 40012, size_text: "invalid thumb size" };

// Temporary media may be of fewer formats.
pub(crate) const TEMPORARY_IMAGE: Rule = Rule { formats: &[Format::Jpeg, Format::Png, Format::Gif], ..IMAGE };
pub(crate) const TEMPORARY_VOICE: Rule = Rule { formats: &[Format::Amr, Format::Mp3], ..VOICE };

/// Whether the part `media` is such a file.
pub(crate) fn check_file(call: &Call<'_>, rule: &Rule) -> Result<(), Refuse> {
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
    // Of other formats, how long they play is not looked at.
    amr::check(&media.bytes)
}

/// The field `media_id`.
pub(crate) fn media_id<'a>(call: &'a Call<'_>) -> Result<&'a str, Refuse> {
    match call.json.get("media_id") {
        None => Err(Refuse::new(41006, "media_id missing")),
        Some(Value::String(id)) if id.is_empty() => Err(Refuse::new(41006, "media_id missing")),
        Some(Value::String(id)) => Ok(id),
        Some(_) => Err(unknown_media()),
    }
}

/// Whether there is a `media_id`.
pub(crate) fn check_media_id(call: &Call<'_>) -> Result<(), Refuse> {
    media_id(call).map(|_| ())
}

/// Whether this may be an openid or a WeChat number (微信号).
pub(crate) fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// What is said of an id that was never given out, has died, or is of another kind.
pub(crate) fn unknown_media() -> Refuse {
    Refuse::new(40007, "invalid media_id")
}
