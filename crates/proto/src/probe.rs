//! A look into a file: its kind by content, its size, its pixels and how long it lasts.

mod voice;

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::time::Duration;

use file_format::FileFormat;

/// What a look into a file found. Kinds are decided by content, never by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// What the content is.
    pub kind: FileKind,
    /// Length in bytes.
    pub len: u64,
    /// Width and height of a picture, in pixels; `None` if it is not a picture or its header is damaged.
    pub pixels: Option<(u32, u32)>,
    /// How long a voice (AMR or MP3) of up to 2 MB lasts, an encoder's padding included; `None` for anything else, and for
    /// a voice that is damaged.
    pub duration: Option<Duration>,
    /// To notice a later change.
    pub stamp: Stamp,
}

/// A mark that changes when a file changes. Equal stamps mean "not touched", as far as the file system can tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Length in bytes.
    pub len: u64,
    /// Anything that changes with the content and is chosen by the driver, such as the time of modification in
    /// nanoseconds mixed with the file's number; 0 in memory.
    pub version: u64,
}

/// The kinds of files that the platform tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each name is the format's own")]
pub enum FileKind {
    Jpeg,
    Png,
    Gif,
    Bmp,
    WebP,
    Mp4,
    F4v,
    Mov,
    Avi,
    /// Video or audio of Windows Media (ASF).
    Wmv,
    Mpeg,
    Mkv,
    Flv,
    /// RealMedia, with a fixed or a variable bit rate.
    Rmvb,
    Mp3,
    Amr,
    Wav,
    Wma,
    /// No byte at all.
    Empty,
    /// Anything else, with its name for people.
    Other(&'static str),
}

/// Name, media type and file name extensions (the first one is preferred) of the kinds that have them.
const KINDS: &[(FileKind, FileFormat, &str, &[&str])] = &[
    (FileKind::Jpeg, FileFormat::JointPhotographicExpertsGroup, "image/jpeg", &["jpg", "jpeg"]),
    (FileKind::Png, FileFormat::PortableNetworkGraphics, "image/png", &["png"]),
    (FileKind::Png, FileFormat::AnimatedPortableNetworkGraphics, "image/png", &["png"]),
    (FileKind::Gif, FileFormat::GraphicsInterchangeFormat, "image/gif", &["gif"]),
    (FileKind::Bmp, FileFormat::WindowsBitmap, "image/bmp", &["bmp"]),
    (FileKind::WebP, FileFormat::Webp, "image/webp", &["webp"]),
    (FileKind::Mp4, FileFormat::Mpeg4Part14Video, "video/mp4", &["mp4", "m4v"]),
    (FileKind::Mp4, FileFormat::Mpeg4Part14, "video/mp4", &["mp4", "m4v"]),
    (FileKind::Mp4, FileFormat::AppleItunesVideo, "video/mp4", &["mp4", "m4v"]),
    (FileKind::F4v, FileFormat::FlashMp4Video, "video/mp4", &["f4v"]),
    (FileKind::Mov, FileFormat::AppleQuicktime, "video/quicktime", &["mov"]),
    (FileKind::Avi, FileFormat::AudioVideoInterleave, "video/x-msvideo", &["avi"]),
    (FileKind::Wmv, FileFormat::AdvancedSystemsFormat, "video/x-ms-wmv", &["wmv"]),
    (FileKind::Mpeg, FileFormat::Mpeg12Video, "video/mpeg", &["mpeg", "mpg"]),
    (FileKind::Mkv, FileFormat::ExtensibleBinaryMetaLanguage, "video/x-matroska", &["mkv"]),
    (FileKind::Flv, FileFormat::FlashVideo, "video/x-flv", &["flv"]),
    (FileKind::Rmvb, FileFormat::Realmedia, "application/vnd.rn-realmedia-vbr", &["rmvb", "rm"]),
    (FileKind::Mp3, FileFormat::Mpeg12AudioLayer3, "audio/mpeg", &["mp3"]),
    // A tag (ID3v2) stands before hardly anything else.
    (FileKind::Mp3, FileFormat::Id3v2, "audio/mpeg", &["mp3"]),
    (FileKind::Amr, FileFormat::AdaptiveMultiRate, "audio/amr", &["amr"]),
    (FileKind::Wav, FileFormat::WaveformAudio, "audio/wav", &["wav"]),
    (FileKind::Wma, FileFormat::WindowsMediaAudio, "audio/x-ms-wma", &["wma"]),
];

/// Names of formats that people try and that the platform refuses.
const OTHERS: &[(FileFormat, &str)] = &[
    (FileFormat::HighEfficiencyImageCoding, "HEIC"),
    (FileFormat::HighEfficiencyImageCodingSequence, "HEIC"),
    (FileFormat::HighEfficiencyImageFileFormat, "HEIF"),
    (FileFormat::HighEfficiencyImageFileFormatSequence, "HEIF"),
    (FileFormat::Av1ImageFileFormat, "AVIF"),
    (FileFormat::Av1ImageFileFormatSequence, "AVIF"),
    (FileFormat::JpegXl, "JPEG XL"),
    (FileFormat::Jpeg2000Codestream, "JPEG 2000"),
    (FileFormat::Jpeg2000Part1, "JPEG 2000"),
    (FileFormat::Jpeg2000Part2, "JPEG 2000"),
    (FileFormat::Jpeg2000Part6, "JPEG 2000"),
    (FileFormat::TagImageFileFormat, "TIFF"),
    (FileFormat::PortableDocumentFormat, "PDF"),
    (FileFormat::Zip, "ZIP"),
];

const UNKNOWN: &str = "of an unknown kind";

/// Bytes of a file's head that are enough to tell its kind.
const HEAD: usize = 4096;

/// Bytes of the largest voice that the platforms take (2 MB); a larger one is not looked through.
const VOICE: u64 = 2 * 1_048_576;

impl FileKind {
    /// The kind of a file that begins with `head` (4096 bytes are enough).
    #[must_use]
    pub fn of_head(head: &[u8]) -> Self {
        if head.is_empty() {
            return Self::Empty;
        }
        let format = FileFormat::from_bytes(head);
        match KINDS.iter().find(|(_, known, ..)| *known == format) {
            Some((kind, ..)) => *kind,
            // A base media file of a brand that the table of formats does not know.
            None if format == FileFormat::ArbitraryBinaryData && head.get(4..8) == Some(b"ftyp") => Self::Mp4,
            None if looks_like_svg(head) => Self::Other("SVG"),
            None => Self::Other(
                OTHERS.iter().find(|(known, _)| *known == format).map_or(UNKNOWN, |(_, name)| name),
            ),
        }
    }

