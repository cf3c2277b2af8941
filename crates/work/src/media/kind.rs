//! What media is uploaded as.

use serde::{Deserialize, Serialize};

/// What temporary media is uploaded as, and so where it may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum MediaKind {
    /// JPEG or PNG up to 10 MB; 1 MB in an older text.
    Image,
    /// AMR up to 2 MB and 60 seconds.
    Voice,
    /// MP4 up to 10 MB.
    Video,
    /// Anything up to 20 MB; 10 MB in an older text. A receiver sees its name.
    File,
}

impl MediaKind {
    /// All kinds with their words on the wire.
    pub const ALL: &[(&str, Self)] =
        &[("image", Self::Image), ("voice", Self::Voice), ("video", Self::Video), ("file", Self::File)];

    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Voice => "voice",
            Self::Video => "video",
            Self::File => "file",
        }
    }

    /// The kind of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
    }

    /// What a file of this content is uploaded as, if nobody says otherwise.
    #[must_use]
    pub fn of(content: wxkit_proto::probe::FileKind) -> Self {
        use wxkit_proto::probe::FileKind::{Amr, Jpeg, Mp4, Png};
        match content {
            Jpeg | Png => Self::Image,
            Amr => Self::Voice,
            Mp4 => Self::Video,
            _ => Self::File,
        }
    }
}
