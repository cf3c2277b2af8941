//! How much permanent material there is.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use crate::Official;

/// `GET /cgi-bin/material/get_materialcount`.
///
/// More: [`manual::material`](crate::manual::material#get_materialcount), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/material/permanent/api_getmaterialcount.html).
///
/// ```
/// use wxkit_official::material::CountMaterial;
///
/// let call = CountMaterial; // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "material/get_materialcount")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountMaterial;

/// The reply to [`CountMaterial`]. Material that was made in the console counts too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MaterialCounts {
    /// Voices, at most 1000.
    #[serde(deserialize_with = "json::int")]
    pub voice_count: i64,
    /// Videos, at most 1000.
    #[serde(deserialize_with = "json::int")]
    pub video_count: i64,
    /// Images; 100,000 together with news.
    #[serde(deserialize_with = "json::int")]
    pub image_count: i64,
    /// News (图文).
    #[serde(deserialize_with = "json::int")]
    pub news_count: i64,
}

impl Endpoint for CountMaterial {
    type Platform = Official;
    type Reply = MaterialCounts;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/material/get_materialcount";

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
            &CountMaterial,
            r#"{"voice_count":1,"video_count":"2","image_count":3,"news_count":4}"#,
            &expect![[r#"
                GET https://api.weixin.qq.com/cgi-bin/material/get_materialcount?access_token=TOKEN


                MaterialCounts { voice_count: 1, video_count: 2, image_count: 3, news_count: 4 }"#]],
        );
        let refused = refusal::<CountMaterial>(r#"{"errcode":-1,"errmsg":"system error"}"#);
        expect!["busy: WeChat refused with -1, WeChat is busy: system error"].assert_eq(&refused);
    }
}
