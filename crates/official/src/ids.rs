//! Ids that must not be confused are different types.

use serde::Deserializer;
use serde::de::Error as _;
use wxkit_proto::flow::Notice;
use wxkit_proto::{json, number_id, text_id};

pub use wxkit_proto::envelope::MediaId;

/// The platform's refusal of an id: there is nothing by it, or not yet.
pub(crate) const INVALID_ID: i64 = 40007;

text_id! {
    /// Permanent material (永久素材): a cover, for example. Lives until it is deleted.
    MaterialId
}

text_id! {
    /// The number of a video, `wxv_…`: begins with its upload and ends up in the article's frame.
    Vid
}

text_id! {
    /// A saved video of the media API: what its review is asked by.
    VideoId
}

text_id! {
    /// An article of the publish library (发布库). The manual calls it `media_id`; it is no id of media or material.
    NewsId
}

text_id! {
    /// A draft (草稿). The documents call it `media_id`; it is no id of media, material or the publish library, and it dies
    /// when the draft is published or sent.
    DraftId
}

text_id! {
    /// What was published of one draft: one or several articles (图文).
    ArticleId
}

number_id! {
    /// A publish job (发布任务). It comes as a text or as a number, and is sent as a text; never 0.
    PublishId, u64, #[serde(with = "crate::freepublish::number")]
}

number_id! {
    /// A published message in the statistics (消息的数据ID). It comes as a text or as a number; never 0.
    MsgDataId, u64, #[serde(with = "crate::freepublish::number")]
}

number_id! {
    /// A comment (留言) on one article; never 0.
    CommentId, u64, #[serde(with = "as_number")]
}

number_id! {
    /// A sent mass message (群发消息): a number.
    MessageId, i64, #[serde(deserialize_with = "message")]
}

text_id! {
    /// A follower, as this account knows the person.
    OpenId
}

text_id! {
    /// A name of one's own for one mass message: 1 to 32 ASCII characters. For 24 hours the platform sends nothing twice
    /// under the same name.
    ClientMessageId
}

text_id! {
    /// Articles (图文) of a mass message: of a draft, or prepared by [`PrepareNews`](crate::mass::PrepareNews).
    MassNewsId
}

text_id! {
    /// A video of a mass message: prepared by [`PrepareVideo`](crate::mass::PrepareVideo), or a permanent video. The id of a
    /// temporary video is none.
    MassVideoId
}

text_id! {
    /// Any other file of a mass message: temporary media or permanent material.
    MassFileId
}

impl From<PublishId> for Notice {
    fn from(id: PublishId) -> Self {
        Self::new(id.get().to_string())
    }
}

impl From<MessageId> for Notice {
    fn from(id: MessageId) -> Self {
        Self::new(id.get().to_string())
    }
}

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
