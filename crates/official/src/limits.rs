//! Documented limits as data. Where documents differ, the larger value refuses and the smaller one warns
//! (spec/official-account.md 11).

use std::time::Duration;

use wxkit_proto::{File, FileKind, Invalid, Warning};

/// One limit. MB means 1,048,576 bytes, characters are Unicode scalar values.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is limited, for people.
    pub what: &'static str,
    /// Above this, the platform refuses.
    pub refuse: u64,
    /// Above this, a newer or an older document says that it refuses; equal to `refuse` where they agree.
    pub warn: u64,
    /// What is counted: `bytes`, `characters`, `seconds` and so on.
    pub unit: &'static str,
    /// Where the values stand.
    pub source: &'static str,
}

const MB: u64 = 1_048_576;

/// A permanent image, so also a cover.
pub const IMAGE_SIZE: Limit =
    bytes("a permanent image", 10 * MB, 2 * MB, "spec 4.1: 10 MB today, 2 MB in the manual");
/// A temporary image.
pub const TEMPORARY_IMAGE_SIZE: Limit =
    bytes("a temporary image", 10 * MB, 2 * MB, "spec 2.1: 10 MB and 2 MB on the same page");
/// A permanent or temporary voice.
pub const VOICE_SIZE: Limit = bytes("a voice", 2 * MB, 2 * MB, "spec 2.1, 4.1");
/// How long a permanent or temporary voice may last. The platform refuses a longer one with 45007.
pub const VOICE_LENGTH: Limit = count("a voice", 60, "seconds", "spec 2.1, 4.1");
/// A permanent or temporary video; chunked upload takes more.
pub const SMALL_VIDEO_SIZE: Limit = bytes("a video as plain material", 10 * MB, 10 * MB, "spec 2.1, 4.1");
/// A thumbnail.
pub const THUMB_SIZE: Limit = bytes("a thumbnail", 64 * 1024, 64 * 1024, "spec 2.1, 4.1");
/// A picture inside an article.
pub const PICTURE_SIZE: Limit =
    bytes("a picture in an article", 5 * MB, MB, "spec 3: 5 MB in the manual, 1 MB today");
/// A video of the chunked upload.
pub const VIDEO_SIZE: Limit = bytes("a video", 2048 * MB, 2048 * MB, "spec 6");
/// The title of an article in the publish library.
pub const TITLE: Limit = characters("the title", 64, 64, "spec 7.1");
/// The digest (摘要) of an article in the publish library.
pub const DIGEST: Limit = characters("the digest", 120, 120, "spec 7.1");
/// Labels of a video.
pub const TAGS: Limit = Limit { what: "a video's tags", refuse: 5, warn: 5, unit: "tags", source: "spec 6" };

/// Openids that one mass message goes to; at least two.
pub const OPENIDS: Limit = count("a mass message", 10_000, "openids", "spec 5.6");
/// One's own name of a mass message.
pub const CLIENT_MESSAGE_ID: Limit = characters("clientmsgid", 32, 32, "spec 5.3");
/// Articles that are prepared for one mass message.
pub const MASS_ARTICLES: Limit = count("a mass message", 8, "articles", "spec 5.2");
/// Material in one answer.
pub const MATERIAL_PAGE: Limit = count("a page of material", 20, "entries", "spec 4.6");
/// The title of an article of a draft.
pub const DRAFT_TITLE: Limit = characters("the title", 64, 32, "spec 8.1: 64 earlier, 32 in 2025");
/// The author of an article of a draft.
pub const AUTHOR: Limit = characters("the author", 16, 16, "spec 8.1");
/// The digest (摘要) of an article of a draft.
pub const DRAFT_DIGEST: Limit =
    characters("the digest", 128, 120, "spec 8.1: 128 in 2025, 120 in one reading");
/// The content of an article of a draft. 20,000 characters are never 1 MB, so the two documented limits cannot both be
/// meant for the HTML; the smaller warns. "Below" is read both ways: exactly as many warns.
pub const DRAFT_CONTENT: Limit =
    characters("the content", MB, 19_999, "spec 8.1: below 20,000 characters and below 1 MB");
