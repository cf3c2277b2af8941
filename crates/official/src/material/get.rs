//! Fetch permanent material.

use bytes::Bytes;
use http::{Method, Response};
use serde::{Deserialize, Serialize};
use wxkit_proto::download::{Fetch, ReceivedFile};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Reply, json};

use super::list::ListedNews;
use crate::Official;
use crate::ids::MaterialId;
use crate::media::is_file;

/// `POST /cgi-bin/material/get_material`: the file, or what stands for it.
///
/// A video comes as an address, from which [`Download`](wxkit_proto::download::Download) fetches it without the token; news comes as
/// its articles.
///
/// More: [`manual::material`](crate::manual::material#get_material), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/material/permanent/api_getmaterial.html).
///
/// ```
/// use wxkit_official::ids::MaterialId;
/// use wxkit_official::material::DownloadMaterial;
///
/// // `client.call(call).await?` brings the reply.
/// let call = DownloadMaterial::new(MaterialId::from("MEDIA_ID"));
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "material/get_material")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DownloadMaterial {
    /// Which material.
    pub media_id: MaterialId,
}

impl DownloadMaterial {
    /// With all that it needs.
    pub fn new(media_id: MaterialId) -> Self {
        Self { media_id }
    }
}

/// The reply to [`DownloadMaterial`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Material {
    /// An image, a voice or a thumbnail.
    File(ReceivedFile),
    /// A video, which is elsewhere.
    Video(MaterialVideo),
    /// News.
    News(ListedNews),
}

/// A video of the permanent material.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct MaterialVideo {
    /// The title.
    #[serde(deserialize_with = "json::text")]
    pub title: String,
    /// The description; it was uploaded as `introduction`.
    #[serde(deserialize_with = "json::text")]
    pub description: String,
    /// Where it can be fetched without the token, for a while; may be plain http. Empty if there is no address.
    #[serde(deserialize_with = "json::text")]
    pub down_url: String,
}

impl Endpoint for DownloadMaterial {
    type Platform = Official;
    type Reply = Material;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/material/get_material";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(self);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json()
    }
}

impl Fetch for DownloadMaterial {
    const LIMIT: u64 = 2 * 1024 * 1024 * 1024;

    fn id(&self) -> String {
        self.media_id.to_string()
    }

    fn pointer(reply: &Material) -> Option<&str> {
        match reply {
            Material::Video(video) => Some(&video.down_url),
            Material::File(_) | Material::News(_) => None,
        }
    }
}

impl Reply for Material {
    const FILE: Option<&'static [&'static str]> = Some(&["news_item", "down_url"]);

    fn read(response: &Response<Bytes>) -> Result<Self, DecodeError> {
        if is_file::<Self>(response) {
            return ReceivedFile::read(response).map(Self::File);
        }
        let value = json::parse(response.body()).map_err(DecodeError::new)?;
        let odd = |error: serde_json::Error| DecodeError::new(error.to_string());
        if value.get("news_item").is_some() {
            serde_json::from_value(value).map(Self::News).map_err(odd)
        } else if value.get("down_url").is_some() {
            serde_json::from_value(value).map(Self::Video).map_err(odd)
        } else {
            Err(DecodeError::new("neither a file nor news_item nor down_url"))
        }
    }

    fn write(&self) -> Response<Bytes> {
        match self {
            Self::File(file) => file.write(),
            Self::Video(video) => video.write(),
            Self::News(news) => news.write(),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, check_file, refusal};

    #[test]
    fn a_video_is_elsewhere() {
        check(
            &DownloadMaterial { media_id: MaterialId::from("MEDIA_ID") },
            r#"{"title":"茶","description":null,"down_url":"http://203.0.113.9/vweixinp.tc.qq.com/1.f10.mp4?vkey=2"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/material/get_material?access_token=TOKEN
                content-type: application/json
                content-length: 23

                {"media_id":"MEDIA_ID"}
                Video(MaterialVideo { title: "茶", description: "", down_url: "http://203.0.113.9/vweixinp.tc.qq.com/1.f10.mp4?vkey=2" })"#]],
        );
        let refused = refusal::<DownloadMaterial>(r#"{"errcode":40007,"errmsg":"invalid media_id"}"#);
        expect!["media: WeChat refused with 40007, the media id is not valid: invalid media_id"]
            .assert_eq(&refused);
        let odd = refusal::<DownloadMaterial>(r#"{"errcode":0}"#);
        expect![[r#"reply: unreadable answer: neither a file nor news_item nor down_url; it began with: {"errcode":0}"#]]
            .assert_eq(&odd);
    }

    #[test]
    fn news_comes_as_its_articles() {
        check(
            &DownloadMaterial { media_id: MaterialId::from("M") },
            r#"{"news_item":[{"title":"茶","thumb_media_id":"T","show_cover_pic":1,"author":"","digest":"","content":"<p>水</p>","url":"http://mp.weixin.qq.com/s","content_source_url":""}],"create_time":"1525936500"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/material/get_material?access_token=TOKEN
                content-type: application/json
                content-length: 16

                {"media_id":"M"}
                News(ListedNews { news_item: [ListedArticle { title: "茶", thumb_media_id: "T", thumb_url: "", show_cover_pic: true, author: "", digest: "", content: "<p>水</p>", url: "http://mp.weixin.qq.com/s", content_source_url: "", need_open_comment: false, only_fans_can_comment: false }], create_time: Some(1525936500), update_time: None })"#]],
        );
    }

    #[test]
    fn an_image_is_a_file() {
        check_file::<DownloadMaterial>(
            &[("content-type", "image/png")],
            "...",
            &expect![[
                r#"File(ReceivedFile { name: None, content_type: Some("image/png"), bytes: b"..." })"#
            ]],
        );
    }
}
