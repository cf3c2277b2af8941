//! The kinds of customer messages.

use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{Warning, json};

use crate::ids::{ArticleId, MassFileId};

/// A message to one person. Files are temporary media or permanent material.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CustomMessage {
    /// A text; may hold links in HTML.
    Text(String),
    /// A picture.
    Image(MassFileId),
    /// A voice.
    Voice(MassFileId),
    /// A video.
    Video {
        /// The video.
        media_id: MassFileId,
        /// Its picture: a thumbnail.
        thumb_media_id: MassFileId,
        /// Its title; may be empty.
        title: String,
        /// Its description; may be empty.
        description: String,
    },
    /// Music.
    Music {
        /// Its title; may be empty.
        title: String,
        /// Its description; may be empty.
        description: String,
        /// Where it is.
        musicurl: String,
        /// Where it is in a better quality, for those with WLAN.
        hqmusicurl: String,
        /// Its picture: a thumbnail.
        thumb_media_id: MassFileId,
    },
    /// One link with a picture, `news`.
    Link(LinkCard),
    /// News of the library of material, `mpnews`; no longer supported since there are drafts. What was published is
    /// [`Article`](Self::Article).
    OldNews(MassFileId),
    /// What was published of a draft, `mpnewsarticle`.
    Article(ArticleId),
    /// A question with choices, `msgmenu`; the answer comes as a text with the choice's id.
    Menu {
        /// What stands before the choices; may be empty.
        head: String,
        /// The choices, at least one.
        list: Vec<MenuChoice>,
        /// What stands behind the choices; may be empty.
        tail: String,
    },
    /// A card (卡券), by its `card_id`; cards were withdrawn in 2024.
    Card(String),
    /// A page of a mini-program (小程序) that is bound to the account.
    MiniProgram {
        /// Its title; may be empty.
        title: String,
        /// The mini-program.
        appid: String,
        /// The page; may be empty.
        pagepath: String,
        /// Its picture, 520 by 416 pixels.
        thumb_media_id: MassFileId,
    },
}

/// A link with a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LinkCard {
    /// Its title.
    #[serde(default, deserialize_with = "json::text")]
    pub title: String,
    /// Its description; may be empty.
    #[serde(default, deserialize_with = "json::text")]
    pub description: String,
    /// Where it leads.
    #[serde(default, deserialize_with = "json::text")]
    pub url: String,
    /// The address of its picture; may be empty.
    #[serde(default, deserialize_with = "json::text")]
    pub picurl: String,
}

impl LinkCard {
    /// With all that it needs.
    pub fn new(
        title: impl Into<String>,
        description: impl Into<String>,
        url: impl Into<String>,
        picurl: impl Into<String>,
    ) -> Self {
        Self { title: title.into(), description: description.into(), url: url.into(), picurl: picurl.into() }
    }
}

/// One choice of a [`CustomMessage::Menu`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MenuChoice {
    /// What comes back as `bizmsgmenuid`.
    #[serde(deserialize_with = "json::text")]
    pub id: String,
    /// What the person reads.
    #[serde(deserialize_with = "json::text")]
    pub content: String,
}

impl MenuChoice {
    /// With all that it needs.
    pub fn new(id: impl Into<String>, content: impl Into<String>) -> Self {
        Self { id: id.into(), content: content.into() }
    }
}

impl CustomMessage {
    /// What can be told to be wrong before it is sent.
    ///
    /// # Errors
    /// If there is no text, or a menu without choices.
    pub fn check(&self) -> Result<Vec<Warning>, Invalid> {
        match self {
            Self::Text(text) if text.trim().is_empty() => Err(Invalid::new("the message has no text")),
            Self::Menu { list, .. } if list.is_empty() => Err(Invalid::new("the menu has no choices")),
            Self::OldNews(_) => Ok(vec![Warning::new(
                "mpnews is no longer supported beside drafts; send what is published by its article_id",
            )]),
            Self::Card(_) => {
                Ok(vec![Warning::new("cards were withdrawn on August 10, 2024 (as documented)")])
            }
            _ => Ok(Vec::new()),
        }
    }
}
