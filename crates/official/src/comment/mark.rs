//! Elect a comment, or delete it.

use http::Method;
use wxkit_proto::envelope::Done;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat};

use super::{At, CommentedArticle};
use crate::Official;
use crate::ids::CommentId;

/// `POST /cgi-bin/comment/markelect`: elects a comment (精选), so that everybody sees it.
///
/// More: [`manual::comment`](crate::manual::comment#markelect), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/leaving/api_electcomment.html).
///
/// ```
/// use wxkit_official::comment::{CommentedArticle, ElectComment};
///
/// // `client.call(call).await?` brings the reply.
/// let call = ElectComment::new(CommentedArticle::new(3_060_001.into(), 0), 7.into());
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "comment/markelect")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ElectComment {
    /// Which article it belongs to.
    pub article: CommentedArticle,
    /// Which comment.
    pub comment: CommentId,
}

impl ElectComment {
    /// With all that it needs.
    pub fn new(article: CommentedArticle, comment: CommentId) -> Self {
        Self { article, comment }
    }
}

/// `POST /cgi-bin/comment/unmarkelect`: takes the election of a comment back.
///
/// More: [`manual::comment`](crate::manual::comment#unmarkelect), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/leaving/api_unelectcomment.html).
///
/// ```
/// use wxkit_official::comment::{CommentedArticle, UnelectComment};
///
/// // `client.call(call).await?` brings the reply.
/// let call = UnelectComment::new(CommentedArticle::new(3_060_001.into(), 0), 7.into());
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "comment/unmarkelect")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnelectComment {
    /// Which article it belongs to.
    pub article: CommentedArticle,
    /// Which comment.
    pub comment: CommentId,
}

impl UnelectComment {
    /// With all that it needs.
    pub fn new(article: CommentedArticle, comment: CommentId) -> Self {
        Self { article, comment }
    }
}

/// `POST /cgi-bin/comment/delete`: deletes a comment. One that is gone already is refused with 88008.
///
/// More: [`manual::comment`](crate::manual::comment#delete), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/leaving/api_delcomment.html).
///
/// ```
/// use wxkit_official::comment::{CommentedArticle, DeleteComment};
///
/// // `client.call(call).await?` brings the reply.
/// let call = DeleteComment::new(CommentedArticle::new(3_060_001.into(), 0), 7.into());
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "comment/delete")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteComment {
    /// Which article it belongs to.
    pub article: CommentedArticle,
    /// Which comment.
    pub comment: CommentId,
}

impl DeleteComment {
    /// With all that it needs.
    pub fn new(article: CommentedArticle, comment: CommentId) -> Self {
        Self { article, comment }
    }
}

impl Endpoint for ElectComment {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/comment/markelect";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(&At::comment(self.article, self.comment));
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let at: At = from.json()?;
        Ok(Self { article: at.place(), comment: at.id()? })
    }
}

impl Endpoint for UnelectComment {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/comment/unmarkelect";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(&At::comment(self.article, self.comment));
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let at: At = from.json()?;
        Ok(Self { article: at.place(), comment: at.id()? })
    }
}

impl Endpoint for DeleteComment {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/comment/delete";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(&At::comment(self.article, self.comment));
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let at: At = from.json()?;
        Ok(Self { article: at.place(), comment: at.id()? })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::ARTICLE;
    use super::*;
    use crate::testing::{check, refusal};

    const COMMENT: CommentId = CommentId::new(9_007_199_254_740_993);
    const DONE: &str = r#"{"errcode":0,"errmsg":"ok"}"#;

    #[test]
    fn elect_and_delete() {
        let (article, comment) = (ARTICLE, COMMENT);
        check(
            &ElectComment { article, comment },
            DONE,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/comment/markelect?access_token=TOKEN
            content-type: application/json
            content-length: 71

            {"msg_data_id":2247000001,"index":1,"user_comment_id":9007199254740993}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        check(
            &UnelectComment { article, comment },
            DONE,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/comment/unmarkelect?access_token=TOKEN
            content-type: application/json
            content-length: 71

            {"msg_data_id":2247000001,"index":1,"user_comment_id":9007199254740993}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        check(
            &DeleteComment { article, comment },
            DONE,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/comment/delete?access_token=TOKEN
            content-type: application/json
            content-length: 71

            {"msg_data_id":2247000001,"index":1,"user_comment_id":9007199254740993}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        expect![
            "input: WeChat refused with 88003, too many comments are elected: elected comment upto limit"
        ]
        .assert_eq(&refusal::<ElectComment>(r#"{"errcode":88003,"errmsg":"elected comment upto limit"}"#));
        expect!["input: WeChat refused with 88008, no such comment: comment is not exists"]
            .assert_eq(&refusal::<UnelectComment>(r#"{"errcode":88008,"errmsg":"comment is not exists"}"#));
        expect!["input: WeChat refused with 88008, no such comment: comment is not exists"]
            .assert_eq(&refusal::<DeleteComment>(r#"{"errcode":88008,"errmsg":"comment is not exists"}"#));
    }
}
