//! The kinds of mass messages. Which of them a call takes is in its type.

use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Warning, json};

use super::card::CardExt;
use super::wire::{CardRef, TextRef, VideoRef, Wire, file, missing};
use crate::flag;
use crate::ids::{MassFileId, MassNewsId, MassVideoId, MediaId};

/// A message that every call takes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MassMessage {
    /// Articles (图文), `mpnews`.
    News(MassNewsId),
    /// A text, not empty.
    Text(String),
    /// A voice: temporary media.
    Voice(MediaId),
    /// Pictures; `image` on the wire, though the object is called `images`.
    Images(MassImages),
    /// A video, `mpvideo`. The platform may refuse videos that were uploaded by API (48022).
    Video(MassVideoId),
    /// A card (卡券), by its `card_id`. Refused since August 10, 2024 (45113).
    Card(String),
}

/// A message to followers by name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DirectMessage {
    /// As every call takes it.
    Mass(MassMessage),
    /// A video with words of its own.
    Video {
        /// The video.
        media_id: MassVideoId,
        /// Its title; may be empty.
        title: String,
        /// Its description; may be empty.
        description: String,
    },
}

/// A message to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PreviewMessage {
    /// As every call takes it.
    Mass(MassMessage),
    /// A single picture.
    Image(MassFileId),
    /// Music.
    Music(MassFileId),
    /// A card (卡券) with what belongs to one person's copy of it.
    Card {
        /// Which card.
        card_id: String,
        /// What belongs to this copy.
        ext: CardExt,
    },
}

/// Pictures in one message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MassImages {
    /// The pictures, at least one.
    pub media_ids: Vec<MassFileId>,
    /// The words of recommendation (推荐语); may be empty.
    #[serde(default, deserialize_with = "json::text")]
    pub recommend: String,
    /// The title; may be empty.
    #[serde(default, deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Whether comments are open.
    #[serde(default, with = "flag")]
    pub need_open_comment: bool,
    /// Whether only followers may comment.
    #[serde(default, with = "flag")]
    pub only_fans_can_comment: bool,
}

impl MassImages {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(media_ids: Vec<MassFileId>) -> Self {
        Self {
            media_ids,
            recommend: String::new(),
            title: String::new(),
            need_open_comment: false,
            only_fans_can_comment: false,
        }
    }
}

impl MassMessage {
    /// What can be told to be wrong before it is sent.
    ///
    /// # Errors
    /// If there is no text or no picture.
    pub fn check(&self) -> Result<Vec<Warning>, Invalid> {
        match self {
            Self::Text(text) if text.trim().is_empty() => Err(Invalid::new("the message has no text")),
            Self::Images(images) if images.media_ids.is_empty() => {
                Err(Invalid::new("the message has no picture"))
            }
            Self::Card(_) => Ok(vec![offline()]),
            _ => Ok(Vec::new()),
        }
    }

    pub(super) fn wire(&self) -> Wire {
        let (msgtype, wire) = match self {
            Self::News(id) => ("mpnews", Wire { mpnews: file(id), ..Wire::default() }),
            Self::Text(content) => {
                ("text", Wire { text: Some(TextRef { content: content.clone() }), ..Wire::default() })
            }
            Self::Voice(id) => ("voice", Wire { voice: file(id), ..Wire::default() }),
            Self::Images(images) => ("image", Wire { images: Some(images.clone()), ..Wire::default() }),
            Self::Video(id) => return video(id, None, None),
            Self::Card(card_id) => return card(card_id, None),
        };
        Wire { msgtype: msgtype.into(), ..wire }
    }

    pub(super) fn read(wire: Wire) -> Result<Self, DecodeError> {
        Ok(match wire.msgtype.as_str() {
            "mpnews" => Self::News(wire.mpnews.ok_or_else(|| missing("mpnews"))?.media_id),
            "text" => Self::Text(wire.text.ok_or_else(|| missing("text"))?.content),
            "voice" => Self::Voice(wire.voice.ok_or_else(|| missing("voice"))?.media_id),
            // One picture as older programs send it.
            "image" => Self::Images(match (wire.images, wire.image) {
                (Some(images), _) => images,
                (None, Some(one)) => MassImages { media_ids: vec![one.media_id], ..MassImages::default() },
                (None, None) => return Err(missing("images")),
            }),
            "mpvideo" => Self::Video(wire.mpvideo.ok_or_else(|| missing("mpvideo"))?.media_id),
            "wxcard" => Self::Card(wire.wxcard.ok_or_else(|| missing("wxcard"))?.card_id),
            "" => return Err(missing("msgtype")),
            _ => return Err(DecodeError::new("msgtype not valid")),
        })
    }
}

