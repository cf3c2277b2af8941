//! Documented limits as data. Where documents differ, the larger value refuses and the smaller one warns
//! (spec/official-account.md 11).

use std::time::Duration;

use wxkit_proto::{File, FileKind, Invalid, Warning};
pub use wxkit_proto::{Limit, check_file};

const MB: u64 = 1_048_576;

/// A permanent image, so also a cover.
pub const IMAGE_SIZE: Limit =
    Limit::bytes("a permanent image", 10 * MB, 2 * MB, "spec 4.1: 10 MB today, 2 MB in the manual");
/// A temporary image.
pub const TEMPORARY_IMAGE_SIZE: Limit =
    Limit::bytes("a temporary image", 10 * MB, 2 * MB, "spec 2.1: 10 MB and 2 MB on the same page");
/// A permanent or temporary voice.
pub const VOICE_SIZE: Limit = Limit::bytes("a voice", 2 * MB, 2 * MB, "spec 2.1, 4.1");
/// How long a permanent or temporary voice may last. The platform refuses a longer one with 45007.
pub const VOICE_LENGTH: Limit = Limit::count("a voice", 60, "seconds", "spec 2.1, 4.1");
/// A permanent or temporary video; chunked upload takes more.
pub const SMALL_VIDEO_SIZE: Limit =
    Limit::bytes("a video as plain material", 10 * MB, 10 * MB, "spec 2.1, 4.1");
/// A thumbnail.
pub const THUMB_SIZE: Limit = Limit::bytes("a thumbnail", 64 * 1024, 64 * 1024, "spec 2.1, 4.1");
/// A picture inside an article.
pub const PICTURE_SIZE: Limit =
    Limit::bytes("a picture in an article", 5 * MB, MB, "spec 3: 5 MB in the manual, 1 MB today");
/// A video of the chunked upload.
pub const VIDEO_SIZE: Limit = Limit::bytes("a video", 2048 * MB, 2048 * MB, "spec 6");
/// The title of an article in the publish library.
pub const TITLE: Limit = Limit::characters("the title", 64, 64, "spec 7.1");
/// The digest (摘要) of an article in the publish library.
pub const DIGEST: Limit = Limit::characters("the digest", 120, 120, "spec 7.1");
/// Labels of a video.
pub const TAGS: Limit = Limit { what: "a video's tags", refuse: 5, warn: 5, unit: "tags", source: "spec 6" };

/// Openids that one mass message goes to; at least two.
pub const OPENIDS: Limit = Limit::count("a mass message", 10_000, "openids", "spec 5.6");
/// One's own name of a mass message.
pub const CLIENT_MESSAGE_ID: Limit = Limit::characters("clientmsgid", 32, 32, "spec 5.3");
/// Articles that are prepared for one mass message.
pub const MASS_ARTICLES: Limit = Limit::count("a mass message", 8, "articles", "spec 5.2");
/// Material in one answer.
pub const MATERIAL_PAGE: Limit = Limit::count("a page of material", 20, "entries", "spec 4.6");
/// The title of an article of a draft.
pub const DRAFT_TITLE: Limit = Limit::characters("the title", 64, 32, "spec 8.1: 64 earlier, 32 in 2025");
/// The author of an article of a draft.
pub const AUTHOR: Limit = Limit::characters("the author", 16, 16, "spec 8.1");
/// The digest (摘要) of an article of a draft.
pub const DRAFT_DIGEST: Limit =
    Limit::characters("the digest", 128, 120, "spec 8.1: 128 in 2025, 120 in one reading");
/// The content of an article of a draft. 20,000 characters are never 1 MB, so the two documented limits cannot both be
/// meant for the HTML; the smaller warns. "Below" is read both ways: exactly as many warns.
pub const DRAFT_CONTENT: Limit =
    Limit::characters("the content", MB, 19_999, "spec 8.1: below 20,000 characters and below 1 MB");
/// The content of an article of a draft as UTF-8. That the same page says 2 KB once is a slip: no article would pass.
pub const DRAFT_CONTENT_SIZE: Limit = Limit::bytes("the content", MB, MB - 1, "spec 8.1: below 1 MB");
/// The link behind "read the original" (阅读原文).
pub const SOURCE_URL: Limit = Limit::bytes("content_source_url", 1024, 1024, "spec 8.1");
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

/// As [`check_file`] for a voice, which may not last too long either. One whose length is not known is not refused.
///
/// # Errors
/// As [`check_file`], or if it lasts longer than [`VOICE_LENGTH`].
pub fn check_voice(file: &File, kinds: &[FileKind]) -> Result<Vec<Warning>, Invalid> {
    let warnings = check_file(file, &VOICE_SIZE, kinds, &[])?;
    let padding = if file.probe.kind == FileKind::Mp3 { MP3_PADDING } else { Duration::ZERO };
    VOICE_LENGTH.check_length(file, padding)?;
    Ok(warnings)
}

/// What an encoder adds to a voice: at most three frames, 72 ms each at the lowest rate.
const MP3_PADDING: Duration = Duration::from_millis(3 * 72);

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use wxkit_proto::{Probe, Source, Stamp};

    use super::*;

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
}
