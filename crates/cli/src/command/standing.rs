//! Where something stands, for programs: a word of ours that is the same in all commands, and the platform's own beside it.

use serde::Serialize;
use serde_json::Value;
use wxkit::official::freepublish::FreepublishStatus;
use wxkit::official::library::PublishStatus;
use wxkit::official::mass::MassStatus;
use wxkit::official::video::VideoStatus;

/// Part of an object: `{"status":"in_review","platform_status":"审核中"}`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Standing {
    status: &'static str,
    platform_status: Value,
}

/// A reply of the platform, and where the thing stands that it is about.
#[derive(Debug, Serialize)]
pub(super) struct Reported<'a, T> {
    #[serde(flatten)]
    pub(super) reply: &'a T,
    #[serde(flatten)]
    pub(super) standing: Standing,
}

impl Standing {
    /// What the platform has no word for.
    pub(super) fn of(status: &'static str) -> Self {
        Self { status, platform_status: Value::Null }
    }
}

impl Default for Standing {
    fn default() -> Self {
        Self::of("unknown")
    }
}

impl From<&PublishStatus> for Standing {
    fn from(found: &PublishStatus) -> Self {
        let status = match found {
            PublishStatus::NotSubmitted => "not_submitted",
            PublishStatus::InReview => "in_review",
            PublishStatus::Published => "published",
            PublishStatus::ReviewFailed => "rejected",
            _ => "unknown",
        };
        Self { status, platform_status: found.word().into() }
    }
}

impl From<FreepublishStatus> for Standing {
    fn from(found: FreepublishStatus) -> Self {
        let status = match found {
            FreepublishStatus::Published => "published",
            FreepublishStatus::Publishing => "publishing",
            FreepublishStatus::OriginalityFailed => "originality_failed",
            FreepublishStatus::Failed => "failed",
            FreepublishStatus::ReviewFailed => "rejected",
            FreepublishStatus::Deleted => "deleted",
            FreepublishStatus::Banned => "banned",
            _ => "unknown",
        };
        Self { status, platform_status: found.number().into() }
    }
}

impl From<VideoStatus> for Standing {
    fn from(found: VideoStatus) -> Self {
        let status = match found {
            VideoStatus::Checking => "in_review",
            VideoStatus::CheckFailed => "rejected",
            VideoStatus::Passed => "passed",
            VideoStatus::Transcoding => "transcoding",
            VideoStatus::TranscodingFailed => "transcoding_failed",
            VideoStatus::Forbidden => "banned",
            VideoStatus::Deleted => "deleted",
            _ => "unknown",
        };
        Self { status, platform_status: found.number().into() }
    }
}

impl From<&MassStatus> for Standing {
    fn from(found: &MassStatus) -> Self {
        let status = match found {
            MassStatus::Sent => "sent",
            MassStatus::Sending => "sending",
            MassStatus::Failed => "failed",
            MassStatus::Deleted => "deleted",
            _ => "unknown",
        };
        Self { status, platform_status: found.word().into() }
    }
}
