//! Where an article stands.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use crate::Official;
use crate::ids::NewsId;

/// `POST /cgi-bin/publish/query`.
///
/// More: [`manual::library`](crate::manual::library#query), [the media API's manual](https://res.wx.qq.com/download/MediaApiDoc.pdf).
///
/// ```
/// use wxkit_official::ids::NewsId;
/// use wxkit_official::library::QueryNews;
///
/// let call = QueryNews::new(NewsId::from("MEDIA_ID")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "publish/query")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QueryNews {
    /// Which article.
    pub media_id: NewsId,
}

impl QueryNews {
    /// With all that it needs.
    pub fn new(media_id: NewsId) -> Self {
        Self { media_id }
    }
}

/// The reply to [`QueryNews`]. Its `errmsg` says `delete success` in the manual's sample; it means nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NewsReview {
    /// Where it stands.
    pub status: PublishStatus,
    /// Its address, once it is published; else empty. Plain `http`, may end in `#rd`.
    #[serde(default, deserialize_with = "json::text")]
    pub url: String,
}

impl NewsReview {
    /// As a server says it.
    #[must_use]
    pub fn new(status: PublishStatus, url: impl Into<String>) -> Self {
        Self { status, url: url.into() }
    }
}

/// Where an article of the library stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Word", into = "String")]
#[non_exhaustive]
pub enum PublishStatus {
    /// 未提交.
    NotSubmitted,
    /// 审核中.
    InReview,
    /// 发布成功: the address is valid.
    Published,
    /// 审核未通过.
    ReviewFailed,
    /// A word that is not listed; taken as not final.
    Unknown(String),
}

const WORDS: &[(&str, PublishStatus)] = &[
    ("未提交", PublishStatus::NotSubmitted),
    ("审核中", PublishStatus::InReview),
    ("发布成功", PublishStatus::Published),
    ("审核未通过", PublishStatus::ReviewFailed),
];

impl PublishStatus {
    /// The platform's word.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Unknown(word) => word,
            known => WORDS.iter().find(|(_, status)| status == known).map_or("", |(word, _)| word),
        }
    }
}

impl Endpoint for QueryNews {
    type Platform = Official;
    type Reply = NewsReview;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/publish/query";

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

#[derive(Deserialize)]
struct Word(#[serde(deserialize_with = "json::text")] String);

impl From<Word> for PublishStatus {
    fn from(Word(word): Word) -> Self {
        let known = WORDS.iter().find(|(known, _)| *known == word.trim());
        known.map_or_else(|| Self::Unknown(word), |(_, status)| status.clone())
    }
}

impl From<PublishStatus> for String {
    fn from(status: PublishStatus) -> Self {
        status.word().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn query() {
        check(
            &QueryNews { media_id: NewsId::from("MEDIA_ID") },
            r#"{"errcode":0,"errmsg":"delete success","status":"发布成功","url":"http://mp.weixin.qq.com/s?__biz=MzA3&mid=1&idx=1#rd"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/publish/query?access_token=TOKEN
                content-type: application/json
                content-length: 23

                {"media_id":"MEDIA_ID"}
                NewsReview { status: Published, url: "http://mp.weixin.qq.com/s?__biz=MzA3&mid=1&idx=1#rd" }"#]],
        );
        let refused = refusal::<QueryNews>(r#"{"errcode":42001,"errmsg":"access_token expired"}"#);
        expect!["token: WeChat refused with 42001, the token has expired: access_token expired"]
            .assert_eq(&refused);
    }

    #[test]
    fn unknown_words_are_kept() {
        let review: NewsReview = json::from_slice(r#"{"status":"排队中","url":null}"#.as_bytes()).unwrap();
        assert_eq!(review.status, PublishStatus::Unknown("排队中".into()));
        assert_eq!((review.status.word(), review.url.as_str()), ("排队中", ""));
    }
}
