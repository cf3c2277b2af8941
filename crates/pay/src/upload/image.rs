//! A merchant's picture.

use http::Method;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, File, Repeat, Warning};

use super::flow::Media;
use super::meta::{self, Meta, UploadedMedia};
use super::rules::{IMAGE, MediaRule};
use crate::Pay;

/// `POST /v3/merchant/media/upload`: uploads a picture for use in other calls.
///
/// More: [`manual::upload`](crate::manual::upload#image), [WeChat's page](https://pay.weixin.qq.com/doc/v3/partner/4012760432).
///
/// ```
/// use wxkit_pay::upload::{Meta, UploadImage};
/// use wxkit_proto::File;
///
/// let file = File::from_bytes("tea.png", b"\x89PNG\r\n\x1a\n".as_slice());
/// let meta = Meta::new("tea.png", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
/// let call = UploadImage::new(file, meta); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "merchant/media/upload")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadImage {
    /// The picture: JPG, BMP or PNG, up to 2 MB; for platforms with sub-merchants up to 5 MB.
    pub file: File,
    /// The signed text.
    pub meta: Meta,
}

impl UploadImage {
    /// With all that it needs.
    pub fn new(file: File, meta: Meta) -> Self {
        Self { file, meta }
    }
}

impl Endpoint for UploadImage {
    type Platform = Pay;
    type Reply = UploadedMedia;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/v3/merchant/media/upload";

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
        IMAGE.check(&self.file, &self.meta.filename)
    }
}

impl Media for UploadImage {
    const RULE: MediaRule = IMAGE;

    fn new(file: File, meta: Meta) -> Self {
        Self { file, meta }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::check;

    #[test]
    fn upload_image() {
        let file = File::from_bytes("a b.png", "\u{89}PNG");
        let meta = Meta { filename: "a b.png".into(), sha256: "00".repeat(32) };
        check(
            &UploadImage { file, meta },
            r#"{"media_id":"6uqyGjGrCf2GtyXP8bxrbuH9"}"#,
            &expect![[r#"
            POST https://api.mch.weixin.qq.com/v3/merchant/media/upload
            accept: application/json
            content-type: multipart/form-data;boundary=BOUNDARY
            content-length: 420
            wechatpay-serial: PUB_KEY_ID_0114232134912410000000000000

            --BOUNDARY
            Content-Disposition: form-data; name="meta";
            Content-Type: application/json

            {"filename":"a b.png","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}
            --BOUNDARY
            Content-Disposition: form-data; name="file"; filename="a b.png";
            Content-Type: application/octet-stream

            \u{89}PNG
            --BOUNDARY--

            UploadedMedia { media_id: "6uqyGjGrCf2GtyXP8bxrbuH9", more: {} }"#]],
        );
    }
}
