//! Ids that must not be confused are different types.

mod media;

pub use media::{AttachmentId, DownloadId, MediaId, RobotMediaId, WelcomeMediaId};

use serde::{Deserialize, Serialize};
use wxkit_proto::json;

/// A member (成员) of the corp. The platform takes upper and lower case as the same, and answers in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(#[serde(deserialize_with = "json::id")] pub String);

/// A department (部门) of the corp: a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartyId(#[serde(deserialize_with = "json::id")] pub String);

/// A tag (标签) on members of the corp: a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TagId(#[serde(deserialize_with = "json::id")] pub String);

/// An application (应用) of the corp. It must be the one whose secret is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AgentId(#[serde(deserialize_with = "json::int")] pub i64);

/// A group chat (群聊) that was made by the API.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChatId(#[serde(deserialize_with = "json::id")] pub String);

/// A sent message of an application: what it is recalled by, for 24 hours.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(#[serde(deserialize_with = "json::id")] pub String);

/// A job that fetches a file from an address; known for 60 minutes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(#[serde(deserialize_with = "json::id")] pub String);
