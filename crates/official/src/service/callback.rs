//! Let the platform look whether it can reach the server of one's own.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use crate::Official;

/// `POST /cgi-bin/callback/check`: the platform resolves and pings the server that is to
/// get its events.
///
/// More: [`manual::service`](crate::manual::service#callback-check), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/base/api_callbackcheck.html).
///
/// ```
/// use wxkit_official::service::{CheckCallback, CheckKind, NetworkOperator};
///
/// // `client.call(call).await?` brings the reply.
/// let call = CheckCallback::new(CheckKind::All, NetworkOperator::Default);
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "callback/check")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CheckCallback {
    /// What to look at.
    pub action: CheckKind,
    /// From whose network.
    pub check_operator: NetworkOperator,
}

impl CheckCallback {
    /// With all that it needs.
    pub fn new(action: CheckKind, check_operator: NetworkOperator) -> Self {
        Self { action, check_operator }
    }
}

/// What [`CheckCallback`] looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CheckKind {
    /// The name of the server.
    Dns,
    /// The way to it.
    Ping,
    /// Both.
    All,
}

/// From whose network [`CheckCallback`] looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum NetworkOperator {
    /// China Telecom (电信).
    ChinaNet,
    /// China Unicom (联通).
    Unicom,
    /// The platform's own (腾讯自建出口).
    Cap,
    /// As the platform chooses.
    Default,
}

/// The reply to [`CheckCallback`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CallbackCheck {
    /// What the name leads to; empty if that was not asked.
    pub dns: Vec<Resolved>,
    /// What the pings found; empty if that was not asked.
    pub ping: Vec<Ping>,
}

/// An address that the server's name leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Resolved {
    /// The address.
    #[serde(deserialize_with = "json::text")]
    pub ip: String,
    /// Whose network it is in.
    #[serde(deserialize_with = "json::text")]
    pub real_operator: String,
}

/// The pings to one address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Ping {
    /// The address.
    #[serde(deserialize_with = "json::text")]
    pub ip: String,
    /// Whose network the pings came from.
    #[serde(deserialize_with = "json::text")]
    pub from_operator: String,
    /// The part that was lost, such as `0%`.
    #[serde(deserialize_with = "json::text")]
    pub package_loss: String,
    /// How long they took, such as `23.079ms`.
    #[serde(deserialize_with = "json::text")]
    pub time: String,
}

impl Endpoint for CheckCallback {
    type Platform = Official;
    type Reply = CallbackCheck;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/callback/check";

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
    fn check_callback() {
        check(
            &CheckCallback { action: CheckKind::All, check_operator: NetworkOperator::ChinaNet },
            r#"{"dns":[{"ip":"203.0.113.7","real_operator":"UNICOM"}],
                "ping":[{"ip":"203.0.113.7","from_operator":"UNICOM","package_loss":"0%","time":"23.079ms"}]}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/callback/check?access_token=TOKEN
                content-type: application/json
                content-length: 44

                {"action":"all","check_operator":"CHINANET"}
                CallbackCheck { dns: [Resolved { ip: "203.0.113.7", real_operator: "UNICOM" }], ping: [Ping { ip: "203.0.113.7", from_operator: "UNICOM", package_loss: "0%", time: "23.079ms" }] }"#]],
        );
        let refused = refusal::<CheckCallback>(r#"{"errcode":40035,"errmsg":"invalid parameter"}"#);
        expect!["input: WeChat refused with 40035, a parameter is not valid: invalid parameter"]
            .assert_eq(&refused);
    }
}
