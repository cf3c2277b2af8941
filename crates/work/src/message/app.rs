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

    /// Reads a message as it stands on the wire: `msgtype`, and the object of that name.
    ///
    /// # Errors
    /// If there is no such type, its object is missing or wrong, or there is something beside the two.
    pub fn from_json(message: Value) -> Result<Self, Invalid> {
        if !message.is_object() {
            return Err(Invalid::new("the message must be a JSON object"));
        }
        let kind = message.get("msgtype").and_then(Value::as_str).unwrap_or_default().to_owned();
        let fields = message.as_object().into_iter().flatten().map(|(name, _)| name);
        if let Some(name) = fields.into_iter().find(|name| **name != "msgtype" && **name != kind) {
            return Err(Invalid::new(format!("the message holds {name} beside msgtype and its object")));
        }
        let wrong = |error: String| Invalid::new(format!("the message cannot be read: {error}"));
        let wire = serde_json::from_value(message).map_err(|error| wrong(error.to_string()))?;
        Self::read(wire).map_err(|error| wrong(error.to_string()))
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

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use serde_json::json;

    use super::*;

    fn check(message: Value, expected: &Expect) {
        let read = AppMessage::from_json(message);
        expected.assert_eq(&read.map_or_else(|invalid| invalid.message, |message| format!("{message:?}")));
    }

    #[test]
    fn messages_as_they_stand_on_the_wire() {
        check(json!({"msgtype": "text", "text": {"content": "茶"}}), &expect![[r#"Common(Text("茶"))"#]]);
        check(
            json!({"msgtype": "text", "text": {"content": "茶"}, "touser": "a"}),
            &expect!["the message holds touser beside msgtype and its object"],
        );
        check(
            json!({"msgtype": "text", "image": {"media_id": "M"}}),
            &expect!["the message holds image beside msgtype and its object"],
        );
        check(
            json!({"msgtype": "news", "news": {}}),
            &expect!["the message cannot be read: missing field `articles`"],
        );
        check(
            json!({"text": {"content": "茶"}}),
            &expect!["the message holds text beside msgtype and its object"],
        );
        check(json!(["text"]), &expect!["the message must be a JSON object"]);
    }
}
