//! How many drafts there are.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat};

use super::wire::amount;
use crate::Official;

/// `GET /cgi-bin/draft/count`.
///
/// More: [`manual::draft`](crate::manual::draft#count), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_count.html).
///
/// ```
/// use wxkit_official::draft::CountDrafts;
///
/// let call = CountDrafts; // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "draft/count")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountDrafts;

/// The reply to [`CountDrafts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DraftCount {
    /// Drafts in the box.
    #[serde(deserialize_with = "amount")]
    pub total_count: u32,
}

impl Endpoint for CountDrafts {
    type Platform = Official;
    type Reply = DraftCount;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/draft/count";

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
    fn count() {
        check(
            &CountDrafts,
            r#"{"total_count":"3"}"#,
            &expect![[r#"
            GET https://api.weixin.qq.com/cgi-bin/draft/count?access_token=TOKEN


            DraftCount { total_count: 3 }"#]],
        );
        let refused = refusal::<CountDrafts>(r#"{"errcode":-1,"errmsg":"system error"}"#);
        expect!["busy: WeChat refused with -1, WeChat is busy: system error"].assert_eq(&refused);
    }
}
