//! A merchant's video.

use http::Method;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, File, Repeat, Warning};

use super::flow::Media;
use super::meta::{self, Meta, UploadedMedia};
use super::rules::{MediaRule, VIDEO};
use crate::Pay;

/// `POST /v3/merchant/media/video_upload`: uploads a video for use in other calls.
///
/// [`Upload`](crate::Upload) computes the digest and sends it.
///
/// More: [`manual::upload`](crate::manual::upload#video), [WeChat's page](https://pay.weixin.qq.com/doc/v3/partner/4012761084).
///
/// ```
/// use wxkit_pay::upload::{Meta, UploadVideo};
/// use wxkit_proto::File;
///
/// let file = File::from_bytes("tea.mp4", b"\0\0\0\x18ftypmp42".as_slice());
/// let meta = Meta::new("tea.mp4", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
/// let call = UploadVideo::new(file, meta); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "merchant/media/video_upload")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadVideo {
    /// The video: AVI, WMV, MPEG, MP4, MOV, MKV, FLV, F4V, M4V or RMVB, up to 5 MB.
    pub file: File,
    /// The signed text.
    pub meta: Meta,
}

impl UploadVideo {
    /// With all that it needs.
    pub fn new(file: File, meta: Meta) -> Self {
        Self { file, meta }
    }
}

impl Endpoint for UploadVideo {
    type Platform = Pay;
    type Reply = UploadedMedia;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v3/merchant/media/video_upload";

    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn encode(&self, out: &mut Encoder) {
        meta::encode(out, &self.file, &self.meta);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        meta::decode(from).map(|(file, meta)| Self { file, meta })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        VIDEO.check(&self.file, &self.meta.filename)
    }
}

impl Media for UploadVideo {
    const RULE: MediaRule = VIDEO;

    fn new(file: File, meta: Meta) -> Self {
        Self { file, meta }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wxkit_proto::Env;
    use wxkit_proto::digest::{Algorithm, hex_digest};

    use super::*;
    use crate::testing::{NOW, accept, check, credential};

    fn video() -> UploadVideo {
        let file = File::from_bytes("file_test.mp4", "pic1");
        let meta = Meta { filename: "file_test.mp4".into(), sha256: hex_digest(Algorithm::Sha256, b"pic1") };
        UploadVideo { file, meta }
    }

    #[test]
    fn upload_video() {
        check(
            &video(),
            r#"{"media_id":"H1ihR9JUtVj-J7CJqBUY5ZOrG_Je75H-rKhTG7FUmg9sxNTbRN54dFiUHnhg"}"#,
            &expect![[r#"
                POST https://api.mch.weixin.qq.com/v3/merchant/media/video_upload
                accept: application/json
                content-type: multipart/form-data;boundary=BOUNDARY
                content-length: 431
                wechatpay-serial: PUB_KEY_ID_0114232134912410000000000000

                --BOUNDARY
                Content-Disposition: form-data; name="meta";
                Content-Type: application/json

                {"filename":"file_test.mp4","sha256":"46db78df94f91d366709232d36470c1936b4631dd4572ff8722509afe5b107a4"}
                --BOUNDARY
                Content-Disposition: form-data; name="file"; filename="file_test.mp4";
                Content-Type: application/octet-stream

                pic1
                --BOUNDARY--

                UploadedMedia { media_id: "H1ihR9JUtVj-J7CJqBUY5ZOrG_Je75H-rKhTG7FUmg9sxNTbRN54dFiUHnhg", more: {} }"#]],
        );
        let refused = accept::<UploadVideo>(
            429,
            r#"{"code":"FREQUENCY_LIMIT_EXCEED","message":"当天上传文件数已达上限"}"#,
        );
        expect!["WeChat refused with FREQUENCY_LIMIT_EXCEED (HTTP 429), the number of files of this day is used up: 当天上传文件数已达上限"].assert_eq(&refused.unwrap_err().to_string());
    }

    /// The example of the manual, with a compact text, a real digest (`printf pic1 | sha256sum`), and the type of
    /// what the content is.
    #[test]
    fn the_bytes_of_the_manual() {
        let request = video().request(Some(&credential()), &Env::new(NOW, [0; 32])).unwrap();
        let kind = request.headers()["content-type"].to_str().unwrap().to_owned();
        let boundary = kind.strip_prefix("multipart/form-data;boundary=").unwrap();
        let body = String::from_utf8(request.body().in_memory().unwrap().to_vec()).unwrap();
        let expected = concat!(
            "--boundary\r\n",
            "Content-Disposition: form-data; name=\"meta\";\r\n",
            "Content-Type: application/json\r\n",
            "\r\n",
            "{\"filename\":\"file_test.mp4\",\"sha256\":\"46db78df94f91d366709232d36470c1936b4631dd4572ff8722509afe5b107a4\"}\r\n",
            "--boundary\r\n",
            "Content-Disposition: form-data; name=\"file\"; filename=\"file_test.mp4\";\r\n",
            "Content-Type: application/octet-stream\r\n",
            "\r\n",
            "pic1\r\n",
            "--boundary--\r\n",
        );
        assert_eq!(body.replace(boundary, "boundary"), expected);
    }
}
