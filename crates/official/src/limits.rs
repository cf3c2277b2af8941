//! Documented limits as data. Where documents differ, the larger value refuses and the smaller one warns
//!.

use std::time::Duration;

use wxkit_proto::error::Invalid;
pub use wxkit_proto::limit::{Limit, check_file};
use wxkit_proto::probe::FileKind;
use wxkit_proto::{File, Warning};

const MB: u64 = 1_048_576;

/// A permanent image, so also a cover.
pub const IMAGE_SIZE: Limit =
    Limit::bytes("a permanent image", 10 * MB, 2 * MB, "10 MB today, 2 MB in the manual");
/// A temporary image.
pub const TEMPORARY_IMAGE_SIZE: Limit =
    Limit::bytes("a temporary image", 10 * MB, 2 * MB, "10 MB and 2 MB on the same page");
/// A permanent or temporary voice.
pub const VOICE_SIZE: Limit = Limit::bytes("a voice", 2 * MB, 2 * MB, "as documented");
/// How long a permanent or temporary voice may last. The platform refuses a longer one with 45007.
pub const VOICE_LENGTH: Limit = Limit::count("a voice", 60, "seconds", "as documented");
/// A permanent or temporary video; chunked upload takes more.
pub const SMALL_VIDEO_SIZE: Limit =
    Limit::bytes("a video as plain material", 10 * MB, 10 * MB, "as documented");
/// A thumbnail.
pub const THUMB_SIZE: Limit = Limit::bytes("a thumbnail", 64 * 1024, 64 * 1024, "as documented");
/// A picture inside an article.
pub const PICTURE_SIZE: Limit =
    Limit::bytes("a picture in an article", 5 * MB, MB, "5 MB in the manual, 1 MB today");
/// A video of the chunked upload.
pub const VIDEO_SIZE: Limit = Limit::bytes("a video", 2048 * MB, 2048 * MB, "as documented");
/// The title of an article in the publish library.
pub const TITLE: Limit = Limit::characters("the title", 64, 64, "as documented");
/// The digest (摘要) of an article in the publish library.
pub const DIGEST: Limit = Limit::characters("the digest", 120, 120, "as documented");
/// Labels of a video.
pub const TAGS: Limit =
    Limit { what: "a video's tags", refuse: 5, warn: 5, unit: "tags", source: "as documented" };

/// Openids that one mass message goes to; at least two.
pub const OPENIDS: Limit = Limit::count("a mass message", 10_000, "openids", "as documented");
/// One's own name of a mass message.
pub const CLIENT_MESSAGE_ID: Limit = Limit::characters("clientmsgid", 32, 32, "as documented");
/// Articles that are prepared for one mass message.
pub const MASS_ARTICLES: Limit = Limit::count("a mass message", 8, "articles", "as documented");
/// Material in one answer.
pub const MATERIAL_PAGE: Limit = Limit::count("a page of material", 20, "entries", "as documented");
/// The title of an article of a draft. In 2026 one of 39 characters was accepted.
pub const DRAFT_TITLE: Limit = Limit::soft("the title", 32, "documents of 2025; more was accepted");
/// The author of an article of a draft.
pub const AUTHOR: Limit = Limit::characters("the author", 16, 16, "as documented");
/// The digest (摘要) of an article of a draft.
pub const DRAFT_DIGEST: Limit = Limit::characters("the digest", 128, 120, "128 in 2025, 120 in one reading");
/// The content of an article of a draft. In 2026 one of 24,061 characters was accepted. "Below 20,000" is read both ways:
/// exactly as many warns.
pub const DRAFT_CONTENT: Limit =
    Limit::soft("the content", 19_999, "documents of 2025: below 20,000; more was accepted");
/// The content of an article of a draft as UTF-8. That the same page says 2 KB once is a slip: no article would pass.
pub const DRAFT_CONTENT_SIZE: Limit = Limit::bytes("the content", MB, MB - 1, "below 1 MB");
/// The link behind "read the original" (阅读原文).
pub const SOURCE_URL: Limit = Limit::bytes("content_source_url", 1024, 1024, "as documented");
/// Articles of one draft.
pub const DRAFT_ARTICLES: Limit =
    Limit { what: "a draft", refuse: 8, warn: 8, unit: "articles", source: "as documented" };
/// Pictures of one 图片消息.
pub const DRAFT_IMAGES: Limit =
    Limit { what: "an article of pictures", refuse: 20, warn: 20, unit: "pictures", source: "as documented" };
/// Items that one call brings of a list of drafts or of what is published.
pub const LIST: Limit =
    Limit { what: "one call", refuse: 20, warn: 20, unit: "items", source: "as documented" };
/// Days that one question after the account's figures covers.
pub const FIGURES_SPAN: Limit = Limit::count("one call", 30, "days", "as documented");
/// Comments in one answer. One page says that 50 are refused, another that more than 50 are.
pub const COMMENTS_PAGE: Limit = Limit::count("one call", 49, "comments", "50 are refused, says one page");

/// Pixels of a mini-program card's picture, width and height.
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
    use wxkit_proto::Source;
    use wxkit_proto::probe::{Probe, Stamp};

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
            &expect!["a.amr lasts 60.02 seconds; a voice may last at most 60 (as documented)"],
        );
        // What encoders make of 60 seconds at 8 kHz, and of 61.
        check(FileKind::Mp3, Some(60_192), &expect!["[]"]);
        check(
            FileKind::Mp3,
            Some(61_032),
            &expect!["a.mp3 lasts 61.03 seconds; a voice may last at most 60 (as documented)"],
        );
        check(FileKind::Wav, None, &expect!["[]"]);
    }
}
