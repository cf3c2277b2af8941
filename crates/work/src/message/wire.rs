//! How a message is written: its type's word, and an object of the same name.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use wxkit_proto::{DecodeError, json};

use super::articles::{KeptArticle, NewsArticle};
use super::kinds::{TextCard, VideoMessage};
use super::notice::Notice;
use crate::ids::MediaId;

/// The part of a body that holds the message.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Wire {
    pub(super) msgtype: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<TextRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image: Option<Ref>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) voice: Option<Ref>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) video: Option<VideoMessage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<Ref>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) textcard: Option<TextCard>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) news: Option<Articles<NewsArticle>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mpnews: Option<Articles<KeptArticle>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) markdown: Option<TextRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) miniprogram_notice: Option<Notice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) template_card: Option<Value>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Ref {
    pub(super) media_id: MediaId,
}

#[derive(Serialize, Deserialize)]
pub(super) struct TextRef {
    #[serde(deserialize_with = "json::text")]
    pub(super) content: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Articles<T> {
    pub(super) articles: Vec<T>,
}

pub(super) fn missing(name: &str) -> DecodeError {
    DecodeError::new(format!("{name} missing"))
}
