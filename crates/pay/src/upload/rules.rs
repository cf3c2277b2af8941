//! What a file must be, and the name under which it travels.

use wxkit_proto::error::Invalid;
use wxkit_proto::probe::FileKind;
use wxkit_proto::{File, Warning};

/// What an endpoint takes. MB means 1,048,576 bytes.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct MediaRule {
    /// What the file is, for people.
    pub what: &'static str,
    /// The largest size in bytes that is documented anywhere.
    pub size: u64,
    /// The size in bytes that every document allows; a larger file is warned of.
    pub usual: u64,
    /// The extensions that a name may have, in lower case.
    pub extensions: &'static [&'static str],
    /// The kinds of content, told by the content.
    pub kinds: &'static [FileKind],
    /// Where it stands.
    pub source: &'static str,
}

/// A merchant's video.
pub const VIDEO: MediaRule = MediaRule {
    what: "a merchant's video",
    size: 5 * 1_048_576,
    usual: 5 * 1_048_576,
    extensions: &["avi", "wmv", "mpeg", "mp4", "mov", "mkv", "flv", "f4v", "m4v", "rmvb"],
    kinds: &[
        FileKind::Avi,
        FileKind::Wmv,
        FileKind::Mpeg,
        FileKind::Mp4,
        FileKind::Mov,
        FileKind::Mkv,
        FileKind::Flv,
        FileKind::F4v,
        FileKind::Rmvb,
    ],
    source: "the manual of video_upload",
};

/// A merchant's picture: 2 MB in most manuals, 5 MB in that for platforms with sub-merchants.
pub const IMAGE: MediaRule = MediaRule {
    what: "a merchant's picture",
    size: 5 * 1_048_576,
    usual: 2 * 1_048_576,
    extensions: &["jpg", "bmp", "png"],
    kinds: &[FileKind::Jpeg, FileKind::Bmp, FileKind::Png],
    source: "the manuals of picture uploads",
};

/// A picture for a coupon or a complaint.
pub(super) const SMALL_IMAGE: MediaRule = MediaRule { size: IMAGE.usual, ..IMAGE };

/// The longest name of a file, in characters.
pub const NAME_LENGTH: usize = 128;

impl MediaRule {
    /// Holds a file against the rule, and the name under which it is to travel.
    ///
    /// # Errors
    /// If it is empty, too large, of another kind, or the name is too long or has none of the extensions.
    pub fn check(&self, file: &File, name: &str) -> Result<Vec<Warning>, Invalid> {
        let Self { what, source, .. } = self;
        let wrong = |why: String| Err(Invalid::new(format!("{}: {why} ({source})", file.name)));
        if file.is_empty() {
            return wrong("the file is empty".into());
        }
        if file.len() > self.size {
            return wrong(format!("it has {} bytes; {what} may have at most {}", file.len(), self.size));
        }
        if !self.kinds.contains(&file.probe.kind) {
            let names: Vec<_> = self.kinds.iter().map(|kind| kind.name()).collect();
            let found = file.probe.kind.name();
            return wrong(format!("the content is {found}; {what} must be {}", names.join(", ")));
        }
        let Some(extension) = extension_of(name).filter(|known| self.extensions.contains(&known.as_str()))
        else {
            let list = self.extensions.join(", .");
            return wrong(format!("its name must end in one of .{list}; send it under such a name"));
        };
        check_name(&file.name, name)?;
        let mut warnings = Vec::new();
        if file.len() > self.usual {
            let (len, usual) = (file.len(), self.usual);
            let text = format!("{}: it has {len} bytes; some endpoints take {usual} at most", file.name);
            warnings.push(Warning::new(text));
        }
        if !file.probe.kind.extensions().contains(&extension.as_str()) {
            let found = file.probe.kind.name();
            warnings
                .push(Warning::new(format!("{name}: the content is {found}, which has other extensions")));
        }
        Ok(warnings)
    }
}

/// Names that are too long, or would not stand in the signed text and in the form alike; `of` is the file.
pub(super) fn check_name(of: &str, name: &str) -> Result<(), Invalid> {
    let length = name.chars().count();
    if name.is_empty() || length > NAME_LENGTH {
        return Err(Invalid::new(format!(
            "{of}: the file name has {length} characters, 1 to {NAME_LENGTH} are allowed (the manual of video_upload)"
        )));
    }
    if name.contains(['"', '\\']) || name.chars().any(char::is_control) {
        return Err(Invalid::new(format!(
            "{of}: the file name holds a quote, a backslash or a control character, which cannot stand in a form as they are"
        )));
    }
    Ok(())
}

