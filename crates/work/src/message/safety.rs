//! How far a message may be passed on.

use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, json};

/// How far a message may be passed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Int", into = "u8")]
#[non_exhaustive]
pub enum Safety {
    /// To anybody.
    #[default]
    Shareable,
    /// To nobody, and it shows a watermark (保密消息).
    Confidential,
    /// Within the corp; for articles that WeChat keeps only.
    WithinCorp,
}

impl Safety {
    /// Whether messages of this kind can be sent so.
    pub(super) fn check(self, word: &str) -> Result<(), Invalid> {
        let may = match self {
            Self::Shareable => true,
            Self::Confidential => matches!(word, "text" | "image" | "video" | "file" | "mpnews"),
            Self::WithinCorp => word == "mpnews",
        };
        if may {
            return Ok(());
        }
        let tip = if word == "news" { "; send it as mpnews" } else { "" };
        Err(Invalid::new(format!("a message of type {word} cannot be {}{tip} (as documented)", self.name())))
    }

    pub(super) fn is_usual(&self) -> bool {
        *self == Self::Shareable
    }

    fn name(self) -> &'static str {
        match self {
            Self::Shareable => "shareable",
            Self::Confidential => "confidential",
            Self::WithinCorp => "kept within the corp",
        }
    }
}

#[derive(Deserialize)]
struct Int(#[serde(deserialize_with = "json::int")] i64);

impl TryFrom<Int> for Safety {
    type Error = DecodeError;

    fn try_from(Int(number): Int) -> Result<Self, DecodeError> {
        match number {
            0 => Ok(Self::Shareable),
            1 => Ok(Self::Confidential),
            2 => Ok(Self::WithinCorp),
            _ => Err(DecodeError::new("safe not valid")),
        }
    }
}

impl From<Safety> for u8 {
    fn from(safety: Safety) -> Self {
        match safety {
            Safety::Shareable => 0,
            Safety::Confidential => 1,
            Safety::WithinCorp => 2,
        }
    }
}
