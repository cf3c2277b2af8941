//! Fetch temporary media.

use bytes::Bytes;
use http::{Method, Response};
use serde::{Deserialize, Serialize};
use wxkit_proto::download::{Fetch, ReceivedFile};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Reply, json};

use crate::Official;
use crate::ids::MediaId;

/// `GET /cgi-bin/media/get`: the file behind a temporary id of this account, or behind the
/// `MediaId` that a user's message came with.
///
/// A video comes as an address, from which [`Download`](wxkit_proto::download::Download) fetches it without the token.
///
/// More: [`manual::media`](crate::manual::media#get), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/material/temporary/api_getmedia.html).
///
/// ```
/// use wxkit_official::ids::MediaId;
/// use wxkit_official::media::DownloadMedia;
///
/// let call = DownloadMedia::new(MediaId::new("MEDIA_ID")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "media/get")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DownloadMedia {
    /// Which file.
    pub media_id: MediaId,
}

impl DownloadMedia {
    /// With all that it needs.
    pub fn new(media_id: MediaId) -> Self {
        Self { media_id }
    }
}

/// `GET /cgi-bin/media/get/jssdk`: a voice that was recorded in a page by the JS SDK, as speex of 16 kHz;
/// [`DownloadMedia`] gives it as AMR of 8 kHz. For certified accounts.
///
/// More: [`manual::media`](crate::manual::media#get-jssdk), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/material/temporary/api_gethdvoice.html).
///
/// ```
/// use wxkit_official::ids::MediaId;
/// use wxkit_official::media::DownloadVoice;
///
/// let call = DownloadVoice::new(MediaId::new("MEDIA_ID")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "media/get/jssdk")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DownloadVoice {
    /// Which voice.
    pub media_id: MediaId,
}

impl DownloadVoice {
    /// With all that it needs.
    pub fn new(media_id: MediaId) -> Self {
        Self { media_id }
    }
}

/// The reply to [`DownloadMedia`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Media {
    /// An image, a voice or a thumbnail.
    File(ReceivedFile),
    /// A video, which is elsewhere.
    Video {
        /// Where it can be fetched without the token, for a while; may be plain http.
        video_url: String,
    },
}

impl Endpoint for DownloadMedia {
    type Platform = Official;
    type Reply = Media;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/media/get";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("media_id", self.media_id.as_str());
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self { media_id: MediaId::new(from.query("media_id")?) })
    }
}

impl Fetch for DownloadMedia {
    const LIMIT: u64 = 256 * 1024 * 1024;

    fn id(&self) -> String {
        self.media_id.as_str().to_owned()
    }

    fn pointer(reply: &Media) -> Option<&str> {
        match reply {
            Media::Video { video_url } => Some(video_url),
            Media::File(_) => None,
        }
    }
}

impl Endpoint for DownloadVoice {
    type Platform = Official;
    type Reply = ReceivedFile;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/media/get/jssdk";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("media_id", self.media_id.as_str());
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self { media_id: MediaId::new(from.query("media_id")?) })
    }
}

impl Fetch for DownloadVoice {
    const LIMIT: u64 = 32 * 1024 * 1024;

    fn id(&self) -> String {
        self.media_id.as_str().to_owned()
    }
}

impl Reply for Media {
    const FILE: Option<&'static [&'static str]> = Some(&["video_url"]);

    fn read(response: &Response<Bytes>) -> Result<Self, DecodeError> {
        if is_file::<Self>(response) {
            return ReceivedFile::read(response).map(Self::File);
        }
        let pointer: Pointer = json::from_slice(response.body()).map_err(DecodeError::new)?;
        Ok(Self::Video { video_url: pointer.video_url })
    }

    fn write(&self) -> Response<Bytes> {
        match self {
            Self::File(file) => file.write(),
            Self::Video { video_url } => Pointer { video_url: video_url.clone() }.write(),
        }
    }
}

/// Whether an answer in memory is a file, for a reply that may be one.
pub(crate) fn is_file<R: Reply>(response: &Response<Bytes>) -> bool {
    R::FILE.is_some_and(|fields| wxkit_proto::sink::is_file(fields, response))
}

#[derive(Serialize, Deserialize)]
struct Pointer {
    #[serde(deserialize_with = "json::id")]
    video_url: String,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wxkit_proto::EndpointExt as _;

    use super::*;
    use crate::testing::{check, check_file, refusal};

    #[test]
    fn a_video_is_elsewhere() {
        check(
            &DownloadMedia { media_id: MediaId::new("XGPq5M2Fg0WVE9aO-cwrpq") },
            r#"{"video_url":"http://mp.weixin.qq.com/mp/mp/video?__biz=1&mid=2"}"#,
            &expect![[r#"
                GET https://api.weixin.qq.com/cgi-bin/media/get?media_id=XGPq5M2Fg0WVE9aO-cwrpq&access_token=TOKEN


                Video { video_url: "http://mp.weixin.qq.com/mp/mp/video?__biz=1&mid=2" }"#]],
        );
        let refused = refusal::<DownloadMedia>(r#"{"errcode":40007,"errmsg":"invalid media_id"}"#);
        expect!["media: WeChat refused with 40007, the media id is not valid: invalid media_id"]
            .assert_eq(&refused);
    }

    #[test]
    fn an_image_is_a_file() {
        check_file::<DownloadMedia>(
            &[
                ("content-type", "image/jpeg"),
                ("content-disposition", "attachment; filename=\"MEDIA_ID.jpg\""),
            ],
            "...",
            &expect![[
                r#"File(ReceivedFile { name: Some("MEDIA_ID.jpg"), content_type: Some("image/jpeg"), bytes: b"..." })"#
            ]],
        );
        check_file::<DownloadMedia>(
            &[("content-type", "text/plain")],
            "#!AMR\n",
            &expect![[
                r##"File(ReceivedFile { name: None, content_type: Some("text/plain"), bytes: b"#!AMR\n" })"##
            ]],
        );
    }

    #[test]
    fn a_voice_of_the_page() {
        let env = wxkit_proto::Env::new(wxkit_proto::Timestamp::default(), [0; 32]);
        let call = DownloadVoice { media_id: MediaId::new("MEDIA_ID") };
        let request = call.request(Some(&wxkit_proto::Token::new("TOKEN")), &env).unwrap();
        assert_eq!(
            (request.method(), request.uri().to_string().as_str()),
            (
                &Method::GET,
                "https://api.weixin.qq.com/cgi-bin/media/get/jssdk?media_id=MEDIA_ID&access_token=TOKEN"
            )
        );
        let request = request.map(|body| body.in_memory().unwrap());
        assert_eq!(DownloadVoice::receive(&request, true).unwrap(), call);
        check_file::<DownloadVoice>(
            &[("content-type", "voice/speex")],
            "Speex",
            &expect![[r#"ReceivedFile { name: None, content_type: Some("voice/speex"), bytes: b"Speex" }"#]],
        );
        let refused = refusal::<DownloadVoice>(r#"{"errcode":40007,"errmsg":"invalid media_id"}"#);
        expect!["media: WeChat refused with 40007, the media id is not valid: invalid media_id"]
            .assert_eq(&refused);
    }
}