    /// The media type, such as `image/png`.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        self.row().map_or("application/octet-stream", |(_, _, media_type, _)| media_type)
    }

    /// The file name extensions that fit, the usual one first; empty for [`FileKind::Other`].
    #[must_use]
    pub fn extensions(self) -> &'static [&'static str] {
        self.row().map_or(&[], |(.., extensions)| extensions)
    }

    /// A name for people: `JPEG`, `WebP`, `an empty file`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Gif => "GIF",
            Self::Bmp => "BMP",
            Self::WebP => "WebP",
            Self::Mp4 => "MP4",
            Self::F4v => "F4V",
            Self::Mov => "QuickTime",
            Self::Avi => "AVI",
            Self::Wmv => "Windows Media",
            Self::Mpeg => "MPEG",
            Self::Mkv => "Matroska",
            Self::Flv => "FLV",
            Self::Rmvb => "RealMedia",
            Self::Mp3 => "MP3",
            Self::Amr => "AMR",
            Self::Wav => "WAV",
            Self::Wma => "WMA",
            Self::Empty => "an empty file",
            Self::Other(name) => name,
        }
    }

    /// Whether `ext` is the extension of any known kind.
    pub(crate) fn is_extension(ext: &str) -> bool {
        KINDS.iter().any(|(.., extensions)| extensions.iter().any(|known| known.eq_ignore_ascii_case(ext)))
    }

    fn row(self) -> Option<&'static (FileKind, FileFormat, &'static str, &'static [&'static str])> {
        KINDS.iter().find(|(kind, ..)| *kind == self)
    }
}

