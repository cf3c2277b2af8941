//! Who read an article on one day.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning, json};

use super::{Day, FiguresId, Range, Statistics, check_first};
use crate::Official;

/// `POST /datacube/getarticleread`: the readers of one day, of each article that was read on it.
///
/// More: [`manual::stats`](crate::manual::stats#getarticleread), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/wedata/news/api_getarticleread.html).
///
/// ```
/// use wxkit_official::stats::QueryArticleReads;
///
/// let call = QueryArticleReads::new("2026-03-09".parse()?); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "getarticleread")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueryArticleReads {
    /// Which day: yesterday or an earlier one.
    pub day: Day,
}

impl QueryArticleReads {
    /// With all that it needs.
    pub fn new(day: Day) -> Self {
        Self { day }
    }
}

/// One article on one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ArticleReads {
    /// The day.
    #[serde(default, deserialize_with = "json::text")]
    pub ref_date: String,
    /// The article.
    pub msgid: FiguresId,
    /// Its figures.
    #[serde(default)]
    pub detail: ReadFigures,
}

/// The readers of an article.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ReadFigures {
    /// Persons who read it.
    #[serde(deserialize_with = "json::int")]
    pub read_user: i64,
    /// Where they came from.
    pub read_user_source: Vec<ReadSource>,
    /// What else the platform tells.
    #[serde(flatten)]
    pub more: json::Rest,
}

/// How many readers came by one way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ReadSource {
    /// Persons.
    #[serde(deserialize_with = "json::int")]
    pub user_count: i64,
    /// The way in the platform's words, such as 聊天会话, 朋友圈 or 推荐. 全部 is the sum of the others.
    #[serde(deserialize_with = "json::text")]
    pub scene_desc: String,
}

impl Endpoint for QueryArticleReads {
    type Platform = Official;
    type Reply = Statistics<ArticleReads>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/datacube/getarticleread";

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
    fn reads() {
        let ask = QueryArticleReads { day: "2026-03-09".parse().unwrap() };
        check(
            &ask,
            r#"{"list":[{"ref_date":"2026-03-09","msgid":"2247000001_1","detail":{"read_user":12,"read_user_source":[{"user_count":12,"scene_desc":"全部"},{"user_count":7,"scene_desc":"看一看"}]}}],"is_delay":true}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/datacube/getarticleread?access_token=TOKEN
                content-type: application/json
                content-length: 51

                {"begin_date":"2026-03-09","end_date":"2026-03-09"}
                Statistics { list: [ArticleReads { ref_date: "2026-03-09", msgid: FiguresId("2247000001_1"), detail: ReadFigures { read_user: 12, read_user_source: [ReadSource { user_count: 12, scene_desc: "全部" }, ReadSource { user_count: 7, scene_desc: "看一看" }], more: .. } }], is_delay: true }"#]],
        );
        assert_eq!(ask.repeat(), Repeat::Safe);
        expect![
            "input: WeChat refused with 61501, the range of dates is not valid: date range error rid: 1-2-3"
        ]
        .assert_eq(&refusal::<QueryArticleReads>(
            r#"{"errcode":61501,"errmsg":"date range error rid: 1-2-3"}"#,
        ));
        let early = QueryArticleReads { day: "2025-10-31".parse().unwrap() };
        assert_eq!(
            early.check().unwrap(),
            [Warning::new("the figures begin with 2025-11-01; for 2025-10-31 there are none")]
        );
    }

    #[test]
    fn nothing_to_tell() {
        let read = |body: &str| json::from_reply::<Statistics<ArticleReads>>(body.as_bytes()).unwrap();
        assert_eq!(read(r#"{"list":[]}"#), read(r#"{"list":[],"is_delay":0}"#));
        // A figure of later years is passed on.
        let later = read(r#"{"list":[{"msgid":"1_1","detail":{"read_user":1,"read_count":3}}]}"#);
        assert!(serde_json::to_string(&later).unwrap().contains(r#""read_count":3"#));
    }
}