/// The content of an article of a draft as UTF-8. That the same page says 2 KB once is a slip: no article would pass.
pub const DRAFT_CONTENT_SIZE: Limit = bytes("the content", MB, MB - 1, "spec 8.1: below 1 MB");
/// The link behind "read the original" (阅读原文).
pub const SOURCE_URL: Limit = bytes("content_source_url", 1024, 1024, "spec 8.1");
/// Articles of one draft.
pub const DRAFT_ARTICLES: Limit =
    Limit { what: "a draft", refuse: 8, warn: 8, unit: "articles", source: "spec 8.1" };
/// Pictures of one 图片消息.
pub const DRAFT_IMAGES: Limit =
    Limit { what: "an article of pictures", refuse: 20, warn: 20, unit: "pictures", source: "spec 8.1" };
/// Items that one call brings of a list of drafts or of what is published.
pub const LIST: Limit =
    Limit { what: "one call", refuse: 20, warn: 20, unit: "items", source: "spec 8.6, 9.5" };

/// Pixels of a mini-program card's picture, width and height (spec 10.2).
pub const CARD_PIXELS: (u32, u32) = (1080, 864);

impl Limit {
    /// Holds a value against the limit; `of` names the thing, such as a file.
    ///
    /// # Errors
    /// If the value is above [`Limit::refuse`].
    pub fn check(&self, of: &str, value: u64) -> Result<Option<Warning>, Invalid> {
        let Self { what, refuse, warn, unit, source } = self;
        if value > *refuse {
            return Err(Invalid::new(format!(
                "{of} has {value} {unit}; {what} may have at most {refuse} ({source})"
            )));
        }
        let warning =
            || Warning::new(format!("{of} has {value} {unit}; some servers take at most {warn} ({source})"));
        Ok((value > *warn).then(warning))
    }

    /// As [`Limit::check`], for the characters of a text.
    ///
    /// # Errors
    /// As [`Limit::check`].
    pub fn check_text(&self, text: &str) -> Result<Option<Warning>, Invalid> {
        self.check(self.what, text.chars().count() as u64)
    }
}

/// Holds a file against a size limit and a list of kinds: the first list is documented everywhere, the second only
/// somewhere. Kinds are told by content.
///
/// # Errors
/// If it is empty, too large or of another kind.
pub fn check_file(
    file: &File,
    limit: &Limit,
    kinds: &[FileKind],
    doubtful: &[FileKind],
) -> Result<Vec<Warning>, Invalid> {
    let (name, kind) = (&file.name, file.probe.kind);
    let names = |kinds: &[FileKind]| kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
    if kind == FileKind::Empty || file.is_empty() {
        return Err(Invalid::new(format!("{name}: the file is empty")));
    }
    if !kinds.contains(&kind) && !doubtful.contains(&kind) {
        let all = names(&[kinds, doubtful].concat());
        return Err(Invalid::new(format!(
            "{name}: the content is {}; {} must be {all} ({})",
            kind.name(),
            limit.what,
            limit.source
        )));
    }
    let mut warnings: Vec<_> = limit.check(name, file.len())?.into_iter().collect();
    if doubtful.contains(&kind) {
        let sure = names(kinds);
        warnings.push(Warning::new(format!("{name}: {} may be refused, {sure} is documented", kind.name())));
    }
    let wire = file.wire_name();
    if wire != *name {
        warnings.push(Warning::new(format!("{name}: the content is {}, it is sent as {wire}", kind.name())));
    }
    Ok(warnings)
}

/// As [`check_file`] for a voice, which may not last too long either. One whose length is not known is not refused.
///
/// # Errors
/// As [`check_file`], or if it lasts longer than [`VOICE_LENGTH`].
pub fn check_voice(file: &File, kinds: &[FileKind]) -> Result<Vec<Warning>, Invalid> {
    let warnings = check_file(file, &VOICE_SIZE, kinds, &[])?;
    let Limit { what, refuse, unit, source, .. } = VOICE_LENGTH;
    let padding = if file.probe.kind == FileKind::Mp3 { MP3_PADDING } else { Duration::ZERO };
    match file.probe.duration {
        Some(duration) if duration > Duration::from_secs(refuse) + padding => Err(Invalid::new(format!(
            "{} lasts {:.2} {unit}; {what} may last at most {refuse} ({source})",
            file.name,
            duration.as_secs_f64()
        ))),
        _ => Ok(warnings),
    }
}

