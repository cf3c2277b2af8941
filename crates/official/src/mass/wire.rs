//! How a message is written: its type's word, and an object whose name is nearly always the same word.

use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, json};

use super::card::CardExt;
use super::message::MassImages;
use crate::ids::{MassFileId, MassNewsId, MassVideoId, MediaId};

/// The part of a body that holds the message.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Wire {
    pub(super) msgtype: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mpnews: Option<Ref<MassNewsId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<TextRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) voice: Option<Ref<MediaId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) images: Option<MassImages>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image: Option<Ref<MassFileId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mpvideo: Option<VideoRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) music: Option<Ref<MassFileId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wxcard: Option<CardRef>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Ref<T> {
    pub(super) media_id: T,
}

#[derive(Serialize, Deserialize)]
pub(super) struct TextRef {
    #[serde(deserialize_with = "json::text")]
    pub(super) content: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct VideoRef {
    pub(super) media_id: MassVideoId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct CardRef {
    #[serde(deserialize_with = "json::id")]
    pub(super) card_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) card_ext: Option<CardExt>,
}

pub(super) fn file<T: Clone>(id: &T) -> Option<Ref<T>> {
    Some(Ref { media_id: id.clone() })
}

pub(super) fn missing(name: &str) -> DecodeError {
    DecodeError::new(format!("{name} missing"))
}
