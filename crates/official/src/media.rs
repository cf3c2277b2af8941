//! Temporary media (临时素材): files that live for 3 days.

mod get;

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::probe::FileKind;
use wxkit_proto::{
    DecodeError, Decoder, Encoder, Endpoint, File, Platform as _, Repeat, Timestamp, Warning, json,
};

use crate::Official;
use crate::ids::MediaId;
use crate::limits::{SMALL_VIDEO_SIZE, TEMPORARY_IMAGE_SIZE, THUMB_SIZE, check_file, check_voice};
use crate::material::MaterialKind;

pub(crate) use get::is_file;
pub use get::{DownloadMedia, DownloadVoice, Media};

/// `POST /cgi-bin/media/upload`: uploads a file that lives for 3 days.
///
/// More: [`manual::media`](crate::manual::media#upload), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia.html).
///
/// ```
/// use wxkit_official::material::MaterialKind;
/// use wxkit_official::media::UploadMedia;
/// use wxkit_proto::File;
///
/// let file = File::from_bytes("tea.png", b"\x89PNG\r\n\x1a\n".as_slice());
/// let call = UploadMedia::new(MaterialKind::Image, file); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "media/upload")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadMedia {
    /// What it is uploaded as.
    pub kind: MaterialKind,
    /// The file. Images (PNG, JPEG, GIF) up to 10 MB, in an older text up to 2 MB; voices (AMR, MP3) up to 2 MB and 60
    /// seconds; videos (MP4) up to 10 MB; thumbnails (JPEG) up to 64 KB.
    pub file: File,
    /// Where it is sent, unless [`Env::base_url`](wxkit_proto::Env::base_url) says otherwise.
    pub host: UploadHost,
}

impl UploadMedia {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(kind: MaterialKind, file: File) -> Self {
        Self { kind, file, host: UploadHost::default() }
    }
}

/// Where temporary media is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UploadHost {
    /// `https://api.weixin.qq.com`, as everything else.
    #[default]
    Api,
    /// `https://file.api.weixin.qq.com`, the legacy host: with TLS it works for some and fails for others.
    File,
    /// `http://file.api.weixin.qq.com`, as in the media API's manual: anybody on the way can read the token, so
    /// the drivers of `wxkit-client` refuse it unless plain http is allowed to this host.
    PlainFile,
}

/// The reply to [`UploadMedia`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
#[non_exhaustive]
pub struct UploadedMedia {
    /// What it was uploaded as, in the platform's word.
    pub kind: String,
    /// The id, which knows when it dies. A thumbnail's comes as `thumb_media_id`.
    pub media_id: MediaId,
}

impl UploadedMedia {
    /// As a server says it.
    #[must_use]
    pub fn new(kind: impl Into<String>, media_id: MediaId) -> Self {
        Self { kind: kind.into(), media_id }
    }
}

impl Endpoint for UploadMedia {
    type Platform = Official;
    type Reply = UploadedMedia;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/media/upload";

    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn base_url(&self) -> &'static str {
        match self.host {
            UploadHost::Api => Official::BASE_URL,
            UploadHost::File => "https://file.api.weixin.qq.com",
            UploadHost::PlainFile => "http://file.api.weixin.qq.com",
        }
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("type", self.kind.as_str());
        out.file("media", &self.file);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let kind = MaterialKind::from_word(&from.query("type")?)
            .ok_or_else(|| DecodeError::new("type not valid"))?;
        Ok(Self { kind, file: from.file("media")?, host: UploadHost::Api })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        use FileKind::{Amr, Gif, Jpeg, Mp3, Mp4, Png};
        match self.kind {
            MaterialKind::Image => check_file(&self.file, &TEMPORARY_IMAGE_SIZE, &[Png, Jpeg, Gif], &[]),
            MaterialKind::Voice => check_voice(&self.file, &[Amr, Mp3]),
            MaterialKind::Video => check_file(&self.file, &SMALL_VIDEO_SIZE, &[Mp4], &[]),
            MaterialKind::Thumb => check_file(&self.file, &THUMB_SIZE, &[Jpeg], &[]),
        }
    }
}

const THUMB: &str = "thumb";

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(rename = "type", deserialize_with = "json::text")]
    kind: String,
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    media_id: String,
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    thumb_media_id: String,
    #[serde(deserialize_with = "json::opt_int", skip_serializing_if = "Option::is_none")]
    created_at: Option<i64>,
    /// The same under another name.
    #[serde(deserialize_with = "json::opt_int", skip_serializing)]
    create_at: Option<i64>,
}

impl TryFrom<Wire> for UploadedMedia {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, Self::Error> {
        let text = [wire.media_id, wire.thumb_media_id].into_iter().find(|id| !id.is_empty());
        let mut media_id = MediaId::new(text.ok_or("neither media_id nor thumb_media_id")?);
        if let Some(time) = wire.created_at.or(wire.create_at).and_then(|time| u64::try_from(time).ok()) {
            media_id = media_id.created_at(Timestamp::from_secs(time));
        }
        Ok(Self { kind: wire.kind, media_id })
    }
}

