//! List what was published.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning, json};

use crate::Official;
use crate::draft::wire::amount;
use crate::draft::{StoredArticles, check_count};
use crate::flag;
use crate::ids::ArticleId;
use crate::pages::{Listing, Paged};

/// `POST /cgi-bin/freepublish/batchget`: a stretch of the list of what is published.
///
/// The list may change between two calls, so expect repeats and gaps; [`Pages`](crate::pages::Pages) goes through all of it.
///
/// More: [`manual::freepublish`](crate::manual::freepublish#batchget), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/public/api_freepublish_batchget.html).
///
/// ```
/// use wxkit_official::freepublish::ListPublished;
///
/// let call = ListPublished::new(0, 20); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "freepublish/batchget")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ListPublished {
    /// How many to skip, from 0.
    #[serde(deserialize_with = "amount")]
    pub offset: u32,
    /// How many to bring, 1 to 20.
    #[serde(deserialize_with = "amount")]
    pub count: u32,
    /// Whether `content` is left out of the articles.
    #[serde(default, with = "flag")]
    pub no_content: bool,
}

impl ListPublished {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(offset: u32, count: u32) -> Self {
        Self { offset, count, no_content: false }
    }

    /// Without the texts of the articles.
    #[must_use]
    pub fn without_content(self) -> Self {
        Self { no_content: true, ..self }
    }
}

/// A publication in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PublishedItem {
    /// Its id.
    pub article_id: ArticleId,
    /// Its articles; empty if the server leaves them out.
    #[serde(default)]
    pub content: StoredArticles,
    /// The last change, in Unix seconds.
    #[serde(default, deserialize_with = "json::opt_int")]
    pub update_time: Option<i64>,
}

impl Endpoint for ListPublished {
    type Platform = Official;
    type Reply = Listing<PublishedItem>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/freepublish/batchget";

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
        check_count(self.count)
    }
}

impl Paged for ListPublished {
    type Item = PublishedItem;

    fn stretch(&self, offset: u32, count: u32) -> Self {
        Self { offset, count, ..*self }
    }

    fn id(item: &PublishedItem) -> &str {
        item.article_id.as_str()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn list() {
        check(
            &ListPublished { offset: 20, count: 20, no_content: false },
            r#"{"total_count":21,"item_count":"1","item":[{"article_id":"ARTICLE_ID","content":{"news_item":[{"article_type":"newspic","title":"茶席","image_info":{"image_list":[{"image_media_id":"I"}]},"is_deleted":false}]},"update_time":1525936573}]}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/freepublish/batchget?access_token=TOKEN
                content-type: application/json
                content-length: 39

                {"offset":20,"count":20,"no_content":0}
                Listing { total_count: 21, item_count: 1, item: [PublishedItem { article_id: ArticleId("ARTICLE_ID"), content: StoredArticles { news_item: [StoredArticle { article_type: Newspic, title: "茶席", author: "", digest: "", content: "", content_source_url: "", thumb_media_id: None, thumb_url: "", show_cover_pic: false, need_open_comment: false, only_fans_can_comment: false, crops: CoverCrops { square: None, landscape: None, wide: None }, images: [MaterialId("I")], product_key: None, url: "", is_deleted: false }], create_time: None, update_time: None }, update_time: Some(1525936573) }] }"#]],
        );
        let refused = refusal::<ListPublished>(r#"{"errcode":48001,"errmsg":"api unauthorized"}"#);
        expect!["permission: WeChat refused with 48001, the account has no right to this interface: api unauthorized"].assert_eq(&refused);
        assert!(ListPublished { offset: 0, count: 0, no_content: true }.check().is_err());
        assert!(ListPublished { offset: 0, count: 21, no_content: true }.check().is_err());
    }
}
