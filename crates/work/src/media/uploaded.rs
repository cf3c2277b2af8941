//! What comes back from every upload.

use serde::{Deserialize, Serialize};
use wxkit_proto::{Timestamp, envelope, json};

/// The reply to every upload: `I` is the type of the id, which tells where it may be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire", bound(serialize = "I: UploadedId", deserialize = "I: UploadedId"))]
#[non_exhaustive]
pub struct Uploaded<I> {
    /// What it was uploaded as, in the platform's word; may be empty.
    pub kind: String,
    /// The id, which knows when it dies.
    pub media_id: I,
}

/// An id that an upload brings.
pub trait UploadedId: Clone {
    /// The id of what was uploaded as `kind`.
    fn made(id: envelope::MediaId, kind: &str) -> Self;

    /// Text and time of birth.
    fn temporary(&self) -> &envelope::MediaId;
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(rename = "type", deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    kind: String,
    #[serde(deserialize_with = "json::text")]
    media_id: String,
    /// A text in the documents, a number in the practice of others.
    #[serde(
        alias = "create_at",
        deserialize_with = "json::opt_int",
        skip_serializing_if = "Option::is_none"
    )]
    created_at: Option<i64>,
}

impl<I: UploadedId> TryFrom<Wire> for Uploaded<I> {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, Self::Error> {
        if wire.media_id.is_empty() {
            return Err("media_id missing");
        }
        Ok(Self { media_id: I::made(born(wire.media_id, wire.created_at), &wire.kind), kind: wire.kind })
    }
}

impl<I: UploadedId> From<Uploaded<I>> for Wire {
    fn from(uploaded: Uploaded<I>) -> Self {
        let id = uploaded.media_id.temporary();
        let created_at = id.birth().and_then(|time| i64::try_from(time.as_secs()).ok());
        Self { kind: uploaded.kind, media_id: id.as_str().to_owned(), created_at }
    }
}

/// An id, and its time of birth if that is told in Unix seconds.
pub(super) fn born(text: String, created_at: Option<i64>) -> envelope::MediaId {
    let id = envelope::MediaId::new(text);
    match created_at.and_then(|time| u64::try_from(time).ok()) {
        Some(time) if time > 0 => id.created_at(Timestamp::from_secs(time)),
        _ => id,
    }
}
