//! Permanent material (永久素材).

mod count;
mod delete;
mod get;
mod list;

pub use count::{CountMaterial, MaterialCounts};
pub use delete::DeleteMaterial;
pub use get::{DownloadMaterial, Material, MaterialVideo};
pub use list::{ListMaterial, ListedArticle, ListedKind, ListedMaterial, ListedNews};

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::probe::FileKind;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, File, Repeat, Warning, json};

use crate::Official;
use crate::ids::MaterialId;
use crate::limits::{IMAGE_SIZE, SMALL_VIDEO_SIZE, THUMB_SIZE, check_file, check_voice};

/// `POST /cgi-bin/material/add_material`: adds a file to the library.
///
/// Every success occupies a place in the library: 100,000 images, 1000 of each other type. An image's `url` is shown
/// inside Tencent's domains only.
///
/// More: [`manual::material`](crate::manual::material#add_material), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/material/permanent/api_addmaterial.html).
///
/// ```
/// use wxkit_official::material::AddMaterial;
/// use wxkit_proto::File;
///
/// let file = File::from_bytes("tea.png", b"\x89PNG\r\n\x1a\n".as_slice());
/// let call = AddMaterial::image(file); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "material/add_material")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AddMaterial {
    /// What it is added as.
    pub kind: MaterialKind,
    /// The file. Images up to 10 MB (the manual: covers up to 2 MB), voices up to 2 MB and 60 seconds, videos up to
    /// 10 MB, thumbnails up to 64 KB.
    pub file: File,
    /// Title and introduction; for a video, and only for a video.
    pub description: Option<VideoDescription>,
}

impl AddMaterial {
    /// What has no title: all but a video.
    #[must_use]
    pub fn new(kind: MaterialKind, file: File) -> Self {
        Self { kind, file, description: None }
    }

    /// An image.
    #[must_use]
    pub fn image(file: File) -> Self {
        Self::new(MaterialKind::Image, file)
    }

    /// A video with its title and introduction.
    #[must_use]
    pub fn video(file: File, description: VideoDescription) -> Self {
        Self { description: Some(description), ..Self::new(MaterialKind::Video, file) }
    }
}

/// What material is added as, temporary or permanent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name is the platform's own")]
#[non_exhaustive]
pub enum MaterialKind {
    Image,
    Voice,
    Video,
    Thumb,
}

/// What is shown beside a permanent video.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VideoDescription {
    /// The title.
    pub title: String,
    /// The introduction; comes back as `description` when the material is read.
    #[serde(default)]
    pub introduction: String,
}

impl VideoDescription {
    /// With all that it needs.
    pub fn new(title: impl Into<String>, introduction: impl Into<String>) -> Self {
        Self { title: title.into(), introduction: introduction.into() }
    }
}

/// The reply to [`AddMaterial`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AddedMaterial {
    /// The material's id.
    pub media_id: MaterialId,
    /// The address of an image; empty for other kinds.
    #[serde(default, deserialize_with = "json::text")]
    pub url: String,
}

