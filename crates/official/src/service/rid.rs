//! What the platform recorded of one request.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::secret::redact;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use crate::Official;

/// `POST /cgi-bin/openapi/rid/get`: what the platform recorded of one request of the
/// last 7 days.
///
/// More: [`manual::service`](crate::manual::service#rid-get), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/apimanage/api_getridinfo.html).
///
/// ```
/// use wxkit_official::service::QueryRid;
///
/// let call = QueryRid::new("5fb1f4d4-0a0f5e5a-2b3c4d5e"); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "openapi/rid/get")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QueryRid {
    /// The request's id: what stands behind `rid: ` in a refusal.
    pub rid: String,
}

impl QueryRid {
    /// With all that it needs.
    pub fn new(rid: impl Into<String>) -> Self {
        Self { rid: rid.into() }
    }
}

/// The reply to [`QueryRid`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RidReport {
    /// The request.
    pub request: RecordedRequest,
}

/// A recorded request. Tokens and secrets in it are hidden as it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// When it came, in Unix seconds.
    #[serde(deserialize_with = "json::int")]
    pub invoke_time: i64,
    /// How long it took, in milliseconds.
    #[serde(deserialize_with = "json::int")]
    pub cost_in_ms: i64,
    /// Its query, which held the token.
    pub request_url: Redacted,
    /// Its body.
    pub request_body: Redacted,
    /// What was answered.
    pub response_body: Redacted,
    /// The caller's address.
    #[serde(deserialize_with = "json::text")]
    pub client_ip: String,
}

/// A text in which credentials are hidden; there is no way to keep them in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Text", into = "String")]
pub struct Redacted(String);

impl Redacted {
    /// Hides what stands behind `access_token`, `secret` and the like.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(redact(text, &[]))
    }

    /// What is left.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Endpoint for QueryRid {
    type Platform = Official;
    type Reply = RidReport;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/openapi/rid/get";

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

#[derive(Deserialize)]
struct Text(#[serde(deserialize_with = "json::text")] String);

impl From<Text> for Redacted {
    fn from(Text(text): Text) -> Self {
        Self::new(&text)
    }
}

impl From<Redacted> for String {
    fn from(Redacted(text): Redacted) -> Self {
        text
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn query_rid() {
        check(
            &QueryRid { rid: "61725984-6126f6f9-040f19c4".into() },
            r#"{"errcode":0,"errmsg":"ok","request":{"invoke_time":1635156704,"cost_in_ms":"30",
                "request_url":"access_token=50_SECRET&type=image","request_body":"{\"secret\": \"S3CRET\", \"appid\":\"wx1\"}",
                "response_body":"{\"access_token\":\"50_SECRET\",\"expires_in\":7200}","client_ip":"203.0.113.7"}}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/openapi/rid/get?access_token=TOKEN
                content-type: application/json
                content-length: 36

                {"rid":"61725984-6126f6f9-040f19c4"}
                RidReport { request: RecordedRequest { invoke_time: 1635156704, cost_in_ms: 30, request_url: Redacted("access_token=***&type=image"), request_body: Redacted("{\"secret\": \"***\", \"appid\":\"wx1\"}"), response_body: Redacted("{\"access_token\":\"***\",\"expires_in\":7200}"), client_ip: "203.0.113.7" } }"#]],
        );
        let refused = refusal::<QueryRid>(r#"{"errcode":76001,"errmsg":"rid not found"}"#);
        expect!["input: WeChat refused with 76001, no such rid: rid not found"].assert_eq(&refused);
    }
}
