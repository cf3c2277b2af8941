//! Documented limits as data. Where documents differ, the larger value refuses and the smaller one warns.

use std::time::Duration;

use crate::error::{Invalid, Warning};
use crate::file::File;
use crate::probe::FileKind;

/// One limit. MB means 1,048,576 bytes, characters are Unicode scalar values.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is limited, for people.
    pub what: &'static str,
    /// Above this, the platform refuses.
    pub refuse: u64,
    /// Above this, a newer or an older document says that it refuses; equal to `refuse` where they agree.
    pub warn: u64,
    /// `bytes`, `characters`, or what is counted.
    pub unit: &'static str,
    /// Where the values stand.
    pub source: &'static str,
}

impl Limit {
    /// A limit of bytes.
    #[must_use]
    pub const fn bytes(what: &'static str, refuse: u64, warn: u64, source: &'static str) -> Self {
        Self { what, refuse, warn, unit: "bytes", source }
    }

    /// A limit of characters.
    #[must_use]
    pub const fn characters(what: &'static str, refuse: u64, warn: u64, source: &'static str) -> Self {
        Self { what, refuse, warn, unit: "characters", source }
    }

    /// A limit of anything that is counted, on which all documents agree.
    #[must_use]
    pub const fn count(what: &'static str, refuse: u64, unit: &'static str, source: &'static str) -> Self {
        Self { what, refuse, warn: refuse, unit, source }
    }

    /// A documented limit of characters that the platform was seen not to keep: it only warns.
    #[must_use]
    pub const fn soft(what: &'static str, warn: u64, source: &'static str) -> Self {
        Self { what, refuse: u64::MAX, warn, unit: "characters", source }
    }

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

    /// As [`Limit::check`], for how many seconds a voice lasts; `padding` is what its encoder may have added. A voice whose
    /// length is not known is not refused.
    ///
    /// # Errors
    /// If it lasts longer than [`Limit::refuse`] seconds.
    pub fn check_length(&self, file: &File, padding: Duration) -> Result<(), Invalid> {
        let Self { what, refuse, unit, source, .. } = self;
        match file.probe.duration {
            Some(duration) if duration > Duration::from_secs(*refuse) + padding => {
                Err(Invalid::new(format!(
                    "{} lasts {:.2} {unit}; {what} may last at most {refuse} ({source})",
                    file.name,
                    duration.as_secs_f64()
                )))
            }
            _ => Ok(()),
        }
    }
}

/// As [`check_content`], and warns if the name is sent as another one, see [`File::wire_name`].
///
/// # Errors
/// As [`check_content`].
pub fn check_file(
    file: &File,
    limit: &Limit,
    kinds: &[FileKind],
    doubtful: &[FileKind],
) -> Result<Vec<Warning>, Invalid> {
    let mut warnings = check_content(file, limit, kinds, doubtful)?;
    let (name, wire) = (&file.name, file.wire_name());
    if wire != *name {
        let kind = file.probe.kind.name();
        warnings.push(Warning::new(format!("{name}: the content is {kind}, it is sent as {wire}")));
    }
    Ok(warnings)
}

/// Holds a file against a size limit and a list of kinds: the first list is documented everywhere, the second only
/// somewhere. Kinds are told by content.
///
/// # Errors
/// If it is empty, too large or of another kind.
pub fn check_content(
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
    Ok(warnings)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::file::Source;
    use crate::probe::{Probe, Stamp};

    const PICTURE_SIZE: Limit =
        Limit::bytes("a picture in an article", 5 * 1_048_576, 1_048_576, "5 MB in the manual, 1 MB today");

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
                "a.jpg has 1048577 bytes; some servers take at most 1048576 (5 MB in the manual, 1 MB today)"
            ],
        );
        check(
            "a.jpg",
            FileKind::Jpeg,
            5_242_881,
            &expect![
                "error: a.jpg has 5242881 bytes; a picture in an article may have at most 5242880 (5 MB in the manual, 1 MB today)"
            ],
        );
    }

    #[test]
    fn kinds_are_those_of_the_content() {
        check(
            "a.png",
            FileKind::WebP,
            9,
            &expect![[
                "error: a.png: the content is WebP; a picture in an article must be JPEG, PNG, GIF (5 MB in the manual, 1 MB today)"
            ]],
        );
        check("a.png", FileKind::Empty, 0, &expect!["error: a.png: the file is empty"]);
        check("a.png", FileKind::Png, 0, &expect!["error: a.png: the file is empty"]);
        check(
            "a.jpg",
            FileKind::Gif,
            9,
            &expect![[r#"
            a.jpg: GIF may be refused, JPEG, PNG is documented
            a.jpg: the content is GIF, it is sent as a.gif"#]],
        );
    }

    #[test]
    fn texts_are_counted_in_characters() {
        let check = |limit: &Limit, text: &str, expected: &Expect| {
            expected.assert_eq(&match limit.check_text(text) {
                Ok(warning) => warning.map_or(String::new(), |warning| warning.message),
                Err(invalid) => format!("error: {invalid}"),
            });
        };
        let title = Limit::characters("the title", 4, 2, "manual");
        check(&title, "标题", &expect![""]);
        check(&title, "标题三", &expect!["the title has 3 characters; some servers take at most 2 (manual)"]);
        check(
            &title,
            "标题三四",
            &expect!["the title has 4 characters; some servers take at most 2 (manual)"],
        );
        check(
            &title,
            "标题三四五",
            &expect!["error: the title has 5 characters; the title may have at most 4 (manual)"],
        );
        check(
            &Limit::soft("the digest", 1, "manual"),
            "摘要",
            &expect!["the digest has 2 characters; some servers take at most 1 (manual)"],
        );
        let articles = Limit::count("a draft", 8, "articles", "manual");
        assert_eq!(articles.check("it", 8), Ok(None));
        assert_eq!(
            articles.check("it", 9).unwrap_err().message,
            "it has 9 articles; a draft may have at most 8 (manual)"
        );
    }

    #[test]
    fn a_voice_may_last_so_long_and_what_its_encoder_added() {
        let limit = Limit::count("a voice", 60, "seconds", "manual");
        let check = |millis: Option<u64>, expected: Result<(), &str>| {
            let mut probe = Probe::of_bytes(b"voice");
            probe.duration = millis.map(Duration::from_millis);
            let file = File::new("a.mp3", Source::path("/x"), probe);
            let result = limit.check_length(&file, Duration::from_millis(100));
            assert_eq!(result.map_err(|invalid| invalid.message), expected.map_err(str::to_owned));
        };
        check(None, Ok(()));
        check(Some(60_100), Ok(()));
        check(Some(60_110), Err("a.mp3 lasts 60.11 seconds; a voice may last at most 60 (manual)"));
        check(Some(120_200), Err("a.mp3 lasts 120.20 seconds; a voice may last at most 60 (manual)"));
    }
}
