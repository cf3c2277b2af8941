//! Where a publish job stands.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use super::status::FreepublishStatus;
use crate::Official;
use crate::draft::wire::{amount, object, opt_text, position};
use crate::ids::{ArticleId, PublishId};

/// `POST /cgi-bin/freepublish/get`.
///
/// More: [`manual::freepublish`](crate::manual::freepublish#get), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/public/api_freepublish_get.html).
///
/// ```
/// use wxkit_official::freepublish::QueryPublish;
/// use wxkit_official::ids::PublishId;
///
/// let call = QueryPublish::new(PublishId::from(100_000_001)); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "freepublish/get")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QueryPublish {
    /// Which job; a text on the wire, as in the sample.
    pub publish_id: PublishId,
}

impl QueryPublish {
    /// With all that it needs.
    pub fn new(publish_id: PublishId) -> Self {
        Self { publish_id }
    }
}

/// The reply to [`QueryPublish`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
#[non_exhaustive]
pub struct PublishReport {
    /// Which job.
    pub publish_id: PublishId,
    /// Where it stands.
    pub status: FreepublishStatus,
    /// What was published, to read or delete it; once it is published.
    pub article_id: Option<ArticleId>,
    /// The public articles; once they are published.
    pub articles: Vec<PublishedArticle>,
    /// Which articles failed, counted from 0 (on the wire from 1); if originality or the review failed.
    pub failed: Vec<u32>,
}

/// An article that is public.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublishedArticle {
    /// Its position in the draft, from 0. On the wire the count begins at 1.
    pub position: u32,
    /// Its permanent address.
    pub url: String,
}

impl Endpoint for QueryPublish {
    type Platform = Official;
    type Reply = PublishReport;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/freepublish/get";

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

#[derive(Clone, Serialize, Deserialize)]
struct Wire {
    publish_id: PublishId,
    publish_status: FreepublishStatus,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "opt_text")]
    article_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "object")]
    article_detail: Option<Detail>,
    #[serde(default, deserialize_with = "object")]
    fail_idx: Option<Vec<Idx>>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Detail {
    #[serde(default, deserialize_with = "amount")]
    count: u32,
    #[serde(default)]
    item: Vec<Item>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Item {
    /// Where a server leaves it out, the order tells.
    #[serde(default)]
    idx: Option<Idx>,
    #[serde(default, deserialize_with = "json::text")]
    article_url: String,
}

/// Counts from 1.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(transparent)]
struct Idx(#[serde(deserialize_with = "json::int")] i64);

impl TryFrom<Wire> for PublishReport {
    type Error = Invalid;

    fn try_from(wire: Wire) -> Result<Self, Invalid> {
        let items = wire.article_detail.map(|detail| detail.item).unwrap_or_default();
        let article = |(place, item): (u32, Item)| {
            let position = item.idx.map_or(Ok(place), |idx| position(idx.0))?;
            Ok(PublishedArticle { position, url: item.article_url })
        };
        Ok(Self {
            publish_id: wire.publish_id,
            status: wire.publish_status,
            article_id: wire.article_id.map(ArticleId::from),
            articles: (0..).zip(items).map(article).collect::<Result<_, Invalid>>()?,
            failed: wire
                .fail_idx
                .unwrap_or_default()
                .into_iter()
                .map(|Idx(index)| position(index))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl From<PublishReport> for Wire {
    fn from(report: PublishReport) -> Self {
        let idx = |position: u32| Idx(i64::from(position) + 1);
        let item =
            |article: PublishedArticle| Item { idx: Some(idx(article.position)), article_url: article.url };
        let item: Vec<_> = report.articles.into_iter().map(item).collect();
        let count = u32::try_from(item.len()).unwrap_or(u32::MAX);
        Self {
            publish_id: report.publish_id,
            publish_status: report.status,
            article_id: report.article_id.map(Into::into),
            article_detail: (count > 0).then_some(Detail { count, item }),
            fail_idx: Some(report.failed.into_iter().map(idx).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn query() {
        let query = QueryPublish { publish_id: PublishId::from(100_000_001) };
        check(
            &query,
            r#"{"publish_id":"100000001","publish_status":0,"article_id":"ARTICLE_ID","article_detail":{"count":2,"item":[{"idx":1,"article_url":"http://mp.weixin.qq.com/s/1"},{"idx":"2","article_url":"http://mp.weixin.qq.com/s/2","later":1}]},"fail_idx":[]}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/freepublish/get?access_token=TOKEN
                content-type: application/json
                content-length: 26

                {"publish_id":"100000001"}
                PublishReport { publish_id: PublishId(100000001), status: Published, article_id: Some(ArticleId("ARTICLE_ID")), articles: [PublishedArticle { position: 0, url: "http://mp.weixin.qq.com/s/1" }, PublishedArticle { position: 1, url: "http://mp.weixin.qq.com/s/2" }], failed: [] }"#]],
        );
        check(
            &query,
            r#"{"publish_id":100000001,"publish_status":"2","fail_idx":[1,"3"]}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/freepublish/get?access_token=TOKEN
            content-type: application/json
            content-length: 26

            {"publish_id":"100000001"}
            PublishReport { publish_id: PublishId(100000001), status: OriginalityFailed, article_id: None, articles: [], failed: [0, 2] }"#]],
        );
        check(
            &query,
            r#"{"publish_id":100000001,"publish_status":9,"article_id":"","article_detail":{},"fail_idx":null}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/freepublish/get?access_token=TOKEN
                content-type: application/json
                content-length: 26

                {"publish_id":"100000001"}
                PublishReport { publish_id: PublishId(100000001), status: Unknown(9), article_id: None, articles: [], failed: [] }"#]],
        );
        let refused = refusal::<QueryPublish>(r#"{"errcode":53502,"errmsg":"invalid publish id"}"#);
        expect!["input: WeChat refused with 53502, the publish id is not valid: invalid publish id"]
            .assert_eq(&refused);
        expect![[r#"reply: unreadable answer: positions count from 1 on the wire; it began with: {"publish_id":1,"publish_status":2,"fail_idx":[0]}"#]]
            .assert_eq(&refusal::<QueryPublish>(r#"{"publish_id":1,"publish_status":2,"fail_idx":[0]}"#));
    }
}
