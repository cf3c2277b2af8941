//! Put an article into the library.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning, json};

use super::News;
use crate::Official;
use crate::ids::NewsId;

/// `POST /cgi-bin/publish/uploadnews`. Nothing is public yet: the article is 未提交 and can
/// be looked at in the console under 媒体API.
///
/// Not to be confused with `media/uploadnews`.
///
/// More: [`manual::library`](crate::manual::library#uploadnews), [the media API's manual](https://res.wx.qq.com/download/MediaApiDoc.pdf).
///
/// ```
/// use wxkit_official::ids::MaterialId;
/// use wxkit_official::library::{News, UploadNews};
///
/// // `client.call(call).await?` brings the reply.
/// let call = UploadNews::new(News::new("春茶", "<p>一壶好茶</p>", MaterialId::from("MEDIA_ID")));
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "publish/uploadnews")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadNews {
    /// The article; the library takes one at a time.
    pub news: News,
}

impl UploadNews {
    /// With all that it needs.
    pub fn new(news: News) -> Self {
        Self { news }
    }
}

/// The reply to [`UploadNews`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UploadedNews {
    /// `news`.
    #[serde(rename = "type", default, deserialize_with = "json::text")]
    pub kind: String,
    /// The article's id in the library.
    pub media_id: NewsId,
    /// Unix seconds. Here it is `create_at`, elsewhere `created_at`.
    #[serde(default, alias = "created_at", deserialize_with = "json::opt_int")]
    pub create_at: Option<i64>,
}

impl Endpoint for UploadNews {
    type Platform = Official;
    type Reply = UploadedNews;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/publish/uploadnews";

    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(&Articles { articles: vec![self.news.clone()] });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let mut articles = from.json::<Articles>()?.articles;
        match (articles.pop(), articles.is_empty()) {
            (Some(news), true) => Ok(Self { news }),
            _ => Err(DecodeError::new("articles must hold exactly one article")),
        }
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        self.news.check()
    }
}

/// An array here, a single object in `update`.
#[derive(Serialize, Deserialize)]
struct Articles {
    articles: Vec<News>,
}

#[cfg(test)]
pub(super) mod tests {
    use expect_test::expect;

    use super::*;
    use crate::ids::MaterialId;
    use crate::testing::{check, refusal};

    pub(in crate::library) fn news() -> News {
        News {
            thumb_media_id: MaterialId::from("THUMB"),
            author: "茶客".into(),
            title: "怎样冲一壶好茶".into(),
            content_source_url: String::new(),
            content: "<p>茶 &amp; \"水\"</p>".into(),
            digest: String::new(),
            show_cover_pic: true,
            need_open_comment: false,
            only_fans_can_comment: false,
        }
    }

    #[test]
    fn upload_news() {
        check(
            &UploadNews { news: news() },
            r#"{"type":"news","media_id":"MEDIA_ID","create_at":"1525936573","item":[{"index":0,"ad_count":1}]}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/publish/uploadnews?access_token=TOKEN
                content-type: application/json
                content-length: 219

                {"articles":[{"thumb_media_id":"THUMB","author":"茶客","title":"怎样冲一壶好茶","content_source_url":"","content":"<p>茶 &amp; \"水\"</p>","show_cover_pic":1,"need_open_comment":0,"only_fans_can_comment":0}]}
                UploadedNews { kind: "news", media_id: NewsId("MEDIA_ID"), create_at: Some(1525936573) }"#]],
        );
        let refused = refusal::<UploadNews>(r#"{"errcode":44001,"errmsg":"empty media data"}"#);
        expect!["media: WeChat refused with 44001, the media is empty: empty media data"].assert_eq(&refused);
    }

    #[test]
    fn limits() {
        let check = |title: &str, digest: &str| {
            let news = News { title: title.into(), digest: digest.into(), ..news() };
            UploadNews { news }.check().map_err(|invalid| invalid.message)
        };
        assert!(check(&"茶".repeat(64), &"水".repeat(120)).is_ok());
        let long = check(&"茶".repeat(65), "").unwrap_err();
        expect!["the title has 65 characters; the title may have at most 64 (as documented)"]
            .assert_eq(&long);
        assert!(check("茶", &"水".repeat(121)).is_err());
        assert!(check(" ", "").is_err());
    }
}