impl Probe {
    /// Looks at bytes in memory.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let kind = FileKind::of_head(bytes.get(..HEAD).unwrap_or(bytes));
        let pixels = if kind.is_picture() { imagesize::blob_size(bytes).ok() } else { None };
        let len = bytes.len() as u64;
        let duration = if len <= VOICE { voice::duration(kind, bytes) } else { None };
        Self { kind, len, pixels: pixels.and_then(narrow), duration, stamp: Stamp { len, version: 0 } }
    }

    /// Looks at anything that can be read and sought: what a driver does for [`Ask::Inspect`](crate::flow::Ask::Inspect).
    ///
    /// Reads a few kilobytes, whatever the size, and a voice of up to 2 MB as a whole. `stamp` is kept as it is.
    ///
    /// # Errors
    /// What the reader says.
    pub fn read(mut reader: impl Read + Seek, stamp: Stamp) -> std::io::Result<Self> {
        let mut head = Vec::with_capacity(HEAD);
        reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        let kind = FileKind::of_head(&head);
        let (mut pixels, mut duration) = (None, None);
        if kind.is_picture() {
            reader.seek(SeekFrom::Start(0))?;
            pixels = imagesize::reader_size(BufReader::new(reader)).ok().and_then(narrow);
        } else if kind.is_voice() && stamp.len <= VOICE {
            reader.take(VOICE).read_to_end(&mut head)?;
            duration = voice::duration(kind, &head);
        }
        Ok(Self { kind, len: stamp.len, pixels, duration, stamp })
    }
}

impl FileKind {
    fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Gif | Self::Bmp | Self::WebP)
    }

    fn is_voice(self) -> bool {
        matches!(self, Self::Amr | Self::Mp3)
    }
}

