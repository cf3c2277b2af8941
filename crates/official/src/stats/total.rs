//! What became of the articles of one day since.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning, json};

use super::{Day, FiguresId, Range, ReadSource, Statistics, check_first};
use crate::Official;

/// `POST /datacube/getarticletotaldetail`: the articles that were **published** on one day, and for each of the 30 days from
/// then on what they have come to.
///
/// More: [`manual::stats`](crate::manual::stats#getarticletotaldetail), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/wedata/news/api_getarticletotaldetail.html).
///
/// ```
/// use wxkit_official::stats::QueryArticleTotals;
///
/// let call = QueryArticleTotals::new("2026-03-09".parse()?); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "getarticletotaldetail")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueryArticleTotals {
    /// The day of publication: yesterday or an earlier one.
    pub day: Day,
}

impl QueryArticleTotals {
    /// With all that it needs.
    pub fn new(day: Day) -> Self {
        Self { day }
    }
}

/// One article that was published on the day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ArticleTotals {
    /// The day of publication.
    #[serde(default, deserialize_with = "json::text")]
    pub ref_date: String,
    /// The article.
    pub msgid: FiguresId,
    /// 0 if followers were notified (群发), 1 if not (发布); others are not documented.
    #[serde(default, deserialize_with = "json::int")]
    pub publish_type: i64,
    /// The title; empty before March 2026.
    #[serde(default, deserialize_with = "json::text")]
    pub title: String,
    /// The address; empty before March 2026.
    #[serde(default, deserialize_with = "json::text")]
    pub content_url: String,
    /// Its figures, day by day.
    #[serde(default)]
    pub detail_list: Vec<TotalFigures>,
}

/// What an article had come to on one day: sums **since its publication**, so the figures of a single day are the difference
/// to the day before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TotalFigures {
    /// The day up to which is counted.
    #[serde(deserialize_with = "json::text")]
    pub stat_date: String,
    /// Persons who read it.
    #[serde(deserialize_with = "json::int")]
    pub read_user: i64,
    /// Where they came from.
    pub read_user_source: Vec<ReadSource>,
    /// Persons who shared it.
    #[serde(deserialize_with = "json::int")]
    pub share_user: i64,
    /// Persons who gave it a heart (爱心赞, 在看 in former days).
    #[serde(deserialize_with = "json::int")]
    pub zaikan_user: i64,
    /// Persons who gave it a thumb (拇指赞).
    #[serde(deserialize_with = "json::int")]
    pub like_user: i64,
    /// Comments.
    #[serde(deserialize_with = "json::int")]
    pub comment_count: i64,
    /// Persons who put it among their favourites (收藏).
    #[serde(deserialize_with = "json::int")]
    pub collection_user: i64,
    /// Rewards (赞赏), in cents (分).
    #[serde(deserialize_with = "json::int")]
    pub praise_money: i64,
    /// Persons who followed the account after they read it.
    #[serde(deserialize_with = "json::int")]
    pub read_subscribe_user: i64,
    /// How many of those whom it was delivered to read it: 0 to 1.
    #[serde(deserialize_with = "json::float")]
    pub read_delivery_rate: f64,
    /// How many read it to its end: 0 to 1.
    #[serde(deserialize_with = "json::float")]
    pub read_finish_rate: f64,
    /// How long they stayed on average, in minutes.
    #[serde(deserialize_with = "json::float")]
    pub read_avg_activetime: f64,
    /// Where they left.
    pub read_jump_position: Vec<LeavePosition>,
    /// What else the platform tells.
    #[serde(flatten)]
    pub more: json::Rest,
}

/// How many readers left in one part of an article.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct LeavePosition {
    /// Which fifth of the article: 1 to 5.
    #[serde(deserialize_with = "json::int")]
    pub position: i64,
    /// How many: 0 to 1.
    #[serde(deserialize_with = "json::float")]
    pub rate: f64,
}

impl Endpoint for QueryArticleTotals {
    type Platform = Official;
    type Reply = Statistics<ArticleTotals>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/datacube/getarticletotaldetail";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(&Range::of(self.day));
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json::<Range>().map(|range| Self { day: range.begin_date })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        check_first(self.day)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn totals() {
        check(
            &QueryArticleTotals { day: "2026-03-09".parse().unwrap() },
            r#"{"list":[{"ref_date":"2026-03-09","msgid":"2247000001_1","publish_type":0,"title":"示例","content_url":"https://mp.weixin.qq.com/s/x","detail_list":[{"stat_date":"2026-03-09","read_user":12,"read_user_source":[{"user_count":12,"scene_desc":"全部"}],"share_user":1,"zaikan_user":0,"like_user":2,"comment_count":0,"collection_user":1,"praise_money":0,"read_subscribe_user":0,"read_delivery_rate":0.25,"read_finish_rate":0.5,"read_avg_activetime":1.2,"read_jump_position":[{"position":1,"rate":0.5}]}]}],"is_delay":false}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/datacube/getarticletotaldetail?access_token=TOKEN
                content-type: application/json
                content-length: 51

                {"begin_date":"2026-03-09","end_date":"2026-03-09"}
                Statistics { list: [ArticleTotals { ref_date: "2026-03-09", msgid: FiguresId("2247000001_1"), publish_type: 0, title: "示例", content_url: "https://mp.weixin.qq.com/s/x", detail_list: [TotalFigures { stat_date: "2026-03-09", read_user: 12, read_user_source: [ReadSource { user_count: 12, scene_desc: "全部" }], share_user: 1, zaikan_user: 0, like_user: 2, comment_count: 0, collection_user: 1, praise_money: 0, read_subscribe_user: 0, read_delivery_rate: 0.25, read_finish_rate: 0.5, read_avg_activetime: 1.2, read_jump_position: [LeavePosition { position: 1, rate: 0.5 }], more: .. }] }], is_delay: false }"#]],
        );
        expect!["busy: WeChat refused with 61503, the figures are not ready: data not ready rid: 1-2-3"]
            .assert_eq(&refusal::<QueryArticleTotals>(
                r#"{"errcode":61503,"errmsg":"data not ready rid: 1-2-3"}"#,
            ));
    }
}
