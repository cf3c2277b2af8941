//! Reply to a comment.

use http::Method;
use wxkit_proto::envelope::Done;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning};

use super::{At, CommentedArticle};
use crate::Official;
use crate::ids::CommentId;

/// `POST /cgi-bin/comment/reply/add`: replies to a comment, in the account's name. A comment takes one reply by API (88005),
/// and it may take a while until it is seen.
///
/// More: [`manual::comment`](crate::manual::comment#reply), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/leaving/api_replycomment.html).
///
/// ```
/// use wxkit_official::comment::{CommentedArticle, ReplyToComment};
///
/// // `client.call(call).await?` brings the reply.
/// let call = ReplyToComment::new(CommentedArticle::new(3_060_001.into(), 0), 7.into(), "谢谢");
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "comment/reply/add")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReplyToComment {
    /// Which article it belongs to.
    pub article: CommentedArticle,
    /// Which comment.
    pub comment: CommentId,
    /// The reply, not empty.
    pub content: String,
}

impl ReplyToComment {
    /// With all that it needs.
    pub fn new(article: CommentedArticle, comment: CommentId, content: impl Into<String>) -> Self {
        Self { article, comment, content: content.into() }
    }
}

/// `POST /cgi-bin/comment/reply/delete`: deletes the reply to a comment. One that is gone already is refused with 88009.
///
/// More: [`manual::comment`](crate::manual::comment#reply), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/leaving/api_delreplycomment.html).
///
/// ```
/// use wxkit_official::comment::{CommentedArticle, DeleteCommentReply};
///
/// // `client.call(call).await?` brings the reply.
/// let call = DeleteCommentReply::new(CommentedArticle::new(3_060_001.into(), 0), 7.into());
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "comment/reply/delete")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteCommentReply {
    /// Which article it belongs to.
    pub article: CommentedArticle,
    /// Which comment.
    pub comment: CommentId,
}

impl DeleteCommentReply {
    /// With all that it needs.
    pub fn new(article: CommentedArticle, comment: CommentId) -> Self {
        Self { article, comment }
    }
}

impl Endpoint for ReplyToComment {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/comment/reply/add";

    fn encode(&self, out: &mut Encoder) {
        let content = Some(self.content.clone());
        out.json(&At { content, ..At::comment(self.article, self.comment) });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let at: At = from.json()?;
        let (article, comment) = (at.place(), at.id()?);
        let content = at.content.ok_or_else(|| DecodeError::new("content missing"))?;
        Ok(Self { article, comment, content })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.content.trim().is_empty() { Err(Invalid::new("the reply is empty")) } else { Ok(Vec::new()) }
    }
}

impl Endpoint for DeleteCommentReply {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/comment/reply/delete";

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

    const DONE: &str = r#"{"errcode":0,"errmsg":"ok"}"#;

    #[test]
    fn reply() {
        let (article, comment) = (ARTICLE, CommentId::from(7));
        let reply = ReplyToComment { article, comment, content: "谢谢 & \"再来\"".into() };
        check(
            &reply,
            DONE,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/comment/reply/add?access_token=TOKEN
            content-type: application/json
            content-length: 88

            {"msg_data_id":2247000001,"index":1,"user_comment_id":7,"content":"谢谢 & \"再来\""}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        assert_eq!(reply.repeat(), Repeat::Never);
        expect!["state: WeChat refused with 88005, the comment has a reply already: reply is exists"]
            .assert_eq(&refusal::<ReplyToComment>(r#"{"errcode":88005,"errmsg":"reply is exists"}"#));
        let empty = ReplyToComment { content: " ".into(), ..reply };
        assert_eq!(empty.check().unwrap_err().message, "the reply is empty");
    }

    #[test]
    fn delete() {
        check(
            &DeleteCommentReply { article: ARTICLE, comment: CommentId::from(7) },
            DONE,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/comment/reply/delete?access_token=TOKEN
            content-type: application/json
            content-length: 56

            {"msg_data_id":2247000001,"index":1,"user_comment_id":7}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        expect!["input: WeChat refused with 88009, no such reply: reply is not exists"]
            .assert_eq(&refusal::<DeleteCommentReply>(r#"{"errcode":88009,"errmsg":"reply is not exists"}"#));
    }
}
