//! What an id can be, and what a command takes.

use std::time::Duration;

use wxkit::official::ids::MediaId;
use wxkit::official::material::MaterialKind;

/// What an id is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdKind {
    /// Temporary media (临时素材).
    Media(MaterialKind),
    /// Permanent material (永久素材).
    Material(MaterialKind),
    /// News of the library of permanent material.
    MaterialNews,
    /// An article of the publish library (发布库).
    News,
    /// A video of the media API (媒体API), by which its review is asked.
    Video,
    /// The number of such a video in an article.
    Vid,
    /// A draft (草稿).
    Draft,
    /// A publish job (发布任务).
    Job,
    /// What was published of a draft.
    Published,
    /// A video made fit for mass messages; it lives as long as temporary media.
    MassVideo,
    /// News prepared for mass messages.
    MassNews,
    /// A mass message that was sent.
    Message,
}

use IdKind::{
    Draft, Job, MassNews, MassVideo, Material, MaterialNews, Media, Message, News, Published, Vid, Video,
};
use MaterialKind::{Image, Thumb, Voice};

/// What a command takes.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// For people.
    pub(super) what: &'static str,
    pub(super) kinds: &'static [IdKind],
}

/// Temporary media of any type.
pub(crate) const MEDIA: Wanted = Wanted {
    what: "temporary media (临时素材)",
    kinds: &[Media(Image), Media(Voice), Media(MaterialKind::Video), Media(Thumb)],
};
/// Permanent material of any type.
pub(crate) const MATERIAL: Wanted = Wanted {
    what: "permanent material (永久素材)",
    kinds: &[Material(Image), Material(Voice), Material(MaterialKind::Video), Material(Thumb), MaterialNews],
};
/// An article of the publish library.
pub(crate) const NEWS: Wanted =
    Wanted { what: "an article of the publish library (发布库)", kinds: &[News] };
/// A video of the media API.
pub(crate) const VIDEO: Wanted = Wanted { what: "a video that was uploaded in blocks", kinds: &[Video] };
/// A draft.
pub(crate) const DRAFT: Wanted = Wanted { what: "a draft (草稿)", kinds: &[Draft] };
/// A publish job.
pub(crate) const JOB: Wanted = Wanted { what: "a publish job (发布任务)", kinds: &[Job] };
/// What was published of a draft.
pub(crate) const PUBLISHED: Wanted =
    Wanted { what: "what was published of a draft (发布能力)", kinds: &[Published] };
/// A mass message that was sent.
pub(crate) const MESSAGE: Wanted = Wanted { what: "a mass message (群发)", kinds: &[Message] };
/// News of a mass message.
pub(crate) const MASS_NEWS: Wanted = Wanted { what: "a draft, or prepared news", kinds: &[Draft, MassNews] };
/// A video of a mass message.
pub(crate) const MASS_VIDEO: Wanted =
    Wanted { what: "a prepared or a permanent video", kinds: &[MassVideo, Material(MaterialKind::Video)] };
/// A picture of a mass message.
pub(crate) const MASS_IMAGE: Wanted =
    Wanted { what: "an image, temporary or permanent", kinds: &[Media(Image), Material(Image)] };
/// A voice of a mass message.
pub(crate) const MASS_VOICE: Wanted = Wanted { what: "a voice", kinds: &[Media(Voice), Material(Voice)] };
/// What a video is prepared from. Whether a permanent one can be is not certain.
pub(crate) const RAW_VIDEO: Wanted =
    Wanted { what: "a temporary video", kinds: &[Media(MaterialKind::Video), Material(MaterialKind::Video)] };

/// The word in the register, which is also for people, and what takes such an id.
const KINDS: &[(&str, IdKind, &str)] = &[
    ("temporary image", Media(Image), MEDIA_GET),
    ("temporary voice", Media(Voice), MEDIA_GET),
    ("temporary video", Media(MaterialKind::Video), "wxkit official media get, or mass video"),
    ("temporary thumbnail", Media(Thumb), MEDIA_GET),
    ("permanent image", Material(Image), MATERIAL_GET),
    ("permanent voice", Material(Voice), MATERIAL_GET),
    ("permanent video", Material(MaterialKind::Video), MATERIAL_GET),
    ("permanent thumbnail", Material(Thumb), MATERIAL_GET),
    ("permanent piece of news", MaterialNews, MATERIAL_GET),
    ("publish-library article", News, "wxkit official article query"),
    ("video uploaded in blocks", Video, "wxkit official video status"),
    (
        "video's number (vid)",
        Vid,
        "it stands in articles; commands take the media_id that is printed with it",
    ),
    ("draft", Draft, "wxkit official draft get"),
    ("publish job", Job, "wxkit official freepublish status"),
    ("published article", Published, "wxkit official freepublish get"),
    ("prepared video", MassVideo, "wxkit official mass send --video"),
    ("prepared piece of news", MassNews, "wxkit official mass send --news"),
    ("mass message", Message, "wxkit official mass status"),
];

const MEDIA_GET: &str = "wxkit official media get";
const MATERIAL_GET: &str = "wxkit official material get";

impl IdKind {
    pub(super) fn of_word(word: &str) -> Option<Self> {
        KINDS.iter().find(|(known, ..)| *known == word).map(|(_, kind, _)| *kind)
    }

    pub(super) fn word(self) -> &'static str {
        self.row().0
    }

    /// What takes it.
    pub(super) fn place(self) -> &'static str {
        self.row().2
    }

    /// How long it lives, if it dies by itself.
    pub(super) fn life(self) -> Option<Duration> {
        matches!(self, Media(_) | MassVideo).then_some(MediaId::LIFE)
    }

    /// Whether it was made to be used in something else.
    pub(super) fn is_uploaded(self) -> bool {
        matches!(self, Media(_) | Material(_) | MassVideo | MassNews)
    }

    fn row(self) -> (&'static str, Self, &'static str) {
        let row = KINDS.iter().find(|(_, kind, _)| *kind == self);
        row.copied().unwrap_or(("id", self, ""))
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
            assert!(Media(*kind).word() != "id" && Material(*kind).word() != "id");
        }
    }
}
