//! Formats by content, apart from the client's own look into files.

/// The formats that the platform takes somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Jpeg,
    Png,
    Gif,
    Bmp,
    Mp4,
    Mp3,
    Amr,
    Wav,
    Wma,
}

/// Brands of base media files that are no MP4 to the platform.
const OTHER_BRANDS: &[&[u8]] =
    &[b"qt  ", b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"M4A ", b"crx "];

/// The format of these bytes.
pub(crate) fn sniff(bytes: &[u8]) -> Option<Format> {
    let at = |from: usize, magic: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(magic));
    Some(match () {
        () if at(0, b"\xff\xd8\xff") => Format::Jpeg,
        () if at(0, b"\x89PNG\r\n\x1a\n") => Format::Png,
        () if at(0, b"GIF87a") || at(0, b"GIF89a") => Format::Gif,
        () if at(0, b"BM") => Format::Bmp,
        () if at(4, b"ftyp") => match OTHER_BRANDS.iter().any(|brand| at(8, brand)) {
            true => return None,
            false => Format::Mp4,
        },
        () if at(0, b"#!AMR") => Format::Amr,
        () if at(0, b"RIFF") && at(8, b"WAVE") => Format::Wav,
        () if at(0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11") => Format::Wma,
        () if at(0, b"ID3") || is_mpeg_audio(bytes) => Format::Mp3,
        () => return None,
    })
}

impl Format {
    /// What the platform calls it in a head.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Bmp => "image/bmp",
            Self::Mp4 => "video/mp4",
            Self::Mp3 => "audio/mp3",
            Self::Amr => "audio/amr",
            Self::Wav => "audio/wav",
            Self::Wma => "audio/x-ms-wma",
        }
    }

    /// What a name may end in, in lower case.
    pub(crate) fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Gif => &["gif"],
            Self::Bmp => &["bmp"],
            Self::Mp4 => &["mp4", "m4v"],
            Self::Mp3 => &["mp3"],
            Self::Amr => &["amr"],
            Self::Wav => &["wav"],
            Self::Wma => &["wma"],
        }
    }
}

/// Eleven bits of one, then MPEG layer III.
fn is_mpeg_audio(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, second, ..] if second & 0xe6 == 0xe2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        let check = |bytes: &[u8], expected| assert_eq!(sniff(bytes), expected, "{bytes:?}");
        check(b"\xff\xd8\xff\xe0", Some(Format::Jpeg));
        check(b"\0\0\0\x20ftypisom", Some(Format::Mp4));
        check(b"\0\0\0\x14ftypqt  ", None);
        check(b"RIFF\0\0\0\0WEBP", None);
        check(b"RIFF\0\0\0\0WAVE", Some(Format::Wav));
        check(b"\xff\xfb\x90", Some(Format::Mp3));
        check(b"\xff\xfe\x90", None);
        check(b"text", None);
        check(b"", None);
    }
}
