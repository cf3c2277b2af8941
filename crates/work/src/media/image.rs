//! Pictures with a permanent address.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, File, Repeat, Warning, json};

use super::MediaKind;
use super::check::check_within;
use crate::Work;
use crate::limits::PICTURE_SIZE;
use crate::name::wire_name;

/// `POST /cgi-bin/media/uploadimg`: the address of a picture, for use inside WeChat Work.
///
/// The address is permanent. A corp may upload 3000 pictures a month and 1000 a day.
///
/// More: [`manual::media`](crate::manual::media#uploadimg), [WeChat's page](https://developer.work.weixin.qq.com/document/path/90256).
///
/// ```
/// use wxkit_proto::File;
/// use wxkit_work::media::UploadImage;
///
/// let file = File::from_bytes("tea.png", b"\x89PNG\r\n\x1a\n".as_slice());
/// let call = UploadImage::new(file); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "media/uploadimg")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadImage {
    /// The picture: JPEG or PNG, more than 5 bytes and up to 2 MB.
    pub file: File,
}

impl UploadImage {
    /// With all that it needs.
    pub fn new(file: File) -> Self {
        Self { file }
    }
}

/// The reply to [`UploadImage`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UploadedImage {
    /// The picture's address.
    #[serde(deserialize_with = "json::id")]
    pub url: String,
}

impl Endpoint for UploadImage {
    type Platform = Work;
    type Reply = UploadedImage;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/media/uploadimg";

    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn encode(&self, out: &mut Encoder) {
        out.file_as("media", &self.file, wire_name(&self.file, MediaKind::Image));
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        // The platform takes the part under any name.
        let name =
            from.form()?.parts.iter().find(|part| part.file_name.is_some()).map(|part| part.name.clone());
        Ok(Self { file: from.file(&name.unwrap_or_default())? })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        check_within(&self.file, MediaKind::Image, &PICTURE_SIZE)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn upload_image() {
        check(
            &UploadImage { file: File::from_bytes("茶.gif", "GIF89a") },
            r#"{"errcode":0,"errmsg":"","url":"http://p.qpic.cn/pic_wework/3474110808/7a7c8471673ff0f178f63447935d35a5c1247a7f31d9c060/0"}"#,
            &expect![[r#"
                POST https://qyapi.weixin.qq.com/cgi-bin/media/uploadimg?access_token=TOKEN
                content-type: multipart/form-data; boundary=BOUNDARY
                content-length: 185

                --BOUNDARY
                Content-Disposition: form-data; name="media"; filename="茶.gif"
                Content-Type: image/gif

                GIF89a
                --BOUNDARY--

                UploadedImage { url: "http://p.qpic.cn/pic_wework/3474110808/7a7c8471673ff0f178f63447935d35a5c1247a7f31d9c060/0" }"#]],
        );
        let refused = refusal::<UploadImage>(r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#);
        expect!["throttled: WeChat refused with 45009, too many calls: api freq out of limit"]
            .assert_eq(&refused);
    }

    #[test]
    fn pictures_are_jpeg_or_png_up_to_2_mb() {
        let said = |name: &str, content: &[u8]| {
            UploadImage { file: File::from_bytes(name, content.to_vec()) }.check().unwrap_err().message
        };
        expect![
            "a.gif: the content is GIF; a picture with a permanent address must be JPEG, PNG (as documented)"
        ]
        .assert_eq(&said("a.gif", b"GIF89a...."));
        let large = [&b"\xff\xd8\xff\xe0"[..], &vec![0; 2 << 20]].concat();
        expect![
            "a.jpg has 2097156 bytes; a picture with a permanent address may have at most 2097152 (as documented)"
        ]
        .assert_eq(&said("a.jpg", &large));
    }
}
