//! Pictures inside an article.

use http::{Method, Uri};
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::probe::FileKind;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, File, Repeat, Warning, json};

use crate::Official;
use crate::limits::{PICTURE_SIZE, check_file};

/// `POST /cgi-bin/media/uploadimg`: the address of a picture for use in articles.
///
/// The address is permanent and takes no place in the library.
///
/// More: [`manual::image`](crate::manual::image#uploadimg), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/material/permanent/api_uploadimage.html).
///
/// ```
/// use wxkit_official::image::UploadImage;
/// use wxkit_proto::File;
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
    /// The picture: JPEG or PNG, up to 5 MB (today's documents: below 1 MB).
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
    /// The picture's address, often plain `http`.
    #[serde(deserialize_with = "json::id")]
    pub url: String,
}

impl Endpoint for UploadImage {
    type Platform = Official;
    type Reply = UploadedImage;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/media/uploadimg";

    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn encode(&self, out: &mut Encoder) {
        out.file("media", &self.file);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self { file: from.file("media")? })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        check_file(&self.file, &PICTURE_SIZE, &[FileKind::Jpeg, FileKind::Png], &[FileKind::Gif])
    }
}

/// Whether it is an address of a picture on WeChat's own hosts.
pub(crate) fn is_of_wechat(url: &str) -> bool {
    let uri: Option<Uri> = url.parse().ok();
    uri.is_some_and(|uri| {
        let host = uri.authority().map(|at| at.as_str().to_ascii_lowercase()).unwrap_or_default();
        matches!(uri.scheme_str(), Some("http" | "https"))
            && ["qpic.cn", "qlogo.cn"].iter().any(|own| {
                host.strip_suffix(own)
                    .is_some_and(|rest| (rest.is_empty() || rest.ends_with('.')) && !rest.contains('@'))
            })
            && !url.contains(['"', '\'', '<', '>'])
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn upload_image() {
        check(
            &UploadImage { file: File::from_bytes("a.gif", "GIF89a\x01\0\x01\0") },
            r#"{"url":"http://mmbiz.qpic.cn/mmbiz/0"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/media/uploadimg?access_token=TOKEN
                content-type: multipart/form-data; boundary=BOUNDARY
                content-length: 187

                --BOUNDARY
                Content-Disposition: form-data; name="media"; filename="a.gif"
                Content-Type: image/gif

                GIF89a\u{1}\u{0}\u{1}\u{0}
                --BOUNDARY--

                UploadedImage { url: "http://mmbiz.qpic.cn/mmbiz/0" }"#]],
        );
        let refused = refusal::<UploadImage>(r#"{"errcode":40005,"errmsg":"invalid file type hint: [x1]"}"#);
        expect!["media: WeChat refused with 40005, the file type is not valid: invalid file type hint: [x1]"]
            .assert_eq(&refused);
        expect!["reply: unreadable answer: missing field `url`; it began with: {}"].assert_eq(&refusal::<
            UploadImage,
        >(
            "{}"
        ));
    }

    #[test]
    fn an_address_elsewhere_is_refused() {
        for url in [
            "http://mmbiz.qpic.cn/mmbiz/0",
            "https://MMBIZ.QPIC.CN/a?b=1",
            "http://qpic.cn/",
            "http://wx.qlogo.cn/0",
        ] {
            assert!(is_of_wechat(url), "{url}");
        }
        for url in [
            "",
            "tea",
            "/mmbiz/0",
            "http://evil.example/0",
            "http://mmbiz.qpic.cn.evil.example/0",
            "http://evilqpic.cn/0",
            "http://a@evil.example/qpic.cn",
            "http://evil.example@mmbiz.qpic.cn/0",
            "javascript://mmbiz.qpic.cn/0",
            "http://mmbiz.qpic.cn/0\"onload=x",
            "http://mmbiz.qpic.cn:1@evil.example/",
        ] {
            assert!(!is_of_wechat(url), "{url}");
        }
    }
}
