//! What an uploaded file must be, by its raw bytes.

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

// Temporary media may be of fewer formats (spec/official-account.md 2.1).
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
    Ok(())
}