/// The name under which a file travels: its own if that is plain ASCII; else the first 16 digits of its digest with the
/// extension, because servers differ on how they read other names. A picture whose name ends in `.jpeg` travels as `.jpg`,
/// the only one that the platform takes.
pub(super) fn wire_name(name: &str, digest: &str) -> String {
    let is_plain = |c: char| matches!(c, ' '..='~') && !matches!(c, '"' | '\\');
    let name = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.eq_ignore_ascii_case("jpeg") => &format!("{stem}.jpg"),
        _ => name,
    };
    if name.chars().all(is_plain) {
        return name.to_owned();
    }
    let digits: String = digest.chars().take(16).collect();
    match name.rsplit_once('.') {
        Some((_, extension)) if extension.chars().all(|c| c.is_ascii_alphanumeric()) => {
            format!("{digits}.{extension}")
        }
        _ => digits,
    }
}

fn extension_of(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    const MP4: &[u8] = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41";

    fn check(rule: &MediaRule, name: &str, content: &[u8], expected: &Expect) {
        let told = match rule.check(&File::from_bytes("f", content.to_vec()), name) {
            Err(invalid) => invalid.message,
            Ok(warnings) => warnings.into_iter().map(|warning| warning.message).collect(),
        };
        expected.assert_eq(&told);
    }

    #[test]
    fn files() {
        check(&VIDEO, "a.mp4", MP4, &expect![""]);
        check(&VIDEO, "a.MOV", MP4, &expect!["a.MOV: the content is MP4, which has other extensions"]);
        check(&VIDEO, "a.mp4", b"", &expect!["f: the file is empty (the manual of video_upload)"]);
        check(
            &VIDEO,
            "a.mp4",
            b"GIF89a\x01\0",
            &expect![
                "f: the content is GIF; a merchant's video must be AVI, Windows Media, MPEG, MP4, QuickTime, Matroska, FLV, F4V, RealMedia (the manual of video_upload)"
            ],
        );
        check(
            &VIDEO,
            "a.gif",
            MP4,
            &expect![
                "f: its name must end in one of .avi, .wmv, .mpeg, .mp4, .mov, .mkv, .flv, .f4v, .m4v, .rmvb; send it under such a name (the manual of video_upload)"
            ],
        );
        check(
            &VIDEO,
            "mp4",
            MP4,
            &expect![
                "f: its name must end in one of .avi, .wmv, .mpeg, .mp4, .mov, .mkv, .flv, .f4v, .m4v, .rmvb; send it under such a name (the manual of video_upload)"
            ],
        );
        check(
            &IMAGE,
            "a.jpeg",
            b"\xff\xd8\xff\xe0\0\x10JFIF",
            &expect![
                "f: its name must end in one of .jpg, .bmp, .png; send it under such a name (the manuals of picture uploads)"
            ],
        );
        check(&IMAGE, "a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", &expect![""]);
        let mut large = b"\xff\xd8\xff\xe0".to_vec();
        large.resize(2 * 1_048_576 + 1, 0);
        check(
            &IMAGE,
            "a.jpg",
            &large,
            &expect!["f: it has 2097153 bytes; some endpoints take 2097152 at most"],
        );
        check(
            &SMALL_IMAGE,
            "a.jpg",
            &large,
            &expect![
                "f: it has 2097153 bytes; a merchant's picture may have at most 2097152 (the manuals of picture uploads)"
            ],
        );
        large.resize(5 * 1_048_576 + 1, 0);
        check(
            &IMAGE,
            "a.jpg",
            &large,
            &expect![
                "f: it has 5242881 bytes; a merchant's picture may have at most 5242880 (the manuals of picture uploads)"
            ],
        );
        check(
            &IMAGE,
            "a.jpg",
            MP4,
            &expect![
                "f: the content is MP4; a merchant's picture must be JPEG, BMP, PNG (the manuals of picture uploads)"
            ],
        );
        let long = format!("{}.mp4", "a".repeat(124));
        check(&VIDEO, &long, MP4, &expect![""]);
        check(
            &VIDEO,
            &format!("a{long}"),
            MP4,
            &expect![
                "f: the file name has 129 characters, 1 to 128 are allowed (the manual of video_upload)"
            ],
        );
        check(
            &VIDEO,
            "a\"b.mp4",
            MP4,
            &expect![
                "f: the file name holds a quote, a backslash or a control character, which cannot stand in a form as they are"
            ],
        );
    }

    #[test]
    fn sizes() {
        let mut film = MP4.to_vec();
        film.resize(5 * 1_048_576, 0);
        check(&VIDEO, "a.mp4", &film, &expect![""]);
        film.push(0);
        check(
            &VIDEO,
            "a.mp4",
            &film,
            &expect![
                "f: it has 5242881 bytes; a merchant's video may have at most 5242880 (the manual of video_upload)"
            ],
        );
    }

    #[test]
    fn names_on_the_wire() {
        let check =
            |name: &str, expected: &str| assert_eq!(wire_name(name, &"0123456789abcdef".repeat(4)), expected);
        check("a b-c (1).mp4", "a b-c (1).mp4");
        check("茶.mp4", "0123456789abcdef.mp4");
        check("photo.jpeg", "photo.jpg");
        check("茶.JPEG", "0123456789abcdef.jpg");
        check("a\"b.MP4", "0123456789abcdef.MP4");
        check("茶", "0123456789abcdef");
        check("a.茶", "0123456789abcdef");
    }
}
