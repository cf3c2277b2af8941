//! The ids of temporary media. All die after 3 days; where each may be used depends on how it was made.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wxkit_proto::{Timestamp, envelope, text_id};

use crate::media::{MediaKind, UploadedId};

/// Temporary media (临时素材): for messages of any application of the corp it belongs to, and to get back.
///
/// It knows what it was uploaded as and when it dies if it comes from a reply, and whose it is if somebody said so
/// ([`MediaId::of`]). On the wire it is its text alone, and two ids are equal if their texts are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "envelope::MediaId", into = "envelope::MediaId")]
pub struct MediaId {
    id: envelope::MediaId,
    kind: Option<MediaKind>,
    corp: Option<Arc<str>>,
}

/// An id that knows of its upload when it dies, and nothing else.
macro_rules! temporary_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(envelope::MediaId);

        impl $name {
            /// An id of which nothing more is known.
            pub fn new(text: impl Into<String>) -> Self {
                Self(envelope::MediaId::new(text))
            }

            /// The id itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// When it was made; `None` if that is not known.
            #[must_use]
            pub fn birth(&self) -> Option<Timestamp> {
                self.0.birth()
            }

            /// When it dies; `None` if that is not known.
            #[must_use]
            pub fn death(&self) -> Option<Timestamp> {
                self.0.death()
            }
        }

        impl From<envelope::MediaId> for $name {
            fn from(id: envelope::MediaId) -> Self {
                Self(id)
            }
        }

        impl From<$name> for envelope::MediaId {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

temporary_id! {
    /// An attachment of customer contact (客户联系): for customer moments or the product album, and nothing else.
    AttachmentId
}

temporary_id! {
    /// Media of one group robot (群机器人): for that robot alone.
    RobotMediaId
}

temporary_id! {
    /// What a job has fetched from an address: to get back, and for the welcome message of customer contact (入群欢迎语); not
    /// for messages.
    WelcomeMediaId
}

text_id! {
    /// Whatever can be got back.
    DownloadId
}

impl MediaId {
    /// An id of which nothing more is known.
    pub fn new(text: impl Into<String>) -> Self {
        envelope::MediaId::new(text).into()
    }

    /// An id that was made at this time.
    #[must_use]
    pub fn created_at(self, time: Timestamp) -> Self {
        Self { id: self.id.created_at(time), ..self }
    }

    /// An id of what was uploaded as this.
    #[must_use]
    pub fn uploaded_as(self, kind: MediaKind) -> Self {
        Self { kind: Some(kind), ..self }
    }

    /// An id that belongs to this corp (CorpID).
    #[must_use]
    pub fn of(self, corp: impl Into<Arc<str>>) -> Self {
        Self { corp: Some(corp.into()), ..self }
    }

    /// The id itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.id.as_str()
    }

    /// What it was uploaded as; `None` if that is not known.
    #[must_use]
    pub fn kind(&self) -> Option<MediaKind> {
        self.kind
    }

    /// The corp it belongs to; `None` if that is not known. To another corp it is unknown (40007).
    #[must_use]
    pub fn corp(&self) -> Option<&str> {
        self.corp.as_deref()
    }

    /// When it was made; `None` if that is not known.
    #[must_use]
    pub fn birth(&self) -> Option<Timestamp> {
        self.id.birth()
    }

    /// When it dies; `None` if that is not known. From then on the platform answers 40007.
    #[must_use]
    pub fn death(&self) -> Option<Timestamp> {
        self.id.death()
    }
}

impl fmt::Display for MediaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl AsRef<str> for MediaId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for MediaId {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for MediaId {}

impl From<envelope::MediaId> for MediaId {
    fn from(id: envelope::MediaId) -> Self {
        Self { id, kind: None, corp: None }
    }
}

impl From<MediaId> for envelope::MediaId {
    fn from(id: MediaId) -> Self {
        id.id
    }
}

impl From<MediaId> for DownloadId {
    fn from(id: MediaId) -> Self {
        Self(id.id.into())
    }
}

impl From<WelcomeMediaId> for DownloadId {
    fn from(id: WelcomeMediaId) -> Self {
        Self(id.0.into())
    }
}

impl UploadedId for MediaId {
    fn made(id: envelope::MediaId, kind: &str) -> Self {
        Self { id, kind: MediaKind::from_word(kind), corp: None }
    }

    fn temporary(&self) -> &envelope::MediaId {
        &self.id
    }
}

impl UploadedId for AttachmentId {
    fn made(id: envelope::MediaId, _: &str) -> Self {
        Self(id)
    }

    fn temporary(&self) -> &envelope::MediaId {
        &self.0
    }
}

impl UploadedId for RobotMediaId {
    fn made(id: envelope::MediaId, _: &str) -> Self {
        Self(id)
    }

    fn temporary(&self) -> &envelope::MediaId {
        &self.0
    }
}
