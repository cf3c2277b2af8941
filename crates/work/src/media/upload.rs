//! Temporary media for messages.

use http::Method;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, File, Repeat, Warning};

use super::{MediaKind, Uploaded, check_media};
use crate::Work;
use crate::ids::MediaId;
use crate::name::wire_name;

/// `POST /cgi-bin/media/upload`: uploads a file that lives for 3 days and may be used by every
/// application of the corp, any number of times.
///
/// More: [`manual::media`](crate::manual::media#upload), [WeChat's page](https://developer.work.weixin.qq.com/document/path/90253).
///
/// ```
/// use wxkit_proto::File;
/// use wxkit_work::media::{MediaKind, UploadMedia};
///
/// let file = File::from_bytes("tea.png", b"\x89PNG\r\n\x1a\n".as_slice());
/// let call = UploadMedia::new(MediaKind::File, file); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "media/upload")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadMedia {
    /// What it is uploaded as.
    pub kind: MediaKind,
    /// The file, of more than 5 bytes; see [`MediaKind`] for what it may be. A receiver of a file sees its name.
    pub file: File,
}

impl UploadMedia {
    /// With all that it needs.
    pub fn new(kind: MediaKind, file: File) -> Self {
        Self { kind, file }
    }
}

impl Endpoint for UploadMedia {
    type Platform = Work;
    type Reply = Uploaded<MediaId>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/media/upload";

    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("type", self.kind.as_str());
        out.file_as("media", &self.file, wire_name(&self.file, self.kind));
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let kind =
            MediaKind::from_word(&from.query("type")?).ok_or_else(|| DecodeError::new("type not valid"))?;
        Ok(Self { kind, file: from.file("media")? })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        check_media(&self.file, self.kind)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wxkit_proto::{Env, Timestamp, Token};

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn upload_media() {
        check(
            &UploadMedia { kind: MediaKind::File, file: File::from_bytes("合同.txt", "mytext") },
            r#"{"errcode":0,"errmsg":"","type":"file","media_id":"1G6nrLmr5EC3MMb_-zK1dDdzmd0p7cNliYu9V5w7o8K0","created_at":"1380000000"}"#,
            &expect![[r#"
                POST https://qyapi.weixin.qq.com/cgi-bin/media/upload?type=file&access_token=TOKEN
                content-type: multipart/form-data; boundary=BOUNDARY
                content-length: 203

                --BOUNDARY
                Content-Disposition: form-data; name="media"; filename="合同.txt"
                Content-Type: application/octet-stream

                mytext
                --BOUNDARY--

                Uploaded { kind: "file", media_id: MediaId { id: MediaId { text: "1G6nrLmr5EC3MMb_-zK1dDdzmd0p7cNliYu9V5w7o8K0", created_at: Some(Timestamp(1380000000000)) }, kind: Some(File), corp: None } }"#]],
        );
        let refused = refusal::<UploadMedia>(r#"{"errcode":301017,"errmsg":"voice type is not amr"}"#);
        expect!["media: WeChat refused with 301017, the voice is not AMR: voice type is not amr"]
            .assert_eq(&refused);
    }

    #[test]
    fn replies_come_in_more_than_one_form() {
        let read = |reply: &'static str| {
            let uploaded =
                UploadMedia::reply(&http::Response::new(reply.into())).map_err(|error| error.to_string())?;
            let id = uploaded.media_id;
            Ok::<_, String>((id.as_str().to_owned(), id.kind(), id.death().map(Timestamp::as_secs)))
        };
        let known = |death| Ok(("M".to_owned(), Some(MediaKind::Voice), death));
        assert_eq!(
            read(r#"{"type":"voice","media_id":"M","created_at":1380000000}"#),
            known(Some(1_380_259_200))
        );
        assert_eq!(read(r#"{"errcode":"0","type":"voice","media_id":"M","created_at":""}"#), known(None));
        expect![[r#"unreadable answer: media_id missing; it began with: {"errcode":0,"errmsg":"ok"}"#]]
            .assert_eq(&read(r#"{"errcode":0,"errmsg":"ok"}"#).unwrap_err());
    }

    #[test]
    fn the_name_arrives_as_it_is_seen() {
        let file = File::from_bytes("/a\"b:c 报告.pdf", "%PDF-1.7");
        let call = UploadMedia { kind: MediaKind::File, file };
        let env = Env::new(Timestamp::default(), [0; 32]);
        let body = call.request(Some(&Token::new("T")), &env).unwrap().into_body().in_memory().unwrap();
        let text = String::from_utf8_lossy(&body);
        assert!(text.contains("name=\"media\"; filename=\"abc 报告.pdf\"\r\n"), "{text}");
    }
}
