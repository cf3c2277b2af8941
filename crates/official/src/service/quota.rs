//! How much of an interface's quota is left.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use crate::Official;

/// `POST /cgi-bin/openapi/quota/get`: the quota of one interface.
///
/// More: [`manual::service`](crate::manual::service#quota-get), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/apimanage/api_getapiquota.html).
///
/// ```
/// use wxkit_official::service::QueryQuota;
///
/// let call = QueryQuota::new("/cgi-bin/material/add_material"); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "openapi/quota/get")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QueryQuota {
    /// The interface's path, such as `/cgi-bin/material/add_material`.
    pub cgi_path: String,
}

impl QueryQuota {
    /// With all that it needs.
    pub fn new(cgi_path: impl Into<String>) -> Self {
        Self { cgi_path: cgi_path.into() }
    }
}

/// The reply to [`QueryQuota`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QuotaReport {
    /// Calls of this day.
    pub quota: Quota,
    /// Calls per time, if the interface has such a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<RateLimit>,
    /// Calls per time of a third-party platform, if there is such a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component_rate_limit: Option<RateLimit>,
}

/// Calls of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Quota {
    /// How many there may be.
    #[serde(deserialize_with = "json::int")]
    pub daily_limit: i64,
    /// How many there were.
    #[serde(deserialize_with = "json::int")]
    pub used: i64,
    /// How many are left.
    #[serde(deserialize_with = "json::int")]
    pub remain: i64,
}

/// Calls per time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many calls there may be.
    #[serde(deserialize_with = "json::int")]
    pub call_count: i64,
    /// In how many seconds.
    #[serde(deserialize_with = "json::int")]
    pub refresh_second: i64,
}

impl Endpoint for QueryQuota {
    type Platform = Official;
    type Reply = QuotaReport;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/openapi/quota/get";

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
    fn query_quota() {
        check(
            &QueryQuota { cgi_path: "/cgi-bin/message/custom/send".into() },
            r#"{"errcode":0,"errmsg":"ok","quota":{"daily_limit":500000,"used":"1","remain":499999},
                "rate_limit":{"call_count":20,"refresh_second":10},"component_rate_limit":null}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/openapi/quota/get?access_token=TOKEN
                content-type: application/json
                content-length: 43

                {"cgi_path":"/cgi-bin/message/custom/send"}
                QuotaReport { quota: Quota { daily_limit: 500000, used: 1, remain: 499999 }, rate_limit: Some(RateLimit { call_count: 20, refresh_second: 10 }), component_rate_limit: None }"#]],
        );
        let refused = refusal::<QueryQuota>(r#"{"errcode":76022,"errmsg":"could not use this cgi_path"}"#);
        expect!["permission: WeChat refused with 76022, the path is not within this account's rights: could not use this cgi_path"].assert_eq(&refused);
    }
}
