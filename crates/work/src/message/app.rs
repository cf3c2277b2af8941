//! What members get and group chats do not.

use serde_json::Value;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Warning};

use super::card::check_card;
use super::kinds::Message;
use super::notice::Notice;
use super::wire::{Wire, missing};

/// A message to members.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AppMessage {
    /// As group chats get it as well.
    Common(Message),
    /// A mini-program's notice.
    Notice(Notice),
    /// A template card (模板卡片), as its JSON object; the platform's documents list its fields. An entry of
    /// `horizontal_content_list` with `type` 2 is an attachment and carries a `media_id`.
    Card(Value),
}

impl AppMessage {
    /// What can be told to be wrong before it is sent.
    ///
    /// # Errors
    /// If something is missing or too long, or an id is known to be of another kind.
    pub fn check(&self) -> Result<Vec<Warning>, Invalid> {
        match self {
            Self::Common(message) => message.check(),
            Self::Notice(notice) => notice.check(),
            Self::Card(card) => check_card(card),
        }
    }

    /// The word on the wire.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Common(message) => message.word(),
            Self::Notice(_) => NOTICE,
            Self::Card(_) => CARD,
        }
    }

    pub(super) fn wire(&self) -> Wire {
        let msgtype = self.word().into();
        match self {
            Self::Common(message) => message.wire(),
            Self::Notice(notice) => {
                Wire { msgtype, miniprogram_notice: Some(notice.clone()), ..Wire::default() }
            }
            Self::Card(card) => Wire { msgtype, template_card: Some(card.clone()), ..Wire::default() },
        }
    }

    pub(super) fn read(wire: Wire) -> Result<Self, DecodeError> {
        Ok(match wire.msgtype.as_str() {
            NOTICE => Self::Notice(wire.miniprogram_notice.ok_or_else(|| missing(NOTICE))?),
            CARD => Self::Card(wire.template_card.ok_or_else(|| missing(CARD))?),
            _ => Self::Common(Message::read(wire)?),
        })
    }
}

const NOTICE: &str = "miniprogram_notice";
const CARD: &str = "template_card";

impl From<Message> for AppMessage {
    fn from(message: Message) -> Self {
        Self::Common(message)
    }
}
