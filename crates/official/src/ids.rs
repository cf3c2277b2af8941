//! Ids that must not be confused are different types.

use std::hash::{Hash, Hasher};
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize};
use wxkit_proto::{Timestamp, json};

/// Temporary media (临时素材): a file that lives for 3 days and may be used any number of times in them.
///
/// It knows when it dies if it comes from a reply; on the wire it is its text alone, and two ids are equal if their texts
/// are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Text", into = "String")]
pub struct MediaId {
    text: String,
    created_at: Option<Timestamp>,
}

/// Permanent material (永久素材): a cover, for example. Lives until it is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MaterialId(#[serde(deserialize_with = "json::id")] pub String);

/// The number of a video, `wxv_…`: begins with its upload and ends up in the article's frame.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Vid(#[serde(deserialize_with = "json::id")] pub String);

/// A saved video of the media API: what its review is asked by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VideoId(#[serde(deserialize_with = "json::id")] pub String);

/// An article of the publish library (发布库). The manual calls it `media_id`; it is no id of media or material.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NewsId(#[serde(deserialize_with = "json::id")] pub String);

/// A sent mass message (群发消息): a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(#[serde(deserialize_with = "number")] pub i64);

/// A follower, as this account knows the person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpenId(#[serde(deserialize_with = "json::id")] pub String);

/// A name of one's own for one mass message: 1 to 32 ASCII characters. For 24 hours the platform sends nothing twice under
/// the same name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientMessageId(#[serde(deserialize_with = "json::id")] pub String);

/// Articles (图文) of a mass message: of a draft, or prepared by [`PrepareNews`](crate::PrepareNews).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MassNewsId(#[serde(deserialize_with = "json::id")] pub String);

/// A video of a mass message: prepared by [`PrepareVideo`](crate::PrepareVideo), or a permanent video. The id of a temporary
/// video is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MassVideoId(#[serde(deserialize_with = "json::id")] pub String);

/// Any other file of a mass message: temporary media or permanent material.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MassFileId(#[serde(deserialize_with = "json::id")] pub String);

impl MediaId {
    /// How long temporary media lives (spec 2.1).
    pub const LIFE: Duration = Duration::from_secs(3 * 24 * 60 * 60);

    /// An id whose age is not known.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), created_at: None }
    }

    /// An id that was made at this time.
    #[must_use]
    pub fn created_at(mut self, time: Timestamp) -> Self {
        self.created_at = Some(time);
        self
    }

    /// The id itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// When it was made; `None` if that is not known.
    #[must_use]
    pub fn birth(&self) -> Option<Timestamp> {
        self.created_at
    }

    /// When it dies; `None` if that is not known. From then on the platform answers 40007.
    #[must_use]
    pub fn death(&self) -> Option<Timestamp> {
        Some(self.created_at? + Self::LIFE)
    }
}

impl PartialEq for MediaId {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for MediaId {}

impl Hash for MediaId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

#[derive(Deserialize)]
struct Text(#[serde(deserialize_with = "json::id")] String);

impl From<Text> for MediaId {
    fn from(Text(text): Text) -> Self {
        Self::new(text)
    }
}

impl From<MediaId> for String {
    fn from(id: MediaId) -> Self {
        id.text
    }
}

impl From<MediaId> for MassFileId {
    fn from(id: MediaId) -> Self {
        Self(id.text)
    }
}

impl From<MaterialId> for MassFileId {
    fn from(id: MaterialId) -> Self {
        Self(id.0)
    }
}

impl From<MaterialId> for MassVideoId {
    fn from(id: MaterialId) -> Self {
        Self(id.0)
    }
}

/// A number that may come as a text, and is none if it is 0, empty or absent.
pub(crate) fn opt_message<'de, D: Deserializer<'de>>(from: D) -> Result<Option<MessageId>, D::Error> {
    Ok(json::opt_int(from)?.filter(|number| *number != 0).map(MessageId))
}

fn number<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    let id = opt_message(from)?.ok_or_else(|| serde::de::Error::custom("expected an id, found nothing"))?;
    Ok(id.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_knows_when_it_dies() {
        let id = MediaId::new("M").created_at(Timestamp::from_secs(1_525_936_573));
        assert_eq!(id.death(), Some(Timestamp::from_secs(1_526_195_773)));
        assert_eq!((&id, id.as_str()), (&MediaId::new("M"), "M"));
        assert_eq!(MediaId::new("M").death(), None);
        assert!(json::from_slice::<MediaId>(br#""""#).is_err());
    }

    #[test]
    fn message_ids_come_as_numbers_and_as_texts() {
        assert_eq!(json::from_slice::<MessageId>(br#""34182""#), Ok(MessageId(34182)));
        assert!(json::from_slice::<MessageId>(b"0").is_err());
        assert!(json::from_slice::<MessageId>(b"null").is_err());
    }
}

/// A draft (草稿). The documents call it `media_id`; it is no id of media, material or the publish library, and it dies
/// when the draft is published or sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DraftId(#[serde(deserialize_with = "json::id")] pub String);

/// What was published of one draft: one or several articles (图文).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(#[serde(deserialize_with = "json::id")] pub String);

/// A publish job (发布任务). It comes as a text or as a number, and is sent as a text; never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PublishId(pub u64);

/// A published message in the statistics (消息的数据ID). It comes as a text or as a number; never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MsgDataId(pub u64);

impl Serialize for PublishId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PublishId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let id = number(&Value::deserialize(from)?).map(Self);
        id.ok_or_else(|| D::Error::custom("expected the number of a publish job"))
    }
}

impl Serialize for MsgDataId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

/// For `#[serde(deserialize_with)]`: nothing that can be wrong with it is worth losing the rest of the reply.
pub(crate) fn msg_data_id<'de, D: Deserializer<'de>>(from: D) -> Result<Option<MsgDataId>, D::Error> {
    Ok(number(&Value::deserialize(from)?).map(MsgDataId))
}

/// All 64 bits, which [`json::as_int`] does not take.
fn number(value: &Value) -> Option<u64> {
    let number = match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| *number > 0)
}
