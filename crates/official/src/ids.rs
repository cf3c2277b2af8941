//! Ids that must not be confused are different types.

use serde::{Deserialize, Serialize};
use wxkit_proto::json;

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
