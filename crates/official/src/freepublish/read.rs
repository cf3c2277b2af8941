//! Read what was published.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat};

use crate::Official;
use crate::draft::StoredArticles;
use crate::ids::ArticleId;

/// `POST /cgi-bin/freepublish/getarticle`.
///
/// More: [`manual::freepublish`](crate::manual::freepublish#getarticle), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/public/api_freepublishgetarticle.html).
///
/// ```
/// use wxkit_official::freepublish::ReadPublished;
/// use wxkit_official::ids::ArticleId;
///
/// let call = ReadPublished::new(ArticleId::from("ARTICLE_ID")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "freepublish/getarticle")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReadPublished {
    /// Which publication.
    pub article_id: ArticleId,
}

impl ReadPublished {
    /// With all that it needs.
    pub fn new(article_id: ArticleId) -> Self {
        Self { article_id }
    }
}

impl Endpoint for ReadPublished {
    type Platform = Official;
    type Reply = StoredArticles;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/freepublish/getarticle";

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

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn read() {
        check(
            &ReadPublished { article_id: ArticleId::from("ARTICLE_ID") },
            r#"{"news_item":[{"title":"茶","author":"客","digest":"摘要","content":"<p>水</p>","content_source_url":"","thumb_media_id":"THUMB","thumb_url":"http://mmbiz.qpic.cn/0","need_open_comment":1,"only_fans_can_comment":"1","url":"http://mp.weixin.qq.com/s/1","is_deleted":true}]}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/freepublish/getarticle?access_token=TOKEN
                content-type: application/json
                content-length: 27

                {"article_id":"ARTICLE_ID"}
                StoredArticles { news_item: [StoredArticle { article_type: News, title: "茶", author: "客", digest: "摘要", content: "<p>水</p>", content_source_url: "", thumb_media_id: Some(MaterialId("THUMB")), thumb_url: "http://mmbiz.qpic.cn/0", show_cover_pic: false, need_open_comment: true, only_fans_can_comment: true, crops: CoverCrops { square: None, landscape: None, wide: None }, images: [], product_key: None, url: "http://mp.weixin.qq.com/s/1", is_deleted: true }], create_time: None, update_time: None }"#]],
        );
        let refused = refusal::<ReadPublished>(r#"{"errcode":53600,"errmsg":"article id is invalid"}"#);
        expect!["input: WeChat refused with 53600, the article id is not valid: article id is invalid"]
            .assert_eq(&refused);
    }
}
