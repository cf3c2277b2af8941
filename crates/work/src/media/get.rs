//! Fetch temporary media.

use http::Method;
use wxkit_proto::download::{Fetch, Ranges, ReceivedFile};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning};

use crate::Work;
use crate::ids::DownloadId;

/// `GET /cgi-bin/media/get`: the file behind a temporary id of this corp, or behind the `MediaId` that a
/// member's message came with.
///
/// A [`Download`](wxkit_proto::download::Download) fetches it in pieces: a file above 20 MB, as a job brings it, is given out in no
/// other way (830002).
///
/// More: [`manual::media`](crate::manual::media#get), [WeChat's page](https://developer.work.weixin.qq.com/document/path/90254).
///
/// ```
/// use wxkit_work::ids::DownloadId;
/// use wxkit_work::media::DownloadMedia;
///
/// let call = DownloadMedia::new(DownloadId::from("MEDIA_ID")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "media/get")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DownloadMedia {
    /// Which file.
    pub media_id: DownloadId,
}

impl DownloadMedia {
    /// With all that it needs.
    pub fn new(media_id: DownloadId) -> Self {
        Self { media_id }
    }
}

/// `GET /cgi-bin/media/get/jssdk`: a voice that was recorded in a page by the JS SDK, as speex of 16 kHz;
/// [`DownloadMedia`] gives it as AMR. Not from HarmonyOS clients.
///
/// More: [`manual::media`](crate::manual::media#get-jssdk), [WeChat's page](https://developer.work.weixin.qq.com/document/path/90255).
///
/// ```
/// use wxkit_work::ids::DownloadId;
/// use wxkit_work::media::DownloadVoice;
///
/// let call = DownloadVoice::new(DownloadId::from("MEDIA_ID")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "media/get/jssdk")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DownloadVoice {
    /// Which voice.
    pub media_id: DownloadId,
}

impl DownloadVoice {
    /// With all that it needs.
    pub fn new(media_id: DownloadId) -> Self {
        Self { media_id }
    }
}

/// Bytes of a piece: the most that is allowed, and a multiple of 16, as media that is encrypted at rest wants it.
const PIECE: u64 = 20 * 1_048_576;

impl Endpoint for DownloadMedia {
    type Platform = Work;
    type Reply = ReceivedFile;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/media/get";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("media_id", self.media_id.as_str());
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self { media_id: DownloadId::from(from.query("media_id")?) })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        check(&self.media_id)
    }
}

impl Fetch for DownloadMedia {
    const LIMIT: u64 = 1024 * 1024 * 1024;
    const RANGES: Ranges = Ranges::Pieces(PIECE);

    fn id(&self) -> String {
        self.media_id.to_string()
    }
}

impl Endpoint for DownloadVoice {
    type Platform = Work;
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
        Ok(Self { media_id: DownloadId::from(from.query("media_id")?) })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        check(&self.media_id)
    }
}

impl Fetch for DownloadVoice {
    const LIMIT: u64 = 32 * 1024 * 1024;
    const RANGES: Ranges = Ranges::Pieces(PIECE);

    fn id(&self) -> String {
        self.media_id.to_string()
    }
}

fn check(media_id: &DownloadId) -> Result<Vec<Warning>, Invalid> {
    match media_id.as_str().trim() {
        "" => Err(Invalid::new("the media id is empty")),
        _ => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::ids::{MediaId, WelcomeMediaId};
    use crate::testing::{check, refusal};

    const FILE: &str = "mytext";

    #[test]
    fn download_media() {
        check(
            &DownloadMedia { media_id: MediaId::new("1G6nrLmr5EC3MMb_-zK1dDdzmd0p7cNliYu9V5w7o8K0").into() },
            FILE,
            &expect![[r#"
                GET https://qyapi.weixin.qq.com/cgi-bin/media/get?media_id=1G6nrLmr5EC3MMb_-zK1dDdzmd0p7cNliYu9V5w7o8K0&access_token=TOKEN


                ReceivedFile { name: None, content_type: None, bytes: b"mytext" }"#]],
        );
        let refused = refusal::<DownloadMedia>(
            r#"{"errcode":40007,"errmsg":"invalid media_id, hint: [1692099979531331300516404]"}"#,
        );
        expect!["media: WeChat refused with 40007, the media id is not valid: invalid media_id, hint: [1692099979531331300516404]"].assert_eq(&refused);
    }

    #[test]
    fn download_voice() {
        check(
            &DownloadVoice { media_id: DownloadId::from("MEDIA_ID") },
            FILE,
            &expect![[r#"
            GET https://qyapi.weixin.qq.com/cgi-bin/media/get/jssdk?media_id=MEDIA_ID&access_token=TOKEN


            ReceivedFile { name: None, content_type: None, bytes: b"mytext" }"#]],
        );
        let refused = refusal::<DownloadVoice>(r#"{"errcode":830002,"errmsg":"need range"}"#);
        expect!["input: WeChat refused with 830002, media above 20 MB must be fetched in pieces of at most 20 MB: need range"].assert_eq(&refused);
    }

    #[test]
    fn pieces_are_multiples_of_16_and_at_most_20_mb() {
        assert_eq!(DownloadMedia::RANGES, Ranges::Pieces(20_971_520));
        assert_eq!(PIECE % 16, 0);
    }

    #[test]
    fn what_a_job_brings_can_be_fetched() {
        let id = WelcomeMediaId::new("M");
        assert_eq!(DownloadMedia { media_id: id.into() }.id(), "M");
    }
}
