//! How a customer message is written: the word of its kind, and an object of that name.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use wxkit_proto::{DecodeError, json};

use super::message::{CustomMessage, LinkCard, MenuChoice};
use crate::ids::{ArticleId, MassFileId};

/// The part of a body that holds the message.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Wire {
    msgtype: String,
    #[serde(flatten)]
    object: Map<String, Value>,
}

#[derive(Serialize, Deserialize)]
struct Text {
    #[serde(deserialize_with = "json::text")]
    content: String,
}

#[derive(Serialize, Deserialize)]
struct File {
    media_id: MassFileId,
}

#[derive(Serialize, Deserialize)]
struct Video {
    media_id: MassFileId,
    thumb_media_id: MassFileId,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
}

#[derive(Serialize, Deserialize)]
struct Music {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(deserialize_with = "json::id")]
    musicurl: String,
    #[serde(deserialize_with = "json::id")]
    hqmusicurl: String,
    thumb_media_id: MassFileId,
}

#[derive(Serialize, Deserialize)]
struct News {
    articles: [LinkCard; 1],
}

#[derive(Serialize, Deserialize)]
struct Article {
    article_id: ArticleId,
}

#[derive(Serialize, Deserialize)]
struct Menu {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    head_content: String,
    list: Vec<MenuChoice>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    tail_content: String,
}

#[derive(Serialize, Deserialize)]
struct Card {
    #[serde(deserialize_with = "json::id")]
    card_id: String,
}

#[derive(Serialize, Deserialize)]
struct MiniProgram {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(deserialize_with = "json::id")]
    appid: String,
    #[serde(default)]
    pagepath: String,
    thumb_media_id: MassFileId,
}

impl Wire {
    fn of(msgtype: &str, object: &impl Serialize) -> Self {
        let object = serde_json::to_value(object).unwrap_or_default();
        Self { msgtype: msgtype.into(), object: [(msgtype.to_owned(), object)].into_iter().collect() }
    }

    fn read<T: DeserializeOwned>(&mut self) -> Result<T, DecodeError> {
        let object = self.object.remove(&self.msgtype);
        let object = object.ok_or_else(|| DecodeError::new(format!("{} missing", self.msgtype)))?;
        serde_json::from_value(object).map_err(|error| DecodeError::new(error.to_string()))
    }
}

impl CustomMessage {
    pub(super) fn wire(&self) -> Wire {
        let file = |media_id: &MassFileId| File { media_id: media_id.clone() };
        match self.clone() {
            Self::Text(content) => Wire::of("text", &Text { content }),
            Self::Image(id) => Wire::of("image", &file(&id)),
            Self::Voice(id) => Wire::of("voice", &file(&id)),
            Self::Video { media_id, thumb_media_id, title, description } => {
                Wire::of("video", &Video { media_id, thumb_media_id, title, description })
            }
            Self::Music { title, description, musicurl, hqmusicurl, thumb_media_id } => {
                Wire::of("music", &Music { title, description, musicurl, hqmusicurl, thumb_media_id })
            }
            Self::Link(link) => Wire::of("news", &News { articles: [link] }),
            Self::OldNews(id) => Wire::of("mpnews", &file(&id)),
            Self::Article(article_id) => Wire::of("mpnewsarticle", &Article { article_id }),
            Self::Menu { head: head_content, list, tail: tail_content } => {
                Wire::of("msgmenu", &Menu { head_content, list, tail_content })
            }
            Self::Card(card_id) => Wire::of("wxcard", &Card { card_id }),
            Self::MiniProgram { title, appid, pagepath, thumb_media_id } => {
                Wire::of("miniprogrampage", &MiniProgram { title, appid, pagepath, thumb_media_id })
            }
        }
    }

    pub(super) fn read(mut wire: Wire) -> Result<Self, DecodeError> {
        let file = |file: File| file.media_id;
        Ok(match wire.msgtype.as_str() {
            "text" => Self::Text(wire.read::<Text>()?.content),
            "image" => Self::Image(wire.read().map(file)?),
            "voice" => Self::Voice(wire.read().map(file)?),
            "video" => {
                let Video { media_id, thumb_media_id, title, description } = wire.read()?;
                Self::Video { media_id, thumb_media_id, title, description }
            }
            "music" => {
                let Music { title, description, musicurl, hqmusicurl, thumb_media_id } = wire.read()?;
                Self::Music { title, description, musicurl, hqmusicurl, thumb_media_id }
            }
            "news" => {
                let News { articles: [link] } = wire.read()?;
                Self::Link(link)
            }
            "mpnews" => Self::OldNews(wire.read().map(file)?),
            "mpnewsarticle" => Self::Article(wire.read::<Article>()?.article_id),
            "msgmenu" => {
                let Menu { head_content: head, list, tail_content: tail } = wire.read()?;
                Self::Menu { head, list, tail }
            }
            "wxcard" => Self::Card(wire.read::<Card>()?.card_id),
            "miniprogrampage" => {
                let MiniProgram { title, appid, pagepath, thumb_media_id } = wire.read()?;
                Self::MiniProgram { title, appid, pagepath, thumb_media_id }
            }
            _ => return Err(DecodeError::new("msgtype not valid")),
        })
    }
}
