//! Who follows the account, page by page.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use crate::Official;
use crate::ids::OpenId;

/// `GET /cgi-bin/user/get`: up to 10,000 followers.
///
/// More: [`manual::follower`](crate::manual::follower#user), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/usermanage/userinfo/api_getfans.html).
///
/// ```
/// use wxkit_official::follower::ListFollowers;
///
/// let call = ListFollowers::new(None); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "user/get")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListFollowers {
    /// Behind whom; `None` for the first page.
    pub after: Option<OpenId>,
}

impl ListFollowers {
    /// With all that it needs.
    pub fn new(after: Option<OpenId>) -> Self {
        Self { after }
    }
}

/// `POST /cgi-bin/user/tag/get`: up to 10,000 followers with one tag (标签).
///
/// More: [`manual::follower`](crate::manual::follower#user), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/usermanage/tag/api_gettagfans.html).
///
/// ```
/// use wxkit_official::follower::ListTagged;
///
/// let call = ListTagged::new(2, None); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "user/tag/get")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListTagged {
    /// Which tag.
    pub tag: i64,
    /// Behind whom; `None` for the first page.
    pub after: Option<OpenId>,
}

impl ListTagged {
    /// With all that it needs.
    pub fn new(tag: i64, after: Option<OpenId>) -> Self {
        Self { tag, after }
    }
}

/// The reply to [`ListFollowers`] and [`ListTagged`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Followers {
    /// All followers of the account; 0 of those with a tag, where it is not told.
    #[serde(default, deserialize_with = "json::int")]
    pub total: i64,
    /// Followers in this answer.
    #[serde(deserialize_with = "json::int")]
    pub count: i64,
    /// The followers; absent if there are none.
    #[serde(default)]
    pub data: FollowerIds,
    /// The last of them. The next page is that behind it, until one is not full.
    #[serde(default, deserialize_with = "json::text")]
    pub next_openid: String,
}

/// The openids in an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct FollowerIds {
    /// The followers.
    pub openid: Vec<OpenId>,
}

impl Followers {
    /// Followers that one answer brings.
    const FULL: usize = 10_000;

    /// Behind whom the next page begins; `None` at the end.
    #[must_use]
    pub fn next(&self) -> Option<OpenId> {
        let full = self.data.openid.len() >= Self::FULL && !self.next_openid.is_empty();
        full.then(|| OpenId::from(self.next_openid.clone()))
    }
}

impl Endpoint for ListFollowers {
    type Platform = Official;
    type Reply = Followers;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/user/get";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        if let Some(after) = &self.after {
            out.query("next_openid", after.as_str());
        }
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let after = from.query_opt("next_openid").filter(|openid| !openid.is_empty());
        Ok(Self { after: after.map(OpenId::from) })
    }
}

impl Endpoint for ListTagged {
    type Platform = Official;
    type Reply = Followers;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/user/tag/get";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        let next_openid = self.after.as_ref().map_or_else(String::new, |openid| openid.to_string());
        out.json(&Tagged { tagid: self.tag, next_openid });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let Tagged { tagid, next_openid } = from.json()?;
        Ok(Self { tag: tagid, after: (!next_openid.is_empty()).then_some(OpenId::from(next_openid)) })
    }
}

#[derive(Serialize, Deserialize)]
struct Tagged {
    tagid: i64,
    #[serde(default)]
    next_openid: String,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn followers() {
        check(
            &ListFollowers { after: Some(OpenId::from("A&B")) },
            r#"{"total":23000,"count":2,"data":{"openid":["C","D"]},"next_openid":"D"}"#,
            &expect![[r#"
                GET https://api.weixin.qq.com/cgi-bin/user/get?next_openid=A%26B&access_token=TOKEN


                Followers { total: 23000, count: 2, data: FollowerIds { openid: [OpenId("C"), OpenId("D")] }, next_openid: "D" }"#]],
        );
        check(
            &ListFollowers { after: None },
            r#"{"total":0,"count":0,"next_openid":""}"#,
            &expect![[r#"
            GET https://api.weixin.qq.com/cgi-bin/user/get?access_token=TOKEN


            Followers { total: 0, count: 0, data: FollowerIds { openid: [] }, next_openid: "" }"#]],
        );
        expect!["receiver: WeChat refused with 40003, the openid is not valid: invalid openid"]
            .assert_eq(&refusal::<ListFollowers>(r#"{"errcode":40003,"errmsg":"invalid openid"}"#));
    }

    #[test]
    fn tagged() {
        check(
            &ListTagged { tag: 127, after: None },
            r#"{"count":1,"data":{"openid":["C"]},"next_openid":"C"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/user/tag/get?access_token=TOKEN
                content-type: application/json
                content-length: 30

                {"tagid":127,"next_openid":""}
                Followers { total: 0, count: 1, data: FollowerIds { openid: [OpenId("C")] }, next_openid: "C" }"#]],
        );
        expect!["input: WeChat refused with 45159, no such tag: invalid tag id"].assert_eq(&refusal::<
            ListTagged,
        >(
            r#"{"errcode":45159,"errmsg":"invalid tag id"}"#,
        ));
    }

    #[test]
    fn a_page_that_is_not_full_is_the_last() {
        let page = |len: usize, next: &str| Followers {
            data: FollowerIds { openid: vec![OpenId::from("A"); len] },
            next_openid: next.into(),
            ..Followers::default()
        };
        assert_eq!(page(10_000, "A").next(), Some(OpenId::from("A")));
        assert_eq!((page(10_000, "").next(), page(9999, "A").next(), page(0, "").next()), (None, None, None));
    }
}
