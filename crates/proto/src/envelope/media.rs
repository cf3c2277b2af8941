//! The id of temporary media.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use crate::env::Timestamp;
use crate::json;
use serde::{Deserialize, Serialize};

/// Temporary media (临时素材): a file that lives for 3 days and may be used any number of times in them.
///
/// It knows when it dies if it comes from a reply; on the wire it is its text alone, and two ids are equal if their
/// texts are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Text", into = "String")]
pub struct MediaId {
    text: String,
    created_at: Option<Timestamp>,
}

impl MediaId {
    /// How long temporary media lives.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_knows_when_it_dies() {
        let id = MediaId::new("M").created_at(Timestamp::from_secs(1_525_936_573));
        assert_eq!(id.death(), Some(Timestamp::from_secs(1_526_195_773)));
        assert_eq!((&id, id.as_str()), (&MediaId::new("M"), "M"));
        assert_eq!(id.birth(), Some(Timestamp::from_secs(1_525_936_573)));
        assert_eq!(MediaId::new("M").death(), None);
        assert_ne!(id, MediaId::new("N"));
        assert_eq!((id.to_string().as_str(), id.as_ref()), ("M", "M"));
        let ids = std::collections::HashSet::from([id, MediaId::new("M"), MediaId::new("N")]);
        assert_eq!(ids.len(), 2);
        let hash = |id: &MediaId| {
            let mut state = std::hash::DefaultHasher::new();
            id.hash(&mut state);
            state.finish()
        };
        assert_ne!(hash(&MediaId::new("M")), hash(&MediaId::new("N")));
        let written = serde_json::to_string(&MediaId::new("M").created_at(Timestamp::default()));
        assert_eq!(written.unwrap(), r#""M""#);
        assert!(json::from_slice::<MediaId>(br#""""#).is_err());
    }
}
