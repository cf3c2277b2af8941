//! Who shared an article on one day.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning, json};

use super::{Day, FiguresId, Range, Statistics, check_first};
use crate::Official;

/// `POST /datacube/getarticleshare`: who shared on one day, of each article that was shared on it.
///
/// More: [`manual::stats`](crate::manual::stats#getarticleshare), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/wedata/news/api_getarticleshare.html).
///
/// ```
/// use wxkit_official::stats::QueryArticleShares;
///
/// let call = QueryArticleShares::new("2026-03-09".parse()?); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "getarticleshare")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueryArticleShares {
    /// Which day: yesterday or an earlier one.
    pub day: Day,
}

impl QueryArticleShares {
    /// With all that it needs.
    pub fn new(day: Day) -> Self {
        Self { day }
    }
}

/// One article on one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ArticleShares {
    /// The day.
    #[serde(default, deserialize_with = "json::text")]
    pub ref_date: String,
    /// The article.
    pub msgid: FiguresId,
    /// Its figures.
    #[serde(default)]
    pub detail: ShareFigures,
}

/// How an article was shared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ShareFigures {
    /// Persons who shared it.
    #[serde(deserialize_with = "json::int")]
    pub share_user: i64,
    /// What else the platform tells.
    #[serde(flatten)]
    pub more: json::Rest,
}

impl Endpoint for QueryArticleShares {
    type Platform = Official;
    type Reply = Statistics<ArticleShares>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/datacube/getarticleshare";

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
    fn shares() {
        check(
            &QueryArticleShares { day: "2026-03-09".parse().unwrap() },
            r#"{"list":[{"ref_date":"2026-03-09","msgid":"2247000001_2","detail":{"share_user":3}}],"is_delay":false}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/datacube/getarticleshare?access_token=TOKEN
                content-type: application/json
                content-length: 51

                {"begin_date":"2026-03-09","end_date":"2026-03-09"}
                Statistics { list: [ArticleShares { ref_date: "2026-03-09", msgid: FiguresId("2247000001_2"), detail: ShareFigures { share_user: 3, more: .. } }], is_delay: false }"#]],
        );
        expect!["permission: WeChat refused with 48001, the account has no right to this interface: api unauthorized rid: 1-2-3"].assert_eq(&refusal::<QueryArticleShares>(
            r#"{"errcode":48001,"errmsg":"api unauthorized rid: 1-2-3"}"#,
        ));
    }
}
