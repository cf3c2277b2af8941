//! Where a publish job stands.

use serde::{Deserialize, Serialize};
use wxkit_proto::json;

/// Where a publish job (发布任务) stands: `publish_status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Int", into = "i64")]
#[non_exhaustive]
pub enum FreepublishStatus {
    /// 成功: the addresses are valid.
    Published,
    /// 发布中.
    Publishing,
    /// 原创失败: the check for originality failed.
    OriginalityFailed,
    /// 常规失败: an ordinary failure.
    Failed,
    /// 平台审核不通过: the platform's review refused it.
    ReviewFailed,
    /// 成功后用户删除所有文章: it was published, then all articles were deleted.
    Deleted,
    /// 成功后系统封禁所有文章: it was published, then the platform banned all articles.
    Banned,
    /// A number that is not listed; taken as not final.
    Unknown(i64),
}

const STATUS: &[(i64, FreepublishStatus)] = &[
    (0, FreepublishStatus::Published),
    (1, FreepublishStatus::Publishing),
    (2, FreepublishStatus::OriginalityFailed),
    (3, FreepublishStatus::Failed),
    (4, FreepublishStatus::ReviewFailed),
    (5, FreepublishStatus::Deleted),
    (6, FreepublishStatus::Banned),
];

impl FreepublishStatus {
    /// The platform's number.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Unknown(number) => number,
            known => STATUS.iter().find(|(_, status)| *status == known).map_or(0, |(number, _)| *number),
        }
    }

    /// Whether it stays as it is.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Publishing | Self::Unknown(_))
    }

    /// Whether it is final and bad.
    #[must_use]
    pub fn has_failed(self) -> bool {
        self.is_final() && self != Self::Published
    }

    /// For people.
    #[must_use]
    pub fn wording(self) -> &'static str {
        match self {
            Self::Published => "published (发布成功)",
            Self::Publishing => "publishing (发布中)",
            Self::OriginalityFailed => "the check for originality failed (原创失败)",
            Self::Failed => "failed (常规失败)",
            Self::ReviewFailed => "the review refused it (平台审核不通过)",
            Self::Deleted => "published, then all articles were deleted (用户删除)",
            Self::Banned => "published, then all articles were banned (系统封禁)",
            Self::Unknown(_) => "in a state that is not documented",
        }
    }
}

#[derive(Deserialize)]
struct Int(#[serde(deserialize_with = "number")] i64);

/// Unlike [`json::int`] not lenient to emptiness: 0 would mean published.
fn number<'de, D: serde::Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    json::opt_int(from)?.ok_or_else(|| serde::de::Error::custom("expected a status, found nothing"))
}

impl From<Int> for FreepublishStatus {
    fn from(Int(number): Int) -> Self {
        STATUS.iter().find(|(known, _)| *known == number).map_or(Self::Unknown(number), |(_, status)| *status)
    }
}

impl From<FreepublishStatus> for i64 {
    fn from(status: FreepublishStatus) -> Self {
        status.number()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept() {
        let read = |json: &str| json::from_slice::<FreepublishStatus>(json.as_bytes());
        for number in 0..9 {
            let status = read(&format!("\"{number}\"")).unwrap();
            assert_eq!(status.number(), number);
            assert_eq!(status.is_final(), (number != 1) && (number < 7));
            assert_eq!(status.has_failed(), (2..=6).contains(&number));
        }
        assert_eq!(read("7"), Ok(FreepublishStatus::Unknown(7)));
        assert!(read("null").is_err() && read("\"\"").is_err());
    }
}
