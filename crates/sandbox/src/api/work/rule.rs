//! What an uploaded file must be, by its raw bytes.

use wxkit_proto::multipart::Received;

use crate::amr;
use crate::answer::Refuse;
use crate::call::Call;
use crate::sniff::{Format, sniff};

const MB: usize = 1_048_576;
/// Every file must have more bytes than this.
pub(super) const TOO_SMALL: usize = 5;

/// The file of a form, if it is one of this kind; `largest` in bytes.
pub(super) fn check<'a>(call: &'a Call<'_>, kind: &str) -> Result<&'a Received, Refuse> {
    let largest = match kind {
        "image" | "video" => 10 * MB,
        "voice" => 2 * MB,
        "file" => 20 * MB,
        _ => return Err(Refuse::new(40005, "invalid file type")),
    };
    check_within(call, kind, largest)
}

/// As [`check`], with another limit of bytes.
pub(super) fn check_within<'a>(
    call: &'a Call<'_>,
    kind: &str,
    largest: usize,
) -> Result<&'a Received, Refuse> {
    let media = call.media.as_ref().ok_or_else(|| Refuse::new(44001, "empty media data"))?;
    check_name(media.file_name.as_deref().unwrap_or_default())?;
    if media.bytes.is_empty() {
        return Err(Refuse::new(44001, "empty media data"));
    }
    let format = sniff(&media.bytes);
    let (fits, code) = match kind {
        "image" => (matches!(format, Some(Format::Jpeg | Format::Png)), 40009),
        "voice" => (format == Some(Format::Amr), 45001),
        "video" => (format == Some(Format::Mp4), 40011),
        _ => (true, 40006),
    };
    if media.bytes.len() <= TOO_SMALL || media.bytes.len() > largest {
        let code = if media.bytes.len() <= TOO_SMALL { 40006 } else { code };
        return Err(Refuse::new(code, format!("invalid {kind} size")));
    }
    match (fits, kind) {
        (true, "voice") => amr::check(&media.bytes),
        (true, _) => Ok(()),
        (false, "voice") => Err(Refuse::new(301_017, "voice file only support amr like myvoice.amr")),
        (false, _) => Err(Refuse::new(40004, "invalid media type")),
    }?;
    Ok(media)
}

/// The name of the provider page: no `/` at its beginning, no `\` and no `:` in it, and an extension.
fn check_name(name: &str) -> Result<(), Refuse> {
    let extension = name.rsplit_once('.').is_some_and(|(_, extension)| !extension.is_empty());
    match extension {
        false => Err(Refuse::new(44001, "empty media data, filename needs an extension")),
        true if name.starts_with('/') || name.contains(['\\', ':']) => {
            Err(Refuse::new(40035, "invalid filename"))
        }
        true => Ok(()),
    }
}
