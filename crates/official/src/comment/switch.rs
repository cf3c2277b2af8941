//! Let readers comment, or not.

use http::Method;
use wxkit_proto::envelope::Done;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat};

use super::{At, CommentedArticle};
use crate::Official;

/// `POST /cgi-bin/comment/open`: lets readers comment on an article.
///
/// More: [`manual::comment`](crate::manual::comment#open), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/leaving/api_openarticlecomment.html).
///
/// ```
/// use wxkit_official::comment::{CommentedArticle, OpenComments};
///
/// // `client.call(call).await?` brings the reply.
/// let call = OpenComments::new(CommentedArticle::new(3_060_001.into(), 0));
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "comment/open")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenComments {
    /// Which article.
    pub article: CommentedArticle,
}

impl OpenComments {
    /// With all that it needs.
    pub fn new(article: CommentedArticle) -> Self {
        Self { article }
    }
}

/// `POST /cgi-bin/comment/close`: takes no more comments on an article.
///
/// More: [`manual::comment`](crate::manual::comment#close), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/leaving/api_closecomment.html).
///
/// ```
/// use wxkit_official::comment::{CloseComments, CommentedArticle};
///
/// // `client.call(call).await?` brings the reply.
/// let call = CloseComments::new(CommentedArticle::new(3_060_001.into(), 0));
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "comment/close")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CloseComments {
    /// Which article.
    pub article: CommentedArticle,
}

impl CloseComments {
    /// With all that it needs.
    pub fn new(article: CommentedArticle) -> Self {
        Self { article }
    }
}

impl Endpoint for OpenComments {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/comment/open";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(&At::article(self.article));
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json::<At>().map(|at| Self { article: at.place() })
    }
}

impl Endpoint for CloseComments {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/comment/close";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(&At::article(self.article));
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json::<At>().map(|at| Self { article: at.place() })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::ARTICLE;
    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn open_and_close() {
        check(
            &OpenComments { article: ARTICLE },
            r#"{"errcode":0,"errmsg":"ok"}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/comment/open?access_token=TOKEN
            content-type: application/json
            content-length: 36

            {"msg_data_id":2247000001,"index":1}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        check(
            &CloseComments { article: ARTICLE },
            r#"{"errcode":0,"errmsg":""}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/comment/close?access_token=TOKEN
            content-type: application/json
            content-length: 36

            {"msg_data_id":2247000001,"index":1}
            Done { errcode: 0, errmsg: "" }"#]],
        );
        expect!["input: WeChat refused with 88001, no such msg_data_id: msg_data is not exists"]
            .assert_eq(&refusal::<OpenComments>(r#"{"errcode":88001,"errmsg":"msg_data is not exists"}"#));
        expect!["permission: WeChat refused with 88000, the account has no right to comments: without comment privilege"].assert_eq(&refusal::<CloseComments>(
            r#"{"errcode":88000,"errmsg":"without comment privilege"}"#,
        ));
    }
}