fn narrow(size: imagesize::ImageSize) -> Option<(u32, u32)> {
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

fn looks_like_svg(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    text.trim_start_matches('\u{feff}').trim_start().starts_with('<') && text.contains("<svg")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn check(bytes: &[u8], kind: FileKind) {
        assert_eq!(FileKind::of_head(bytes), kind);
        let stamp = Stamp { len: bytes.len() as u64, version: 0 };
        let read = Probe::read(Cursor::new(bytes), stamp).unwrap();
        assert_eq!(read, Probe::of_bytes(bytes));
    }

    #[test]
    fn kinds_are_told_by_content() {
        check(b"", FileKind::Empty);
        check(b"\xff\xd8\xff\xe0\0\x10JFIF", FileKind::Jpeg);
        check(b"GIF89a\x01\0\x02\0", FileKind::Gif);
        check(b"RIFF\x24\0\0\0WEBPVP8 ", FileKind::WebP);
        check(b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41", FileKind::Mp4);
        check(b"\0\0\0\x18ftypmp42\0\0\0\0", FileKind::Mp4);
        check(b"\0\0\0\x18ftypzzzz\0\0\0\0", FileKind::Mp4);
        check(b"#!AMR\n\x3c", FileKind::Amr);
        check(b"\0\0\0\x14ftypqt  \0\0\0\0", FileKind::Mov);
        check(b"\0\0\0\x14ftypf4v \0\0\0\0", FileKind::F4v);
        check(b"RIFF\0\0\0\0AVI LIST", FileKind::Avi);
        check(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c", FileKind::Wmv);
        check(b"\0\0\x01\xba\x44", FileKind::Mpeg);
        check(b"\x1aE\xdf\xa3\x01\0", FileKind::Mkv);
        check(b"FLV\x01\x05\0\0\0\x09", FileKind::Flv);
        check(b".RMF\0\0\0\x12\0\x01", FileKind::Rmvb);
        check(b"#!AMR-WB\n\x44", FileKind::Amr);
        check(b"\xff\xf3\x48\xc4", FileKind::Mp3);
        check(b"ID3\x04\0\0\0\0\0\x21TIT2", FileKind::Mp3);
        check(
            b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            FileKind::Other("SVG"),
        );
    }

    #[test]
    fn pictures_that_nobody_takes_have_their_names() {
        check(b"\0\0\0\x18ftypheix\0\0\0\0mif1heix", FileKind::Other("HEIC"));
        check(b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", FileKind::Other("HEIF"));
        check(b"\0\0\0\x18ftypmsf1\0\0\0\0msf1hevc", FileKind::Other("HEIF"));
        check(b"\0\0\0\x18ftypavis\0\0\0\0avismsf1", FileKind::Other("AVIF"));
        check(b"\xff\x0a\xfa\x7f\x01\x90", FileKind::Other("JPEG XL"));
        check(b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl ", FileKind::Other("JPEG XL"));
        check(b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 ", FileKind::Other("JPEG 2000"));
        check(b"\xff\x4f\xff\x51\0\x2f\0\0", FileKind::Other("JPEG 2000"));
    }

    #[test]
    fn each_kind_has_a_name_a_media_type_and_extensions() {
        let check = |kind: FileKind, expected: &str| {
            let told = [kind.name(), kind.media_type(), &kind.extensions().join(" ")].join(", ");
            assert_eq!(told, expected);
        };
        check(FileKind::Jpeg, "JPEG, image/jpeg, jpg jpeg");
        check(FileKind::Png, "PNG, image/png, png");
        check(FileKind::Gif, "GIF, image/gif, gif");
        check(FileKind::Bmp, "BMP, image/bmp, bmp");
        check(FileKind::WebP, "WebP, image/webp, webp");
        check(FileKind::Mp4, "MP4, video/mp4, mp4 m4v");
        check(FileKind::F4v, "F4V, video/mp4, f4v");
        check(FileKind::Mov, "QuickTime, video/quicktime, mov");
        check(FileKind::Avi, "AVI, video/x-msvideo, avi");
        check(FileKind::Wmv, "Windows Media, video/x-ms-wmv, wmv");
        check(FileKind::Mpeg, "MPEG, video/mpeg, mpeg mpg");
        check(FileKind::Mkv, "Matroska, video/x-matroska, mkv");
        check(FileKind::Flv, "FLV, video/x-flv, flv");
        check(FileKind::Rmvb, "RealMedia, application/vnd.rn-realmedia-vbr, rmvb rm");
        check(FileKind::Mp3, "MP3, audio/mpeg, mp3");
        check(FileKind::Amr, "AMR, audio/amr, amr");
        check(FileKind::Wav, "WAV, audio/wav, wav");
        check(FileKind::Wma, "WMA, audio/x-ms-wma, wma");
        check(FileKind::Empty, "an empty file, application/octet-stream, ");
        check(FileKind::Other("SVG"), "SVG, application/octet-stream, ");
    }

    #[test]
    fn what_is_not_an_mp4_is_not_one() {
        for bytes in [&b"\0\0\0\x18ftypheic\0\0\0\0"[..], b"plain text", b"see <svg>", b"<p>"] {
            let FileKind::Other(name) = FileKind::of_head(bytes) else { panic!("{bytes:?}") };
            assert_ne!(name, "SVG", "{bytes:?}");
        }
    }

    #[test]
    fn pixels_are_read() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\x38\0\0\x03\x60\x08\x02\0\0\0";
        assert_eq!(Probe::of_bytes(png).pixels, Some((1080, 864)));
        assert_eq!(Probe::of_bytes(&png[..12]).pixels, None);
    }

    #[test]
    fn voices_are_looked_through() {
        // More than the head; as many frames as fit into 2 MB; and one more.
        for (frames, millis) in [(500, Some(10_000)), (65_535, Some(1_310_700)), (65_536, None)] {
            let amr = [b"#!AMR\n", &[0x3C; 32].repeat(frames)[..]].concat();
            check(&amr, FileKind::Amr);
            assert_eq!(Probe::of_bytes(&amr).duration, millis.map(Duration::from_millis));
        }
    }

    #[test]
    fn only_a_voice_is_read_as_a_whole() {
        let check = |begin: &[u8], expected: u64| {
            let bytes = [begin, &[0; 100_000]].concat();
            let mut reader = Cursor::new(&bytes);
            Probe::read(&mut reader, Stamp { len: bytes.len() as u64, version: 0 }).unwrap();
            assert_eq!(reader.position(), expected);
        };
        check(b"plain text", 4096);
        check(b"#!AMR\n", 100_006);
    }
}