impl DirectMessage {
    /// As [`MassMessage::check`].
    ///
    /// # Errors
    /// As [`MassMessage::check`].
    pub fn check(&self) -> Result<Vec<Warning>, Invalid> {
        match self {
            Self::Mass(message) => message.check(),
            Self::Video { .. } => Ok(Vec::new()),
        }
    }

    pub(super) fn wire(&self) -> Wire {
        match self {
            Self::Mass(message) => message.wire(),
            Self::Video { media_id, title, description } => {
                video(media_id, Some(title.clone()), Some(description.clone()))
            }
        }
    }

    pub(super) fn read(wire: Wire) -> Result<Self, DecodeError> {
        Ok(match (wire.msgtype.as_str(), wire.mpvideo) {
            ("mpvideo", Some(VideoRef { media_id, title, description }))
                if title.is_some() || description.is_some() =>
            {
                let (title, description) = (title.unwrap_or_default(), description.unwrap_or_default());
                Self::Video { media_id, title, description }
            }
            (_, mpvideo) => Self::Mass(MassMessage::read(Wire { mpvideo, ..wire })?),
        })
    }
}

impl PreviewMessage {
    /// As [`MassMessage::check`].
    ///
    /// # Errors
    /// As [`MassMessage::check`].
    pub fn check(&self) -> Result<Vec<Warning>, Invalid> {
        match self {
            Self::Mass(message) => message.check(),
            Self::Card { .. } => Ok(vec![offline()]),
            Self::Image(_) | Self::Music(_) => Ok(Vec::new()),
        }
    }

    pub(super) fn wire(&self) -> Wire {
        match self {
            Self::Mass(message) => message.wire(),
            Self::Image(id) => Wire { msgtype: "image".into(), image: file(id), ..Wire::default() },
            Self::Music(id) => Wire { msgtype: "music".into(), music: file(id), ..Wire::default() },
            Self::Card { card_id, ext } => card(card_id, Some(ext.clone())),
        }
    }

    pub(super) fn read(wire: Wire) -> Result<Self, DecodeError> {
        Ok(match (wire.msgtype.as_str(), wire.image, wire.music, wire.wxcard) {
            ("image", Some(image), ..) if wire.images.is_none() => Self::Image(image.media_id),
            ("music", _, music, _) => Self::Music(music.ok_or_else(|| missing("music"))?.media_id),
            ("wxcard", .., Some(CardRef { card_id, card_ext: Some(ext) })) => Self::Card { card_id, ext },
            (_, image, music, wxcard) => {
                Self::Mass(MassMessage::read(Wire { image, music, wxcard, ..wire })?)
            }
        })
    }
}

impl From<MassMessage> for DirectMessage {
    fn from(message: MassMessage) -> Self {
        Self::Mass(message)
    }
}

impl From<MassMessage> for PreviewMessage {
    fn from(message: MassMessage) -> Self {
        Self::Mass(message)
    }
}

fn video(id: &MassVideoId, title: Option<String>, description: Option<String>) -> Wire {
    let mpvideo = Some(VideoRef { media_id: id.clone(), title, description });
    Wire { msgtype: "mpvideo".into(), mpvideo, ..Wire::default() }
}

fn card(card_id: &str, card_ext: Option<CardExt>) -> Wire {
    let wxcard = Some(CardRef { card_id: card_id.into(), card_ext });
    Wire { msgtype: "wxcard".into(), wxcard, ..Wire::default() }
}

fn offline() -> Warning {
    Warning::new("cards can no longer be sent since August 10, 2024; WeChat answers 45113 (as documented)")
}