impl From<UploadedMedia> for Wire {
    fn from(media: UploadedMedia) -> Self {
        let time = media.media_id.birth().and_then(|time| i64::try_from(time.as_secs()).ok());
        let text = media.media_id.into();
        let (media_id, thumb_media_id) =
            if media.kind == THUMB { (String::new(), text) } else { (text, String::new()) };
        Self { kind: media.kind, media_id, thumb_media_id, created_at: time, create_at: None }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use wxkit_proto::{Env, Token};

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn upload_media() {
        let file = File::from_bytes("茶.MP4", "....");
        check(
            &UploadMedia { kind: MaterialKind::Video, file, host: UploadHost::Api },
            r#"{"type":"video","media_id":"XGPq5M2Fg0WVE9aO-cwrpq","created_at":1525936573}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/media/upload?type=video&access_token=TOKEN
                content-type: multipart/form-data; boundary=BOUNDARY
                content-length: 198

                --BOUNDARY
                Content-Disposition: form-data; name="media"; filename="茶.MP4"
                Content-Type: application/octet-stream

                ....
                --BOUNDARY--

                UploadedMedia { kind: "video", media_id: MediaId { text: "XGPq5M2Fg0WVE9aO-cwrpq", created_at: Some(Timestamp(1525936573000)) } }"#]],
        );
        let refused = refusal::<UploadMedia>(r#"{"errcode":40004,"errmsg":"invalid media type rid: 1-2"}"#);
        expect!["media: WeChat refused with 40004, the media type is not valid: invalid media type rid: 1-2"]
            .assert_eq(&refused);
    }

    #[test]
    fn a_thumbnail_has_an_id_of_another_name() {
        let file = File::from_bytes("a.jpg", "...");
        check(
            &UploadMedia { kind: MaterialKind::Thumb, file, host: UploadHost::Api },
            r#"{"type":"thumb","media_id":"","thumb_media_id":"THUMB","create_at":"1525936573","errcode":0}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/media/upload?type=thumb&access_token=TOKEN
                content-type: multipart/form-data; boundary=BOUNDARY
                content-length: 195

                --BOUNDARY
                Content-Disposition: form-data; name="media"; filename="a.jpg"
                Content-Type: application/octet-stream

                ...
                --BOUNDARY--

                UploadedMedia { kind: "thumb", media_id: MediaId { text: "THUMB", created_at: Some(Timestamp(1525936573000)) } }"#]],
        );
        expect![[r#"reply: unreadable answer: neither media_id nor thumb_media_id; it began with: {"type":"thumb"}"#]].assert_eq(&refusal::<UploadMedia>(r#"{"type":"thumb"}"#));
    }

    fn limit(kind: MaterialKind, name: &str, head: &[u8], len: usize, expected: &Expect) {
        let mut bytes = head.to_vec();
        bytes.resize(len, 0);
        let call = UploadMedia { kind, file: File::from_bytes(name, bytes), host: UploadHost::Api };
        expected.assert_eq(&match call.check() {
            Ok(warnings) => warnings.into_iter().map(|warning| warning.message).collect::<String>(),
            Err(invalid) => format!("error: {invalid}"),
        });
    }

    #[test]
    fn the_legacy_host_is_a_choice() {
        let env = Env::new(Timestamp::default(), [0; 32]);
        for (host, base_url) in [
            (UploadHost::Api, "https://api.weixin.qq.com/"),
            (UploadHost::File, "https://file.api.weixin.qq.com/"),
            (UploadHost::PlainFile, "http://file.api.weixin.qq.com/"),
        ] {
            let upload =
                UploadMedia { kind: MaterialKind::Video, file: File::from_bytes("a.mp4", "..."), host };
            let request = upload.request(Some(&Token::new("TOKEN")), &env).unwrap();
            assert!(request.uri().to_string().starts_with(base_url), "{}", request.uri());
        }
    }

    #[test]
    fn limits_and_formats() {
        const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        limit(MaterialKind::Image, "a.png", PNG, 2 << 20, &expect![""]);
        limit(
            MaterialKind::Image,
            "a.png",
            PNG,
            3 << 20,
            &expect![
                "a.png has 3145728 bytes; some servers take at most 2097152 (10 MB and 2 MB on the same page)"
            ],
        );
        limit(
            MaterialKind::Image,
            "a.png",
            PNG,
            11 << 20,
            &expect![
                "error: a.png has 11534336 bytes; a temporary image may have at most 10485760 (10 MB and 2 MB on the same page)"
            ],
        );
        limit(
            MaterialKind::Image,
            "a.jpg",
            b"%PDF-1.4",
            100,
            &expect![
                "error: a.jpg: the content is PDF; a temporary image must be PNG, JPEG, GIF (10 MB and 2 MB on the same page)"
            ],
        );
        limit(
            MaterialKind::Voice,
            "a.amr",
            b"#!AMR\n",
            3 << 20,
            &expect!["error: a.amr has 3145728 bytes; a voice may have at most 2097152 (as documented)"],
        );
        // Each of these octets is a frame of 20 ms.
        let lasting = |seconds: f64| [b"#!AMR\n", &vec![0x7C; (seconds * 50.0) as usize][..]].concat();
        limit(MaterialKind::Voice, "a.amr", &lasting(60.0), 3006, &expect![""]);
        limit(
            MaterialKind::Voice,
            "a.amr",
            &lasting(60.02),
            3007,
            &expect!["error: a.amr lasts 60.02 seconds; a voice may last at most 60 (as documented)"],
        );
        limit(
            MaterialKind::Thumb,
            "a.jpg",
            b"\xff\xd8\xff\xe0",
            65537,
            &expect!["error: a.jpg has 65537 bytes; a thumbnail may have at most 65536 (as documented)"],
        );
    }
}
