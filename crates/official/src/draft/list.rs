//! List the drafts.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning, json};

use super::stored::StoredArticles;
use super::wire::amount;
use crate::Official;
use crate::flag;
use crate::ids::DraftId;
use crate::limits::LIST;
use crate::pages::{Listing, Paged};

/// `POST /cgi-bin/draft/batchget`: a stretch of the list of drafts.
///
/// The list may change between two calls, so expect repeats and gaps; [`Pages`](crate::pages::Pages) goes through all of it.
///
/// More: [`manual::draft`](crate::manual::draft#batchget), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_batchget.html).
///
/// ```
/// use wxkit_official::draft::ListDrafts;
///
/// let call = ListDrafts::new(0, 20); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "draft/batchget")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ListDrafts {
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

impl ListDrafts {
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

/// A draft in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DraftItem {
    /// Its id.
    pub media_id: DraftId,
    /// Its articles; empty if the server leaves them out.
    #[serde(default)]
    pub content: StoredArticles,
    /// The last change, in Unix seconds.
    #[serde(default, deserialize_with = "json::opt_int")]
    pub update_time: Option<i64>,
}

impl Endpoint for ListDrafts {
    type Platform = Official;
    type Reply = Listing<DraftItem>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/draft/batchget";

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

impl Paged for ListDrafts {
    type Item = DraftItem;

    fn stretch(&self, offset: u32, count: u32) -> Self {
        Self { offset, count, ..*self }
    }

    fn id(item: &DraftItem) -> &str {
        item.media_id.as_str()
    }
}

/// How many items one call to a list may ask for.
pub(crate) fn check_count(count: u32) -> Result<Vec<Warning>, Invalid> {
    if count == 0 {
        return Err(Invalid::new(format!(
            "the call asks for no items; it must be at least 1 ({})",
            LIST.source
        )));
    }
    Ok(LIST.check("the call", count.into())?.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn list() {
        check(
            &ListDrafts { offset: 0, count: 20, no_content: true },
            r#"{"total_count":"7","item_count":1,"item":[{"media_id":"MEDIA_ID","content":{"news_item":[{"title":"茶","thumb_media_id":"THUMB"}]},"update_time":"1525936573"}]}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/draft/batchget?access_token=TOKEN
                content-type: application/json
                content-length: 38

                {"offset":0,"count":20,"no_content":1}
                Listing { total_count: 7, item_count: 1, item: [DraftItem { media_id: DraftId("MEDIA_ID"), content: StoredArticles { news_item: [StoredArticle { article_type: News, title: "茶", author: "", digest: "", content: "", content_source_url: "", thumb_media_id: Some(MaterialId("THUMB")), thumb_url: "", show_cover_pic: false, need_open_comment: false, only_fans_can_comment: false, crops: CoverCrops { square: None, landscape: None, wide: None }, images: [], product_key: None, url: "", is_deleted: false }], create_time: None, update_time: None }, update_time: Some(1525936573) }] }"#]],
        );
        check(
            &ListDrafts { offset: 40, count: 1, no_content: false },
            r#"{"total_count":7}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/draft/batchget?access_token=TOKEN
            content-type: application/json
            content-length: 38

            {"offset":40,"count":1,"no_content":0}
            Listing { total_count: 7, item_count: 0, item: [] }"#]],
        );
        let refused = refusal::<ListDrafts>(r#"{"errcode":40001,"errmsg":"invalid credential"}"#);
        expect![
            "token: WeChat refused with 40001, the token is not valid or not the latest: invalid credential"
        ]
        .assert_eq(&refused);
    }

    #[test]
    fn one_call_brings_1_to_20() {
        let check = |count| ListDrafts { offset: 0, count, no_content: false }.check().map_err(|e| e.message);
        assert_eq!((check(1), check(20)), (Ok(vec![]), Ok(vec![])));
        expect!["the call asks for no items; it must be at least 1 (as documented)"]
            .assert_eq(&check(0).unwrap_err());
        expect!["the call has 21 items; one call may have at most 20 (as documented)"]
            .assert_eq(&check(21).unwrap_err());
    }
}
