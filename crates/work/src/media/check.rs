//! What is decided about a file before anything is sent.

use std::time::Duration;

use wxkit_proto::error::Invalid;
use wxkit_proto::limit::{Limit, check_content};
use wxkit_proto::probe::FileKind;
use wxkit_proto::{File, Warning};

use super::MediaKind;
use crate::limits::{FILE_SIZE, IMAGE_SIZE, TOO_SMALL, VIDEO_SIZE, VOICE_SECONDS, VOICE_SIZE};
use crate::name::renamed;

/// Holds a file against what its kind may be.
pub(crate) fn check_media(file: &File, kind: MediaKind) -> Result<Vec<Warning>, Invalid> {
    let limit = match kind {
        MediaKind::Image => IMAGE_SIZE,
        MediaKind::Voice => VOICE_SIZE,
        MediaKind::Video => VIDEO_SIZE,
        MediaKind::File => FILE_SIZE,
    };
    check_within(file, kind, &limit)
}

/// As [`check_media`], with another limit of size.
pub(crate) fn check_within(file: &File, kind: MediaKind, limit: &Limit) -> Result<Vec<Warning>, Invalid> {
    let (name, len) = (&file.name, file.len());
    if len <= TOO_SMALL {
        return Err(Invalid::new(format!(
            "{name} has {len} bytes; every file must have more than {TOO_SMALL} (as documented)"
        )));
    }
    let kinds: &[FileKind] = match kind {
        MediaKind::Image => &[FileKind::Jpeg, FileKind::Png],
        MediaKind::Voice => &[FileKind::Amr],
        MediaKind::Video => &[FileKind::Mp4],
        // Whatever it is.
        MediaKind::File => &[file.probe.kind],
    };
    let mut warnings = check_content(file, limit, kinds, &[])?;
    if kind == MediaKind::Voice {
        VOICE_SECONDS.check_length(file, Duration::ZERO)?;
    }
    warnings.extend(renamed(file, kind));
    Ok(warnings)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use wxkit_proto::Source;
    use wxkit_proto::probe::{Probe, Stamp};

    use super::*;

    fn check(kind: MediaKind, content: FileKind, len: u64, expected: &Expect) {
        let duration = (content == FileKind::Amr).then(|| Duration::from_millis(len));
        let probe = Probe { kind: content, len, pixels: None, duration, stamp: Stamp::default() };
        let result = check_media(&File::new("a.amr", Source::path("/x"), probe), kind);
        let text = match result {
            Ok(warnings) => {
                warnings.into_iter().map(|warning| warning.message).collect::<Vec<_>>().join("\n")
            }
            Err(invalid) => format!("error: {invalid}"),
        };
        expected.assert_eq(&text);
    }

    #[test]
    fn sizes() {
        check(
            MediaKind::File,
            FileKind::Other("ZIP"),
            5,
            &expect!["error: a.amr has 5 bytes; every file must have more than 5 (as documented)"],
        );
        check(MediaKind::File, FileKind::Other("ZIP"), 6, &expect![""]);
        check(
            MediaKind::File,
            FileKind::Empty,
            0,
            &expect!["error: a.amr has 0 bytes; every file must have more than 5 (as documented)"],
        );
        check(
            MediaKind::File,
            FileKind::Other("ZIP"),
            10_485_761,
            &expect![
                "a.amr has 10485761 bytes; some servers take at most 10485760 (20 MB today, 10 MB in the older text)"
            ],
        );
        check(
            MediaKind::File,
            FileKind::Other("ZIP"),
            20_971_520,
            &expect![
                "a.amr has 20971520 bytes; some servers take at most 10485760 (20 MB today, 10 MB in the older text)"
            ],
        );
        check(
            MediaKind::File,
            FileKind::Other("ZIP"),
            20_971_521,
            &expect![
                "error: a.amr has 20971521 bytes; a file may have at most 20971520 (20 MB today, 10 MB in the older text)"
            ],
        );
        check(
            MediaKind::Image,
            FileKind::Png,
            1_048_577,
            &expect![[r#"
            a.amr has 1048577 bytes; some servers take at most 1048576 (10 MB today, 1 MB in the older text)
            a.amr: it is sent as a.png (as documented)"#]],
        );
        check(
            MediaKind::Image,
            FileKind::Jpeg,
            10_485_761,
            &expect![
                "error: a.amr has 10485761 bytes; an image may have at most 10485760 (10 MB today, 1 MB in the older text)"
            ],
        );
        check(
            MediaKind::Video,
            FileKind::Mp4,
            10_485_761,
            &expect!["error: a.amr has 10485761 bytes; a video may have at most 10485760 (as documented)"],
        );
        check(
            MediaKind::Voice,
            FileKind::Amr,
            2_097_153,
            &expect!["error: a.amr has 2097153 bytes; a voice may have at most 2097152 (as documented)"],
        );
    }

    #[test]
    fn kinds_and_lengths() {
        check(
            MediaKind::Image,
            FileKind::Gif,
            9,
            &expect![
                "error: a.amr: the content is GIF; an image must be JPEG, PNG (10 MB today, 1 MB in the older text)"
            ],
        );
        check(
            MediaKind::Voice,
            FileKind::Mp3,
            9,
            &expect!["error: a.amr: the content is MP3; a voice must be AMR (as documented)"],
        );
        check(
            MediaKind::Video,
            FileKind::Other("QuickTime"),
            9,
            &expect!["error: a.amr: the content is QuickTime; a video must be MP4 (as documented)"],
        );
        check(MediaKind::Voice, FileKind::Amr, 60_000, &expect![""]);
        check(
            MediaKind::Voice,
            FileKind::Amr,
            60_020,
            &expect!["error: a.amr lasts 60.02 seconds; a voice may last at most 60 (as documented)"],
        );
    }
}