/// What an encoder adds to a voice: at most three frames, 72 ms each at the lowest rate.
const MP3_PADDING: Duration = Duration::from_millis(3 * 72);

const fn bytes(what: &'static str, refuse: u64, warn: u64, source: &'static str) -> Limit {
    Limit { what, refuse, warn, unit: "bytes", source }
}

const fn characters(what: &'static str, refuse: u64, warn: u64, source: &'static str) -> Limit {
    Limit { what, refuse, warn, unit: "characters", source }
}

const fn count(what: &'static str, refuse: u64, unit: &'static str, source: &'static str) -> Limit {
    Limit { what, refuse, warn: refuse, unit, source }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use wxkit_proto::{Probe, Source, Stamp};

    use super::*;

    fn check(name: &str, kind: FileKind, len: u64, expected: &Expect) {
        let probe = Probe { kind, len, pixels: None, duration: None, stamp: Stamp::default() };
        let file = File::new(name, Source::path("/x"), probe);
        let result = check_file(&file, &PICTURE_SIZE, &[FileKind::Jpeg, FileKind::Png], &[FileKind::Gif]);
        let text = match result {
            Ok(warnings) => {
                warnings.into_iter().map(|warning| warning.message).collect::<Vec<_>>().join("\n")
            }
            Err(invalid) => format!("error: {invalid}"),
        };
        expected.assert_eq(&text);
    }

    #[test]
    fn the_larger_refuses_and_the_smaller_warns() {
        check("a.jpg", FileKind::Jpeg, 1_048_576, &expect![""]);
        check(
            "a.jpg",
            FileKind::Jpeg,
            1_048_577,
            &expect![
                "a.jpg has 1048577 bytes; some servers take at most 1048576 (spec 3: 5 MB in the manual, 1 MB today)"
            ],
        );
        check(
            "a.jpg",
            FileKind::Jpeg,
            5_242_881,
            &expect![
                "error: a.jpg has 5242881 bytes; a picture in an article may have at most 5242880 (spec 3: 5 MB in the manual, 1 MB today)"
            ],
        );
    }

    #[test]
    fn a_voice_may_last_a_minute() {
        let check = |kind, millis: Option<u64>, expected: &Expect| {
            let duration = millis.map(Duration::from_millis);
            let probe = Probe { kind, len: 9, pixels: None, duration, stamp: Stamp::default() };
            let file = File::new(format!("a.{}", kind.extensions()[0]), Source::path("/x"), probe);
            let result = check_voice(&file, &[FileKind::Amr, FileKind::Mp3, FileKind::Wav]);
            expected.assert_eq(
                &result.map_or_else(|invalid| invalid.message, |warnings| format!("{warnings:?}")),
            );
        };
        check(FileKind::Amr, Some(60_000), &expect!["[]"]);
        check(
            FileKind::Amr,
            Some(60_020),
            &expect!["a.amr lasts 60.02 seconds; a voice may last at most 60 (spec 2.1, 4.1)"],
        );
        // What encoders make of 60 seconds at 8 kHz, and of 61.
        check(FileKind::Mp3, Some(60_192), &expect!["[]"]);
        check(
            FileKind::Mp3,
            Some(61_032),
            &expect!["a.mp3 lasts 61.03 seconds; a voice may last at most 60 (spec 2.1, 4.1)"],
        );
        check(FileKind::Wav, None, &expect!["[]"]);
    }

    #[test]
    fn kinds_are_those_of_the_content() {
        check(
            "a.png",
            FileKind::WebP,
            9,
            &expect![[
                "error: a.png: the content is WebP; a picture in an article must be JPEG, PNG, GIF (spec 3: 5 MB in the manual, 1 MB today)"
            ]],
        );
        check("a.png", FileKind::Empty, 0, &expect!["error: a.png: the file is empty"]);
        check(
            "a.jpg",
            FileKind::Gif,
            9,
            &expect![[r#"
            a.jpg: GIF may be refused, JPEG, PNG is documented
            a.jpg: the content is GIF, it is sent as a.gif"#]],
        );
    }
}
