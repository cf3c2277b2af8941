//! Ids that must not be confused are different types.

mod media;

pub use media::{AttachmentId, DownloadId, MediaId, RobotMediaId, WelcomeMediaId};

use wxkit_proto::flow::Notice;
use wxkit_proto::{json, number_id, text_id};

text_id! {
    /// A member (成员) of the corp. The platform takes upper and lower case as the same, and answers in lower case.
    UserId
}

text_id! {
    /// A department (部门) of the corp: a number.
    PartyId
}

text_id! {
    /// A tag (标签) on members of the corp: a number.
    TagId
}

number_id! {
    /// An application (应用) of the corp. It must be the one whose secret is used.
    AgentId, i64, #[serde(deserialize_with = "json::int")]
}

text_id! {
    /// A group chat (群聊) that was made by the API.
    ChatId
}

text_id! {
    /// A sent message of an application: what it is recalled by, for 24 hours.
    MessageId
}

text_id! {
    /// A job that fetches a file from an address; known for 60 minutes.
    JobId
}

impl From<&JobId> for Notice {
    fn from(id: &JobId) -> Self {
        Self::new(id.as_str())
    }
}
