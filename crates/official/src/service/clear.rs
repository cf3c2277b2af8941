//! Give quotas back. Each success uses up one of a few permissions of the month, so nothing here is repeated by itself.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Done;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Secret};

use crate::Official;

/// `POST /cgi-bin/clear_quota`: sets the daily quotas of all interfaces back, 10 times a
/// month.
///
/// More: [`manual::service`](crate::manual::service#clear_quota), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/apimanage/api_clearquota.html).
///
/// ```
/// use wxkit_official::service::ClearQuota;
///
/// let call = ClearQuota::new("wx0123456789abcdef"); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "clear_quota")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClearQuota {
    /// The account's AppID.
    pub appid: String,
}

impl ClearQuota {
    /// With all that it needs.
    pub fn new(appid: impl Into<String>) -> Self {
        Self { appid: appid.into() }
    }
}

impl Endpoint for ClearQuota {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/clear_quota";

    fn encode(&self, out: &mut Encoder) {
        out.json(self);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json()
    }
}

/// `POST /cgi-bin/clear_quota/v2`: as [`ClearQuota`], out of the same 10 times a month,
/// but with the secret instead of a token, whose own quota may be used up.
///
/// More: [`manual::service`](crate::manual::service#clear_quota-v2), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/apimanage/api_clearquotabyappsecret.html).
///
/// ```
/// use wxkit_official::service::ClearQuotaWithSecret;
/// use wxkit_proto::Secret;
///
/// let secret = Secret::new("…");
/// // `client.call(call).await?` brings the reply.
/// let call = ClearQuotaWithSecret::new("wx0123456789abcdef", secret);
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "clear_quota/v2")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClearQuotaWithSecret {
    /// The account's AppID.
    pub appid: String,
    /// Its AppSecret.
    pub secret: Secret,
    /// Where the two are written.
    pub place: SecretPlace,
}

impl ClearQuotaWithSecret {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(appid: impl Into<String>, secret: Secret) -> Self {
        Self { appid: appid.into(), secret, place: SecretPlace::default() }
    }
}

/// Where AppID and AppSecret are written; the documentation contradicts itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretPlace {
    /// In the body, as the table of fields says.
    #[default]
    Body,
    /// In the query, as the sample does. Gateways write queries down.
    Query,
}

impl Endpoint for ClearQuotaWithSecret {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/clear_quota/v2";
    const AUTH: bool = false;

    fn secrets(&self) -> Vec<&str> {
        vec![self.secret.reveal()]
    }

    fn encode(&self, out: &mut Encoder) {
        let (appid, appsecret) = (self.appid.clone(), self.secret.reveal().to_owned());
        match self.place {
            SecretPlace::Body => out.json(&WithSecret { appid, appsecret }),
            SecretPlace::Query => {
                out.query("appid", appid);
                out.query("appsecret", appsecret);
            }
        }
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let (place, WithSecret { appid, appsecret }) = match from.query_opt("appsecret") {
            Some(appsecret) => (SecretPlace::Query, WithSecret { appid: from.query("appid")?, appsecret }),
            None => (SecretPlace::Body, from.json()?),
        };
        Ok(Self { appid, secret: Secret::new(appsecret), place })
    }
}

#[derive(Serialize, Deserialize)]
struct WithSecret {
    appid: String,
    appsecret: String,
}

/// `POST /cgi-bin/openapi/quota/clear`: sets the daily quota of one interface back, 50
/// times a month.
///
/// More: [`manual::service`](crate::manual::service#quota-clear), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/apimanage/api_clearapiquota.html).
///
/// ```
/// use wxkit_official::service::ClearPathQuota;
///
/// // `client.call(call).await?` brings the reply.
/// let call = ClearPathQuota::new("/cgi-bin/material/add_material");
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "openapi/quota/clear")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClearPathQuota {
    /// The interface's path, such as `/cgi-bin/material/add_material`.
    pub cgi_path: String,
}

impl ClearPathQuota {
    /// With all that it needs.
    pub fn new(cgi_path: impl Into<String>) -> Self {
        Self { cgi_path: cgi_path.into() }
    }
}

impl Endpoint for ClearPathQuota {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/openapi/quota/clear";

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

    const OK: &str = r#"{"errcode":0,"errmsg":"ok"}"#;

    #[test]
    fn clear_quota() {
        check(
            &ClearQuota { appid: "wx0123456789abcdef".into() },
            OK,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/clear_quota?access_token=TOKEN
            content-type: application/json
            content-length: 30

            {"appid":"wx0123456789abcdef"}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        let refused = refusal::<ClearQuota>(r#"{"errcode":"48006","errmsg":"forbid to clear quota"}"#);
        expect!["quota: WeChat refused with 48006, the quota was cleared ten times this month: forbid to clear quota"].assert_eq(&refused);
    }

    #[test]
    fn clear_quota_with_secret() {
        let call = |place| {
            let (appid, secret) = ("wx0123456789abcdef".into(), Secret::new("5ec&ret"));
            ClearQuotaWithSecret { appid, secret, place }
        };
        check(
            &call(SecretPlace::Body),
            OK,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/clear_quota/v2
            content-type: application/json
            content-length: 52

            {"appid":"wx0123456789abcdef","appsecret":"5ec&ret"}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        check(
            &call(SecretPlace::Query),
            OK,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/clear_quota/v2?appid=wx0123456789abcdef&appsecret=5ec%26ret
            content-length: 0


            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        let refused = refusal::<ClearQuotaWithSecret>(r#"{"errcode":40001,"errmsg":"invalid credential"}"#);
        expect!["input: WeChat refused with 40001, the application secret is not valid: invalid credential"]
            .assert_eq(&refused);
        assert_eq!(call(SecretPlace::Body).secrets(), ["5ec&ret"]);
        assert!(!format!("{:?}", call(SecretPlace::Query)).contains("5ec"));
    }

    #[test]
    fn clear_path_quota() {
        check(
            &ClearPathQuota { cgi_path: "/cgi-bin/token".into() },
            OK,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/openapi/quota/clear?access_token=TOKEN
            content-type: application/json
            content-length: 29

            {"cgi_path":"/cgi-bin/token"}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        let refused = refusal::<ClearPathQuota>(r#"{"errcode":76021,"errmsg":"cgi_path not found"}"#);
        expect!["input: WeChat refused with 76021, the path is not known: cgi_path not found"]
            .assert_eq(&refused);
    }
}
