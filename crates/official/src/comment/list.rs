//! List the comments on an article.

use http::Method;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning, json};

use super::{At, CommentedArticle};
use crate::Official;
use crate::ids::{CommentId, MsgDataId, OpenId};
use crate::limits::COMMENTS_PAGE;

/// `POST /cgi-bin/comment/list`: a stretch of the comments on an article, in no certain order.
///
/// What `total` says is not to be relied on: go on until a page is empty.
///
/// More: [`manual::comment`](crate::manual::comment#list), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/leaving/api_listcomment.html).
///
/// ```
/// use wxkit_official::comment::{CommentedArticle, ListComments};
///
/// // `client.call(call).await?` brings the reply.
/// let call = ListComments::new(CommentedArticle::new(3_060_001.into(), 0), 0, 20);
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "comment/list")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListComments {
    /// Which article.
    pub article: CommentedArticle,
    /// Comments to skip.
    pub begin: u32,
    /// How many, 1 to 49.
    pub count: u32,
    /// Which of them.
    pub filter: CommentFilter,
}

impl ListComments {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(article: CommentedArticle, begin: u32, count: u32) -> Self {
        Self { article, begin, count, filter: CommentFilter::default() }
    }
}

/// Which comments are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommentFilter {
    /// All.
    #[default]
    All,
    /// Those that are not elected.
    Ordinary,
    /// Those that are elected (精选).
    Elected,
}

/// The reply to [`ListComments`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Comments {
    /// How many there are, as the platform says; it has been the number of those in this answer.
    #[serde(deserialize_with = "json::int")]
    pub total: i64,
    /// The comments.
    #[serde(default)]
    pub comment: Vec<Comment>,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Comment {
    /// Its id; it means something together with its article only.
    pub user_comment_id: CommentId,
    /// Who wrote it; `None` if not as a follower.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openid: Option<OpenId>,
    /// When, in seconds since 1970.
    #[serde(default, deserialize_with = "json::int")]
    pub create_time: i64,
    /// What it says.
    #[serde(default, deserialize_with = "json::text")]
    pub content: String,
    /// Whether it is elected (精选).
    #[serde(default, rename = "comment_type", with = "crate::flag")]
    pub elected: bool,
    /// The account's reply.
    #[serde(default, deserialize_with = "reply", skip_serializing_if = "Option::is_none")]
    pub reply: Option<CommentReply>,
}

/// A reply to a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CommentReply {
    /// What it says.
    #[serde(deserialize_with = "json::text")]
    pub content: String,
    /// When, in seconds since 1970.
    #[serde(deserialize_with = "json::int")]
    pub create_time: i64,
}

/// An object in the documents, an array of objects in samples, and perhaps an empty one.
fn reply<'de, D: Deserializer<'de>>(from: D) -> Result<Option<CommentReply>, D::Error> {
    let one = match Value::deserialize(from)? {
        Value::Array(list) => list.into_iter().next().unwrap_or_default(),
        one => one,
    };
    let says = one.as_object().is_some_and(|fields| fields.contains_key("content"));
    Ok(if says { serde_json::from_value(one).ok() } else { None })
}

impl Endpoint for ListComments {
    type Platform = Official;
    type Reply = Comments;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/comment/list";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        let At { msg_data_id, index, .. } = At::article(self.article);
        out.json(&Body {
            msg_data_id,
            index,
            begin: self.begin,
            count: self.count,
            filter: self.filter as u8,
        });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let Body { msg_data_id, index, begin, count, filter } = from.json()?;
        let filter = match filter {
            0 => CommentFilter::All,
            1 => CommentFilter::Ordinary,
            2 => CommentFilter::Elected,
            _ => return Err(DecodeError::new("type not valid")),
        };
        let article = CommentedArticle { msg_data_id: MsgDataId::from(msg_data_id), position: index };
        Ok(Self { article, begin, count, filter })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.count == 0 {
            return Err(Invalid::new("a page of comments has at least one"));
        }
        Ok(COMMENTS_PAGE.check("the page", self.count.into())?.into_iter().collect())
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    #[serde(with = "crate::ids::as_number")]
    msg_data_id: u64,
    #[serde(default)]
    index: u32,
    begin: u32,
    count: u32,
    #[serde(rename = "type")]
    filter: u8,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::ARTICLE;
    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn list() {
        let ask = ListComments { article: ARTICLE, begin: 49, count: 49, filter: CommentFilter::Elected };
        check(
            &ask,
            r#"{"errcode":0,"errmsg":"","total":2,"comment":[{"user_comment_id":9007199254740993,"openid":"OPENID","create_time":1525936573,"content":"好茶","comment_type":1,"reply":{"content":"谢谢","create_time":1525936580}},{"user_comment_id":2,"create_time":1525936574,"content":"?","comment_type":0}]}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/comment/list?access_token=TOKEN
                content-type: application/json
                content-length: 67

                {"msg_data_id":2247000001,"index":1,"begin":49,"count":49,"type":2}
                Comments { total: 2, comment: [Comment { user_comment_id: CommentId(9007199254740993), openid: Some(OpenId("OPENID")), create_time: 1525936573, content: "好茶", elected: true, reply: Some(CommentReply { content: "谢谢", create_time: 1525936580 }) }, Comment { user_comment_id: CommentId(2), openid: None, create_time: 1525936574, content: "?", elected: false, reply: None }] }"#]],
        );
        expect!["input: WeChat refused with 88010, too many comments are asked for at once: count range error. cout <= 0 or count > 50"].assert_eq(&refusal::<ListComments>(
            r#"{"errcode":88010,"errmsg":"count range error. cout <= 0 or count > 50"}"#,
        ));
        let count = |count| ListComments { count, ..ask }.check().map_err(|invalid| invalid.message);
        assert_eq!(count(49), Ok(Vec::new()));
        expect!["the page has 50 comments; one call may have at most 49 (50 are refused, says one page)"]
            .assert_eq(&count(50).unwrap_err());
        assert!(count(0).is_err());
    }

    #[test]
    fn a_reply_comes_in_several_forms() {
        let read = |reply: &str| {
            let body = format!(r#"{{"total":1,"comment":[{{"user_comment_id":"1","reply":{reply}}}]}}"#);
            let comments: Comments = json::from_reply(body.as_bytes()).unwrap();
            comments.comment.into_iter().next().unwrap().reply.map(|reply| reply.content)
        };
        assert_eq!(read(r#"{"content":"a","create_time":1}"#), Some("a".into()));
        assert_eq!(read(r#"[{"content":"a","create_time":1}]"#), Some("a".into()));
        for none in ["[]", "{}", "null", "\"\"", "0"] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
