//! Attachments of customer contact (客户联系).

use http::Method;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, File, Repeat, Warning, json};

use super::{MediaKind, Uploaded, check_media};
use crate::Work;
use crate::ids::AttachmentId;
use crate::name::wire_name;

/// `POST /cgi-bin/media/upload_attachment`: uploads an attachment for customers.
///
/// More: [`manual::media`](crate::manual::media#upload_attachment), [WeChat's page](https://developer.work.weixin.qq.com/document/path/95098).
///
/// ```
/// use wxkit_proto::File;
/// use wxkit_work::media::{AttachmentKind, AttachmentUse, UploadAttachment};
///
/// let file = File::from_bytes("tea.png", b"\x89PNG\r\n\x1a\n".as_slice());
/// // `client.call(call).await?` brings the reply.
/// let call = UploadAttachment::new(AttachmentKind::Image, AttachmentUse::Moments, file);
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "media/upload_attachment")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadAttachment {
    /// What it is uploaded as.
    pub kind: AttachmentKind,
    /// Where it is to be used.
    pub purpose: AttachmentUse,
    /// The file. The documents name no limits; those of temporary media are taken.
    pub file: File,
}

impl UploadAttachment {
    /// With all that it needs.
    pub fn new(kind: AttachmentKind, purpose: AttachmentUse, file: File) -> Self {
        Self { kind, purpose, file }
    }
}

/// What an attachment is uploaded as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says it")]
#[non_exhaustive]
pub enum AttachmentKind {
    Image,
    Video,
    File,
}

/// Where an attachment is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttachmentUse {
    /// Customer moments (朋友圈).
    Moments,
    /// The product album (商品图册).
    ProductAlbum,
}

impl AttachmentKind {
    fn media(self) -> MediaKind {
        match self {
            Self::Image => MediaKind::Image,
            Self::Video => MediaKind::Video,
            Self::File => MediaKind::File,
        }
    }

    /// The kind of this word, if there is one: `image`, `video` or `file`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Image, Self::Video, Self::File].into_iter().find(|kind| kind.media().as_str() == word)
    }
}

impl Endpoint for UploadAttachment {
    type Platform = Work;
    type Reply = Uploaded<AttachmentId>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/media/upload_attachment";

    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("media_type", self.kind.media().as_str());
        out.query("attachment_type", if self.purpose == AttachmentUse::Moments { "1" } else { "2" });
        out.file_as("media", &self.file, wire_name(&self.file, self.kind.media()));
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let kind = AttachmentKind::from_word(&from.query("media_type")?)
            .ok_or_else(|| DecodeError::new("media_type not valid"))?;
        let purpose = match json::as_int(&from.query("attachment_type")?.into()) {
            Some(1) => AttachmentUse::Moments,
            Some(2) => AttachmentUse::ProductAlbum,
            _ => return Err(DecodeError::new("attachment_type not valid")),
        };
        Ok(Self { kind, purpose, file: from.file("media")? })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        check_media(&self.file, self.kind.media())
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn upload_attachment() {
        let file = File::from_bytes("a.txt", "mytext");
        check(
            &UploadAttachment { kind: AttachmentKind::File, purpose: AttachmentUse::ProductAlbum, file },
            r#"{"errcode":0,"errmsg":"ok","type":"file","media_id":"ATTACHMENT","created_at":1380000000}"#,
            &expect![[r#"
                POST https://qyapi.weixin.qq.com/cgi-bin/media/upload_attachment?media_type=file&attachment_type=2&access_token=TOKEN
                content-type: multipart/form-data; boundary=BOUNDARY
                content-length: 198

                --BOUNDARY
                Content-Disposition: form-data; name="media"; filename="a.txt"
                Content-Type: application/octet-stream

                mytext
                --BOUNDARY--

                Uploaded { kind: "file", media_id: AttachmentId(MediaId { text: "ATTACHMENT", created_at: Some(Timestamp(1380000000000)) }) }"#]],
        );
        let refused = refusal::<UploadAttachment>(r#"{"errcode":48002,"errmsg":"api forbidden"}"#);
        expect!["permission: WeChat refused with 48002, no right to this interface: api forbidden"]
            .assert_eq(&refused);
    }
}
