//! Make a temporary video fit for a mass message.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Timestamp, json};

use crate::Official;
use crate::ids::{MassVideoId, MediaId};

/// `POST /cgi-bin/media/uploadvideo`: gives a temporary video a title and a description.
/// What comes back is another id, the one to send.
///
/// More: [`manual::mass`](crate::manual::mass#uploadvideo), [WeChat's page](https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Batch_Sends_and_Originality_Checks.html).
///
/// ```
/// use wxkit_official::ids::MediaId;
/// use wxkit_official::mass::PrepareVideo;
///
/// // `client.call(call).await?` brings the reply.
/// let call = PrepareVideo::new(MediaId::new("MEDIA_ID"), "春茶", "一壶好茶");
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "media/uploadvideo")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PrepareVideo {
    /// The temporary video. With the id of a permanent one, users report 40007; such a video is sent as it is.
    pub media_id: MediaId,
    /// The title.
    pub title: String,
    /// The description.
    pub description: String,
}

impl PrepareVideo {
    /// With all that it needs.
    pub fn new(media_id: MediaId, title: impl Into<String>, description: impl Into<String>) -> Self {
        Self { media_id, title: title.into(), description: description.into() }
    }
}

/// The reply to [`PrepareVideo`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PreparedVideo {
    /// `video`.
    #[serde(rename = "type", default, deserialize_with = "json::text")]
    pub kind: String,
    /// What to send.
    pub media_id: MassVideoId,
    /// When it was made, in Unix seconds.
    #[serde(default, alias = "create_at", deserialize_with = "json::int")]
    pub created_at: i64,
}

impl PreparedVideo {
    /// When it dies, 3 days later; `None` if the platform left out when it was made.
    #[must_use]
    pub fn death(&self) -> Option<Timestamp> {
        let made = u64::try_from(self.created_at).ok().filter(|time| *time > 0)?;
        Some(Timestamp::from_secs(made) + MediaId::LIFE)
    }
}

impl Endpoint for PrepareVideo {
    type Platform = Official;
    type Reply = PreparedVideo;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/media/uploadvideo";

    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(self);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn prepare_video() {
        check(
            &PrepareVideo {
                media_id: MediaId::new("MEDIA"),
                title: "冲茶".into(),
                description: "一壶".into(),
            },
            r#"{"type":"video","media_id":"VIDEO","created_at":1525936573}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/media/uploadvideo?access_token=TOKEN
                content-type: application/json
                content-length: 60

                {"media_id":"MEDIA","title":"冲茶","description":"一壶"}
                PreparedVideo { kind: "video", media_id: MassVideoId("VIDEO"), created_at: 1525936573 }"#]],
        );
        let refused = refusal::<PrepareVideo>(r#"{"errcode":40007,"errmsg":"invalid media_id"}"#);
        expect!["media: WeChat refused with 40007, the media id is not valid: invalid media_id"]
            .assert_eq(&refused);
    }

    #[test]
    fn it_dies_after_three_days() {
        let made =
            |time| PreparedVideo { kind: String::new(), media_id: MassVideoId::from("V"), created_at: time };
        assert_eq!(made(1_525_936_573).death(), Some(Timestamp::from_secs(1_526_195_773)));
        assert_eq!(made(0).death(), None);
    }
}
