//! Ids that must not be confused are different types.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use wxkit_proto::json;

pub use wxkit_proto::envelope::MediaId;

/// The platform's refusal of an id: there is nothing by it, or not yet.
pub(crate) const INVALID_ID: i64 = 40007;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublishId(#[serde(with = "crate::freepublish::number")] pub u64);

/// A published message in the statistics (消息的数据ID). It comes as a text or as a number; never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MsgDataId(#[serde(with = "crate::freepublish::number")] pub u64);

/// A comment (留言) on one article; never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommentId(#[serde(with = "as_number")] pub u64);

/// A sent mass message (群发消息): a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(#[serde(deserialize_with = "message")] pub i64);

/// A follower, as this account knows the person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpenId(#[serde(deserialize_with = "json::id")] pub String);

/// A name of one's own for one mass message: 1 to 32 ASCII characters. For 24 hours the platform sends nothing twice
/// under the same name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientMessageId(#[serde(deserialize_with = "json::id")] pub String);

/// Articles (图文) of a mass message: of a draft, or prepared by [`PrepareNews`](crate::PrepareNews).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MassNewsId(#[serde(deserialize_with = "json::id")] pub String);

/// A video of a mass message: prepared by [`PrepareVideo`](crate::PrepareVideo), or a permanent video. The id of a
/// temporary video is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MassVideoId(#[serde(deserialize_with = "json::id")] pub String);

/// Any other file of a mass message: temporary media or permanent material.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MassFileId(#[serde(deserialize_with = "json::id")] pub String);

impl From<MediaId> for MassFileId {
    fn from(id: MediaId) -> Self {
        Self(id.into())
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

/// For `#[serde(with)]`: an id of 64 bits that is sent as a number, and may come as a text.
pub(crate) mod as_number {
    use serde::{Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(id: &u64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(*id)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
        crate::freepublish::number::deserialize(from)
    }
}

/// A number that may come as a text, and is none if it is 0, empty or absent.
pub(crate) fn opt_message<'de, D: Deserializer<'de>>(from: D) -> Result<Option<MessageId>, D::Error> {
    Ok(json::opt_int(from)?.filter(|number| *number != 0).map(MessageId))
}

fn message<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    let id = opt_message(from)?.ok_or_else(|| D::Error::custom("expected an id, found nothing"))?;
    Ok(id.0)
}
