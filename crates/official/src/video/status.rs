//! Where the review of a video stands.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use crate::Official;
use crate::ids::VideoId;

/// `POST /cgi-bin/material/upload_video?action=query_status`.
///
/// Without a body. The reply has neither `ret` nor `errcode`.
///
/// More: [`manual::video`](crate::manual::video#query_status), [the media API's manual](https://res.wx.qq.com/download/MediaApiDoc.pdf).
///
/// ```
/// use wxkit_official::ids::VideoId;
/// use wxkit_official::video::QueryStatus;
///
/// let call = QueryStatus::new(VideoId::from("MEDIA_ID")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "material/upload_video?action=query_status")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueryStatus {
    /// Which video.
    pub media_id: VideoId,
}

impl QueryStatus {
    /// With all that it needs.
    pub fn new(media_id: VideoId) -> Self {
        Self { media_id }
    }
}

/// The reply to [`QueryStatus`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VideoReview {
    /// Where the review stands.
    pub status: VideoStatus,
    /// What was found about originality.
    #[serde(default)]
    pub ori_status: OriginalStatus,
    /// Words about a failure; `check pass` if there was none.
    #[serde(default, deserialize_with = "json::text")]
    pub mp_video_fail_detail_wording: String,
    /// The number for the article's frame; empty if the platform left it out.
    #[serde(default, deserialize_with = "json::text")]
    pub vid: String,
}

impl VideoReview {
    /// As a server says it.
    #[must_use]
    pub fn new(
        status: VideoStatus,
        ori_status: OriginalStatus,
        wording: impl Into<String>,
        vid: impl Into<String>,
    ) -> Self {
        Self { status, ori_status, mp_video_fail_detail_wording: wording.into(), vid: vid.into() }
    }
}

/// Where the review of a video stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Int", into = "i64")]
#[non_exhaustive]
pub enum VideoStatus {
    /// 审核中.
    Checking,
    /// 审核失败.
    CheckFailed,
    /// 审核通过: it may be used.
    Passed,
    /// 转码中.
    Transcoding,
    /// 转码失败.
    TranscodingFailed,
    /// 被封禁.
    Forbidden,
    /// 已删除.
    Deleted,
    /// A number that is not listed; taken as not final.
    Unknown(i64),
}

/// What was found about the originality of a video.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Int", into = "i64")]
#[non_exhaustive]
pub enum OriginalStatus {
    /// 普通状态.
    #[default]
    Ordinary,
    /// 原创状态.
    Original,
    /// 转载状态.
    Reprint,
    /// A number that is not listed.
    Unknown(i64),
}

const STATUS: &[(i64, VideoStatus)] = &[
    (0, VideoStatus::Checking),
    (2, VideoStatus::CheckFailed),
    (3, VideoStatus::Passed),
    (4, VideoStatus::Transcoding),
    (5, VideoStatus::TranscodingFailed),
    (9, VideoStatus::Forbidden),
    (10, VideoStatus::Deleted),
];

const ORIGINAL: &[(i64, OriginalStatus)] =
    &[(0, OriginalStatus::Ordinary), (1, OriginalStatus::Original), (2, OriginalStatus::Reprint)];

impl VideoStatus {
    /// The platform's number.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Unknown(number) => number,
            known => STATUS.iter().find(|(_, status)| *status == known).map_or(0, |(number, _)| *number),
        }
    }

    /// Whether it is final and bad.
    #[must_use]
    pub fn has_failed(self) -> bool {
        matches!(self, Self::CheckFailed | Self::TranscodingFailed | Self::Forbidden | Self::Deleted)
    }

    /// For people.
    #[must_use]
    pub fn wording(self) -> &'static str {
        match self {
            Self::Checking => "in review (审核中)",
            Self::CheckFailed => "the review failed (审核失败)",
            Self::Passed => "passed (审核通过)",
            Self::Transcoding => "transcoding (转码中)",
            Self::TranscodingFailed => "transcoding failed (转码失败)",
            Self::Forbidden => "forbidden (被封禁)",
            Self::Deleted => "deleted (已删除)",
            Self::Unknown(_) => "in a state that is not documented",
        }
    }
}

impl Endpoint for QueryStatus {
    type Platform = Official;
    type Reply = VideoReview;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/material/upload_video?action=query_status";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("media_id", self.media_id.as_str());
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self { media_id: VideoId::from(from.query("media_id")?) })
    }
}

#[derive(Deserialize)]
struct Int(#[serde(deserialize_with = "json::int")] i64);

impl From<Int> for VideoStatus {
    fn from(Int(number): Int) -> Self {
        STATUS.iter().find(|(known, _)| *known == number).map_or(Self::Unknown(number), |(_, status)| *status)
    }
}

impl From<VideoStatus> for i64 {
    fn from(status: VideoStatus) -> Self {
        status.number()
    }
}

impl From<Int> for OriginalStatus {
    fn from(Int(number): Int) -> Self {
        ORIGINAL
            .iter()
            .find(|(known, _)| *known == number)
            .map_or(Self::Unknown(number), |(_, status)| *status)
    }
}

impl From<OriginalStatus> for i64 {
    fn from(status: OriginalStatus) -> Self {
        match status {
            OriginalStatus::Unknown(number) => number,
            known => ORIGINAL.iter().find(|(_, status)| *status == known).map_or(0, |(number, _)| *number),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn query_status() {
        check(
            &QueryStatus { media_id: VideoId::from("MEDIA_ID") },
            r#"{"status":3,"ori_status":"2","mp_video_fail_detail_wording":"check pass","vid":"wxv_123456"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/material/upload_video?action=query_status&media_id=MEDIA_ID&access_token=TOKEN
                content-length: 0


                VideoReview { status: Passed, ori_status: Reprint, mp_video_fail_detail_wording: "check pass", vid: "wxv_123456" }"#]],
        );
        let refused = refusal::<QueryStatus>(r#"{"errcode":40007,"errmsg":"invalid media_id"}"#);
        expect!["media: WeChat refused with 40007, the media id is not valid: invalid media_id"]
            .assert_eq(&refused);
    }

    #[test]
    fn unknown_numbers_are_kept() {
        let review: VideoReview = json::from_slice(br#"{"status":7}"#).unwrap();
        assert_eq!(
            (review.status, review.status.number(), review.status.has_failed()),
            (VideoStatus::Unknown(7), 7, false)
        );
    }
}
