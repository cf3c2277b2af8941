//! Take back what was published.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Done;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Error, Repeat, json};

use crate::Official;
use crate::draft::wire::position;
use crate::ids::ArticleId;
use crate::library::Which;

/// `POST /cgi-bin/freepublish/delete`. It cannot be brought back.
///
/// A repeat after a lost answer finds nothing left to delete, see [`DeletePublished::already_gone`].
///
/// More: [`manual::freepublish`](crate::manual::freepublish#delete), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/public/api_freepublishdelete.html).
///
/// ```
/// use wxkit_official::freepublish::DeletePublished;
/// use wxkit_official::ids::ArticleId;
/// use wxkit_official::library::Which;
///
/// // `client.call(call).await?` brings the reply.
/// let call = DeletePublished::new(ArticleId::from("ARTICLE_ID"), Which::All);
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "freepublish/delete")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeletePublished {
    /// Which publication.
    pub article_id: ArticleId,
    /// Which articles of it.
    pub which: Which,
}

impl DeletePublished {
    /// With all that it needs.
    pub fn new(article_id: ArticleId, which: Which) -> Self {
        Self { article_id, which }
    }

    /// Whether an error says that there is no such publication (53600). On a repeat after a lost answer
    /// ([`Call::lost_an_answer`](wxkit_proto::Call::lost_an_answer)) this is a success; on a first attempt the id is wrong.
    #[must_use]
    pub fn already_gone(error: &Error) -> bool {
        error.code() == Some(53600)
    }
}

impl Endpoint for DeletePublished {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/freepublish/delete";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        let index = match self.which {
            Which::All => 0,
            Which::One(position) => i64::from(position) + 1,
        };
        out.json(&Body { article_id: self.article_id.clone(), index });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let Body { article_id, index } = from.json()?;
        let which = match index {
            0 => Which::All,
            index => Which::One(position(index).map_err(|invalid| DecodeError::new(invalid.message))?),
        };
        Ok(Self { article_id, which })
    }
}

/// Without `index` it is all; but that is never left to chance here.
#[derive(Serialize, Deserialize)]
struct Body {
    article_id: ArticleId,
    #[serde(default, deserialize_with = "json::int")]
    index: i64,
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use expect_test::expect;
    use http::Response;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn delete() {
        let of = |which| DeletePublished { article_id: ArticleId::from("ARTICLE_ID"), which };
        check(
            &of(Which::One(0)),
            r#"{"errcode":0,"errmsg":"ok"}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/freepublish/delete?access_token=TOKEN
            content-type: application/json
            content-length: 37

            {"article_id":"ARTICLE_ID","index":1}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        check(
            &of(Which::All),
            "{}",
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/freepublish/delete?access_token=TOKEN
            content-type: application/json
            content-length: 37

            {"article_id":"ARTICLE_ID","index":0}
            Done { errcode: 0, errmsg: "" }"#]],
        );
        let refused = refusal::<DeletePublished>(r#"{"errcode":53600,"errmsg":"article id is invalid"}"#);
        expect!["input: WeChat refused with 53600, the article id is not valid: article id is invalid"]
            .assert_eq(&refused);
    }

    #[test]
    fn gone_is_told_from_other_refusals() {
        let gone = |body: &'static str| {
            let error =
                DeletePublished::reply(&Response::new(Bytes::from_static(body.as_bytes()))).unwrap_err();
            DeletePublished::already_gone(&error)
        };
        assert!(gone(r#"{"errcode":53600,"errmsg":"article id is invalid"}"#));
        assert!(!gone(r#"{"errcode":48001,"errmsg":"api unauthorized"}"#));
    }
}