impl MaterialKind {
    /// All kinds, as the platform writes them.
    pub const ALL: &[(&'static str, Self)] =
        &[("image", Self::Image), ("voice", Self::Voice), ("video", Self::Video), ("thumb", Self::Thumb)];

    /// The platform's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }

    /// From the platform's word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
    }
}

impl Endpoint for AddMaterial {
    type Platform = Official;
    type Reply = AddedMaterial;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/material/add_material";

    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("type", self.kind.as_str());
        out.file("media", &self.file);
        if let Some(description) = &self.description {
            let json = json::to_vec(description).unwrap_or_default();
            out.text("description", String::from_utf8_lossy(&json));
        }
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let kind = MaterialKind::from_word(&from.query("type")?)
            .ok_or_else(|| DecodeError::new("type not valid"))?;
        let file = from.file("media")?;
        let description = match kind {
            MaterialKind::Video => Some(from.text("description")?),
            _ => None,
        };
        let description = description.map(|text| json::from_slice(text.as_bytes())).transpose();
        Ok(Self { kind, file, description: description.map_err(DecodeError::new)? })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        use FileKind::{Amr, Bmp, Gif, Jpeg, Mp3, Mp4, Png, Wav, Wma};
        match (self.kind, &self.description) {
            (MaterialKind::Video, None) => return Err(Invalid::new("a permanent video needs a title")),
            (MaterialKind::Video, Some(description)) if description.title.trim().is_empty() => {
                return Err(Invalid::new("a permanent video needs a title"));
            }
            (MaterialKind::Image | MaterialKind::Voice | MaterialKind::Thumb, Some(_)) => {
                return Err(Invalid::new("only a video has a title and an introduction"));
            }
            _ => {}
        }
        match self.kind {
            MaterialKind::Image => check_file(&self.file, &IMAGE_SIZE, &[Jpeg, Png, Gif, Bmp], &[]),
            MaterialKind::Voice => check_voice(&self.file, &[Mp3, Wma, Wav, Amr]),
            MaterialKind::Video => check_file(&self.file, &SMALL_VIDEO_SIZE, &[Mp4], &[]),
            MaterialKind::Thumb => check_file(&self.file, &THUMB_SIZE, &[Jpeg], &[]),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn a_cover() {
        check(
            &AddMaterial {
                kind: MaterialKind::Image,
                file: File::from_bytes("封面.jpg", "..."),
                description: None,
            },
            r#"{"media_id":"UFyprEXBvieSOBZuNARuqVCUs2Crd3LU9vfDYvsAUsA","url":"http://mmbiz.qpic.cn/a"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/material/add_material?type=image&access_token=TOKEN
                content-type: multipart/form-data; boundary=BOUNDARY
                content-length: 200

                --BOUNDARY
                Content-Disposition: form-data; name="media"; filename="封面.jpg"
                Content-Type: application/octet-stream

                ...
                --BOUNDARY--

                AddedMaterial { media_id: MaterialId("UFyprEXBvieSOBZuNARuqVCUs2Crd3LU9vfDYvsAUsA"), url: "http://mmbiz.qpic.cn/a" }"#]],
        );
        let refused = refusal::<AddMaterial>(r#"{"errcode":40009,"errmsg":"invalid image size"}"#);
        expect!["media: WeChat refused with 40009, the size of the image is not valid: invalid image size"]
            .assert_eq(&refused);
    }

    #[test]
    fn a_video_has_a_description() {
        let description = VideoDescription { title: "茶".into(), introduction: "一壶".into() };
        let file = File::from_bytes("a.MP4", "....");
        check(
            &AddMaterial { kind: MaterialKind::Video, file, description: Some(description) },
            r#"{"media_id":"UFyprEXBvieSOBZuNARuqf6B7lFjq3628rgpb4Z5CgE"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/material/add_material?type=video&access_token=TOKEN
                content-type: multipart/form-data; boundary=BOUNDARY
                content-length: 332

                --BOUNDARY
                Content-Disposition: form-data; name="media"; filename="a.MP4"
                Content-Type: application/octet-stream

                ....
                --BOUNDARY
                Content-Disposition: form-data; name="description"

                {"title":"茶","introduction":"一壶"}
                --BOUNDARY--

                AddedMaterial { media_id: MaterialId("UFyprEXBvieSOBZuNARuqf6B7lFjq3628rgpb4Z5CgE"), url: "" }"#]],
        );
    }

    #[test]
    fn a_voice_may_last_a_minute() {
        let check = |name: &str, bytes: Vec<u8>, expected: &Expect| {
            let file = File::from_bytes(name, bytes);
            let result = AddMaterial { kind: MaterialKind::Voice, file, description: None }.check();
            expected.assert_eq(
                &result.map_or_else(|invalid| invalid.message, |warnings| format!("{warnings:?}")),
            );
        };
        // Frames of MPEG-2 layer III: 32 kbit/s at 16 kHz, 144 bytes and 36 ms.
        let mut frame = [0; 144];
        frame[..4].copy_from_slice(&[0xFF, 0xF3, 0x48, 0xC4]);
        check("a.mp3", frame.repeat(1666), &expect!["[]"]);
        check(
            "a.mp3",
            frame.repeat(1700),
            &expect!["a.mp3 lasts 61.20 seconds; a voice may last at most 60 (as documented)"],
        );
        // How long it lasts is not known.
        check("a.wav", b"RIFF\x24\0\0\0WAVEfmt ".to_vec(), &expect!["[]"]);
    }
}
