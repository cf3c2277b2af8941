//! The whole account, day by day.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning, json};

use super::{Day, Range, ReadSource, Statistics, check_first};
use crate::Official;
use crate::limits::FIGURES_SPAN;

/// `POST /datacube/getbizsummary`: the figures of the whole account for each of up to 30 days.
///
/// More: [`manual::stats`](crate::manual::stats#getbizsummary), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/wedata/news/api_getbizsummary.html).
///
/// ```
/// use wxkit_official::stats::QueryAccountFigures;
///
/// // `client.call(call).await?` brings the reply.
/// let call = QueryAccountFigures::new("2026-03-09".parse()?, "2026-03-09".parse()?);
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "getbizsummary")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QueryAccountFigures {
    /// The first day.
    #[serde(rename = "begin_date")]
    pub begin: Day,
    /// The last day: yesterday or an earlier one.
    #[serde(rename = "end_date")]
    pub end: Day,
}

impl QueryAccountFigures {
    /// With all that it needs.
    pub fn new(begin: Day, end: Day) -> Self {
        Self { begin, end }
    }
}

/// The account on one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[derive(Default)]
#[non_exhaustive]
pub struct AccountDay {
    /// The day.
    #[serde(deserialize_with = "json::text")]
    pub ref_date: String,
    /// Its figures.
    pub detail: AccountFigures,
}

/// What happened to all articles of the account together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct AccountFigures {
    /// Persons who read.
    #[serde(deserialize_with = "json::int")]
    pub read_user: i64,
    /// Where they came from.
    pub read_user_source: Vec<ReadSource>,
    /// Persons who shared.
    #[serde(deserialize_with = "json::int")]
    pub share_user: i64,
    /// Persons who gave a heart (爱心赞, 在看 in former days).
    #[serde(deserialize_with = "json::int")]
    pub zaikan_user: i64,
    /// Persons who gave a thumb (拇指赞).
    #[serde(deserialize_with = "json::int")]
    pub like_user: i64,
    /// Comments.
    #[serde(deserialize_with = "json::int")]
    pub comment_count: i64,
    /// Persons who put it among their favourites (收藏).
    #[serde(deserialize_with = "json::int")]
    pub collection_user: i64,
    /// Persons who went on to read the original (阅读原文).
    #[serde(deserialize_with = "json::int")]
    pub redirect_ori_page_user: i64,
    /// Articles that were sent on this day.
    #[serde(deserialize_with = "json::int")]
    pub send_page_count: i64,
    /// What else the platform tells.
    #[serde(flatten)]
    pub more: json::Rest,
}

impl Endpoint for QueryAccountFigures {
    type Platform = Official;
    type Reply = Statistics<AccountDay>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/datacube/getbizsummary";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(&Range { begin_date: self.begin, end_date: self.end });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json()
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.end < self.begin {
            return Err(Invalid::new(format!("{} is not before {}", self.begin, self.end)));
        }
        let mut warnings = check_first(self.begin)?;
        warnings.extend(FIGURES_SPAN.check("the question", u64::from(self.end.since(self.begin)) + 1)?);
        Ok(warnings)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn account() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let ask = QueryAccountFigures { begin: day("2026-03-01"), end: day("2026-03-30") };
        check(
            &ask,
            r#"{"list":[{"ref_date":"2026-03-01","detail":{"read_user":9,"read_user_source":[{"user_count":9,"scene_desc":"全部"}],"share_user":1,"zaikan_user":2,"like_user":3,"comment_count":4,"collection_user":5,"redirect_ori_page_user":6,"send_page_count":1}}],"is_delay":0}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/datacube/getbizsummary?access_token=TOKEN
                content-type: application/json
                content-length: 51

                {"begin_date":"2026-03-01","end_date":"2026-03-30"}
                Statistics { list: [AccountDay { ref_date: "2026-03-01", detail: AccountFigures { read_user: 9, read_user_source: [ReadSource { user_count: 9, scene_desc: "全部" }], share_user: 1, zaikan_user: 2, like_user: 3, comment_count: 4, collection_user: 5, redirect_ori_page_user: 6, send_page_count: 1, more: .. } }], is_delay: false }"#]],
        );
        assert_eq!(ask.check(), Ok(Vec::new()));
        expect!["input: WeChat refused with 61500, the date is not valid: date format error rid: 1-2-3"]
            .assert_eq(&refusal::<QueryAccountFigures>(
                r#"{"errcode":61500,"errmsg":"date format error rid: 1-2-3"}"#,
            ));
        let wrong =
            |begin, end| QueryAccountFigures { begin: day(begin), end: day(end) }.check().unwrap_err();
        expect!["the question has 31 days; one call may have at most 30 (as documented)"]
            .assert_eq(&wrong("2026-03-01", "2026-03-31").message);
        expect!["2026-03-02 is not before 2026-03-01"].assert_eq(&wrong("2026-03-02", "2026-03-01").message);
    }
}
