//! What permanent material there is.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning, json};

use crate::Official;
use crate::flag;
use crate::ids::MaterialId;
use crate::limits::MATERIAL_PAGE;
use crate::pages::{Listing, Paged};

/// `POST /cgi-bin/material/batchget_material`: one page, of one kind.
///
/// The list changes while it is read, and pages are told by offset: expect repeats and gaps;
/// [`Pages`](crate::pages::Pages) goes through all of it.
///
/// More: [`manual::material`](crate::manual::material#batchget_material), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/material/permanent/api_batchgetmaterial.html).
///
/// ```
/// use wxkit_official::material::{ListMaterial, ListedKind};
///
/// let call = ListMaterial::new(ListedKind::Image, 0, 20); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "material/batchget_material")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ListMaterial {
    /// Which kind.
    #[serde(rename = "type")]
    pub kind: ListedKind,
    /// How many to leave out; from 0.
    pub offset: u32,
    /// How many at most, 1 to 20.
    pub count: u32,
}

impl ListMaterial {
    /// With all that it needs.
    pub fn new(kind: ListedKind, offset: u32, count: u32) -> Self {
        Self { kind, offset, count }
    }
}

/// What can be listed; thumbnails cannot, but news can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each name is the platform's own")]
#[non_exhaustive]
pub enum ListedKind {
    Image,
    Video,
    Voice,
    News,
}

/// Material in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ListedMaterial {
    /// The material's id.
    pub media_id: MaterialId,
    /// The name of its file; empty for news.
    #[serde(default, deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// When it was changed last, in Unix seconds.
    #[serde(default, deserialize_with = "json::int")]
    pub update_time: i64,
    /// Its address; may be empty.
    #[serde(default, deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// The articles, of news only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<ListedNews>,
}

/// News as it is listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ListedNews {
    /// Its articles.
    pub news_item: Vec<ListedArticle>,
    /// When it was made, in Unix seconds.
    #[serde(deserialize_with = "json::opt_int", skip_serializing_if = "Option::is_none")]
    pub create_time: Option<i64>,
    /// When it was changed last, in Unix seconds.
    #[serde(deserialize_with = "json::opt_int", skip_serializing_if = "Option::is_none")]
    pub update_time: Option<i64>,
}

/// One article of listed news. What the platform leaves out is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ListedArticle {
    /// The title.
    #[serde(deserialize_with = "json::text")]
    pub title: String,
    /// The cover: permanent material.
    #[serde(deserialize_with = "json::text")]
    pub thumb_media_id: String,
    /// The cover's address.
    #[serde(deserialize_with = "json::text")]
    pub thumb_url: String,
    /// Whether the cover is shown.
    #[serde(with = "flag")]
    pub show_cover_pic: bool,
    /// The author.
    #[serde(deserialize_with = "json::text")]
    pub author: String,
    /// The digest (摘要).
    #[serde(deserialize_with = "json::text")]
    pub digest: String,
    /// HTML.
    #[serde(deserialize_with = "json::text")]
    pub content: String,
    /// The article's address.
    #[serde(deserialize_with = "json::text")]
    pub url: String,
    /// The link behind "read the original" (阅读原文).
    #[serde(deserialize_with = "json::text")]
    pub content_source_url: String,
    /// Whether comments are open.
    #[serde(with = "flag")]
    pub need_open_comment: bool,
    /// Whether only followers may comment.
    #[serde(with = "flag")]
    pub only_fans_can_comment: bool,
}

impl Endpoint for ListMaterial {
    type Platform = Official;
    type Reply = Listing<ListedMaterial>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/material/batchget_material";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(self);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json()
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.count == 0 {
            return Err(Invalid::new("count is 0; it must be 1 to 20 (as documented)"));
        }
        Ok(MATERIAL_PAGE.check("the list", self.count.into())?.into_iter().collect())
    }
}

impl Paged for ListMaterial {
    type Item = ListedMaterial;

    fn stretch(&self, offset: u32, count: u32) -> Self {
        Self { kind: self.kind, offset, count }
    }

    fn id(item: &ListedMaterial) -> &str {
        item.media_id.as_str()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn list_images() {
        check(
            &ListMaterial { kind: ListedKind::Image, offset: 0, count: 20 },
            r#"{"total_count":"2","item_count":2,"item":[
                {"media_id":"A","name":"封面.jpg","update_time":"1525936573","url":"http://mmbiz.qpic.cn/a"},
                {"media_id":"B","name":"b.jpg","update_time":1525936574,"url":""}]}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/material/batchget_material?access_token=TOKEN
                content-type: application/json
                content-length: 38

                {"type":"image","offset":0,"count":20}
                Listing { total_count: 2, item_count: 2, item: [ListedMaterial { media_id: MaterialId("A"), name: "封面.jpg", update_time: 1525936573, url: "http://mmbiz.qpic.cn/a", content: None }, ListedMaterial { media_id: MaterialId("B"), name: "b.jpg", update_time: 1525936574, url: "", content: None }] }"#]],
        );
        let refused = refusal::<ListMaterial>(r#"{"errcode":40004,"errmsg":"invalid media type"}"#);
        expect!["media: WeChat refused with 40004, the media type is not valid: invalid media type"]
            .assert_eq(&refused);
    }

    #[test]
    fn list_news() {
        check(
            &ListMaterial { kind: ListedKind::News, offset: 20, count: 1 },
            r#"{"total_count":21,"item_count":1,"item":[{"media_id":"A","update_time":1525936573,"content":
                {"news_item":[{"title":"茶","thumb_media_id":"T","show_cover_pic":"1","author":null,"digest":"","content":"<p>茶</p>","url":"http://mp.weixin.qq.com/s","content_source_url":"","thumb_url":"http://mmbiz.qpic.cn/t"}],
                "create_time":1525936500}}]}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/material/batchget_material?access_token=TOKEN
                content-type: application/json
                content-length: 37

                {"type":"news","offset":20,"count":1}
                Listing { total_count: 21, item_count: 1, item: [ListedMaterial { media_id: MaterialId("A"), name: "", update_time: 1525936573, url: "", content: Some(ListedNews { news_item: [ListedArticle { title: "茶", thumb_media_id: "T", thumb_url: "http://mmbiz.qpic.cn/t", show_cover_pic: true, author: "", digest: "", content: "<p>茶</p>", url: "http://mp.weixin.qq.com/s", content_source_url: "", need_open_comment: false, only_fans_can_comment: false }], create_time: Some(1525936500), update_time: None }) }] }"#]],
        );
    }

    #[test]
    fn a_page_has_1_to_20() {
        let page = |count| ListMaterial { kind: ListedKind::Voice, offset: 0, count }.check();
        assert!(page(0).is_err() && page(1).is_ok() && page(20).is_ok());
        expect!["the list has 21 entries; a page of material may have at most 20 (as documented)"]
            .assert_eq(&page(21).unwrap_err().message);
    }
}
