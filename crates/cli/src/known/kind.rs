//! What an id can be, and what a command takes.

use std::time::Duration;

use wxkit::official::{MaterialKind, MediaId};

use crate::failure::Failure;

/// What an id is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdKind {
    /// Temporary media (临时素材).
    Media(MaterialKind),
    /// Permanent material (永久素材).
    Material(MaterialKind),
    /// News of the library of permanent material.
    MaterialNews,
    /// A draft (草稿).
    Draft,
    /// What was published of a draft: its article_id.
    Published,
    /// An article of the publish library (发布库).
    News,
    /// A video of the media API (媒体API), by which its review is asked.
    Video,
    /// The number of such a video in an article.
    Vid,
}

/// What a command takes.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// For people: `the media_id of …`.
    pub(super) what: &'static str,
    pub(super) kinds: &'static [IdKind],
}

use IdKind::{Material, MaterialNews, Media, News, Vid, Video};
use MaterialKind::{Image, Thumb, Voice};

/// Temporary media of any type.
pub(crate) const MEDIA: Wanted = Wanted {
    what: "the media_id of temporary media (临时素材)",
    kinds: &[Media(Image), Media(Voice), Media(MaterialKind::Video), Media(Thumb)],
};
/// Permanent material of any type.
pub(crate) const MATERIAL: Wanted = Wanted {
    what: "the media_id of permanent material (永久素材)",
    kinds: &[Material(Image), Material(Voice), Material(MaterialKind::Video), Material(Thumb), MaterialNews],
};
/// An article of the publish library.
pub(crate) const NEWS: Wanted =
    Wanted { what: "the media_id of an article of the publish library (发布库)", kinds: &[News] };
/// A video of the media API.
pub(crate) const VIDEO: Wanted =
    Wanted { what: "the media_id that `wxkit official video upload` prints", kinds: &[Video] };

/// The word in the register, which is also for people, and the command that takes such an id.
const KINDS: &[(&str, IdKind, &str)] = &[
    ("temporary image", Media(Image), FETCH),
    ("temporary voice", Media(Voice), FETCH),
    ("temporary video", Media(MaterialKind::Video), FETCH),
    ("temporary thumbnail", Media(Thumb), FETCH),
    ("permanent image", Material(Image), LIBRARY),
    ("permanent voice", Material(Voice), LIBRARY),
    ("permanent video", Material(MaterialKind::Video), LIBRARY),
    ("permanent thumbnail", Material(Thumb), LIBRARY),
    ("permanent piece of news", MaterialNews, LIBRARY),
    ("publish-library article", News, "wxkit official article"),
    ("chunked video", Video, "wxkit official video status"),
    (
        "video's number (vid)",
        Vid,
        "it stands in articles; commands take the media_id that is printed with it",
    ),
];

const FETCH: &str = "wxkit official media get";
const LIBRARY: &str = "wxkit official material get, or delete";

impl IdKind {
    pub(super) fn of_word(word: &str) -> Option<Self> {
        KINDS.iter().find(|(known, ..)| *known == word).map(|(_, kind, _)| *kind)
    }

    pub(super) fn word(self) -> &'static str {
        self.row().0
    }

    /// Where it is taken.
    pub(super) fn place(self) -> &'static str {
        self.row().2
    }

    /// How long it lives, if it dies by itself.
    pub(super) fn life(self) -> Option<Duration> {
        matches!(self, Media(_)).then_some(MediaId::LIFE)
    }

    fn row(self) -> (&'static str, Self, &'static str) {
        let row = KINDS.iter().find(|(_, kind, _)| *kind == self);
        row.copied().unwrap_or(("id", self, ""))
    }
}

impl Wanted {
    /// Refuses what cannot be such an id by its looks.
    pub(super) fn look(&self, id: &str) -> Result<(), Failure> {
        let Self { what, kinds } = self;
        let refused = |is: &str| Err(Failure::usage(format!("{id:?} {is}; this command takes {what}")));
        if id.trim().is_empty() {
            return Err(Failure::usage(format!("the id is empty; this command takes {what}")));
        }
        if id.contains("://") {
            return refused("is an address");
        }
        if let Some(c) = id.chars().find(|c| !c.is_ascii_graphic()) {
            return refused(&format!("is no id, for it holds {c:?}"));
        }
        if id.starts_with("wxv_") && !kinds.contains(&Vid) {
            return refused("is a video's number (vid)");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_word() {
        for (word, kind, _) in KINDS {
            assert_eq!((IdKind::of_word(word), kind.word()), (Some(*kind), *word));
        }
        for (_, kind) in MaterialKind::ALL {
            assert!(IdKind::of_word(Media(*kind).word()).is_some() && Material(*kind).word() != "id");
        }
    }
}
