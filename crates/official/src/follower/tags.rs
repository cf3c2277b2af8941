//! The tags of the account.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use crate::Official;

/// `GET /cgi-bin/tags/get`: the tags (标签) that followers may have.
///
/// More: [`manual::follower`](crate::manual::follower#tags), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/usermanage/tag/api_gettags.html).
///
/// ```
/// use wxkit_official::follower::ListTags;
///
/// let call = ListTags; // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "tags/get")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListTags;

/// The reply to [`ListTags`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tags {
    /// The tags.
    pub tags: Vec<Tag>,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tag {
    /// Its number, as [`Audience::Tag`](crate::mass::Audience::Tag) takes it; 0 to 2 are the platform's own, 2 is 星标组.
    #[serde(deserialize_with = "json::int")]
    pub id: i64,
    /// Its name.
    #[serde(default, deserialize_with = "json::text")]
    pub name: String,
    /// Followers who have it.
    #[serde(default, deserialize_with = "json::int")]
    pub count: i64,
}

impl Endpoint for ListTags {
    type Platform = Official;
    type Reply = Tags;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/tags/get";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, _: &mut Encoder) {}

    fn decode(_: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn tags() {
        check(
            &ListTags,
            r#"{"tags":[{"id":2,"name":"星标组","count":0},{"id":127,"name":"广东","count":5}]}"#,
            &expect![[r#"
                GET https://api.weixin.qq.com/cgi-bin/tags/get?access_token=TOKEN


                Tags { tags: [Tag { id: 2, name: "星标组", count: 0 }, Tag { id: 127, name: "广东", count: 5 }] }"#]],
        );
        expect!["permission: WeChat refused with 48001, the account has no right to this interface: api unauthorized"].assert_eq(&refusal::<ListTags>(r#"{"errcode":48001,"errmsg":"api unauthorized"}"#));
    }
}
