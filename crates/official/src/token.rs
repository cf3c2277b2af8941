//! The two kinds of access token. They do not invalidate each other.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Grant;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Secret};

use crate::Official;

/// `GET /cgi-bin/token`: the classic token.
///
/// Each call invalidates the former token after a short overlap, so an account needs one central holder. For those
/// who need this kind; everybody else is better off with [`StableToken`].
///
/// More: [`manual::tokens`](crate::manual::tokens#token), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/base/api_getaccesstoken.html).
///
/// ```
/// use wxkit_official::token::AccessToken;
/// use wxkit_proto::Secret;
///
/// let secret = Secret::new("…");
/// let call = AccessToken::new("wx0123456789abcdef", secret); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "cgi-bin/token")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessToken {
    /// The account's AppID.
    pub appid: String,
    /// Its AppSecret.
    pub secret: Secret,
}

impl AccessToken {
    /// With all that it needs.
    pub fn new(appid: impl Into<String>, secret: Secret) -> Self {
        Self { appid: appid.into(), secret }
    }
}

impl Endpoint for AccessToken {
    type Platform = Official;
    type Reply = Grant;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/token";
    const AUTH: bool = false;
    const PATIENT: bool = false;

    /// The former token is replaced in any case.
    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn secrets(&self) -> Vec<&str> {
        vec![self.secret.reveal()]
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("grant_type", GRANT_TYPE);
        out.query("appid", &self.appid);
        out.query("secret", self.secret.reveal());
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.query("grant_type")?;
        Ok(Self { appid: from.query("appid")?, secret: Secret::new(from.query("secret")?) })
    }
}

/// `POST /cgi-bin/stable_token`: the token that others cannot overwrite.
///
/// Normal mode gives the same token until it is renewed about 5 minutes before its end; `expires_in` is what remains.
/// Forced mode invalidates the former token at once, 20 times a day, and does nothing within 30 seconds of the last.
///
/// More: [`manual::tokens`](crate::manual::tokens#stable_token), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.html).
///
/// ```
/// use wxkit_official::token::StableToken;
/// use wxkit_proto::Secret;
///
/// let secret = Secret::new("…");
/// let call = StableToken::new("wx0123456789abcdef", secret); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "stable_token")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StableToken {
    /// The account's AppID.
    pub appid: String,
    /// Its AppSecret.
    pub secret: Secret,
    /// Forced mode.
    pub force_refresh: bool,
}

impl StableToken {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(appid: impl Into<String>, secret: Secret) -> Self {
        Self { appid: appid.into(), secret, force_refresh: false }
    }
}

impl Endpoint for StableToken {
    type Platform = Official;
    type Reply = Grant;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/stable_token";
    const AUTH: bool = false;
    const PATIENT: bool = false;

    fn repeat(&self) -> Repeat {
        if self.force_refresh { Repeat::Never } else { Repeat::Safe }
    }

    fn secrets(&self) -> Vec<&str> {
        vec![self.secret.reveal()]
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(&Body {
            grant_type: GRANT_TYPE.into(),
            appid: self.appid.clone(),
            secret: self.secret.reveal().into(),
            force_refresh: self.force_refresh,
        });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let Body { appid, secret, force_refresh, .. } = from.json()?;
        Ok(Self { appid, secret: Secret::new(secret), force_refresh })
    }
}

const GRANT_TYPE: &str = "client_credential";

#[derive(Serialize, Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Body {
    grant_type: String,
    appid: String,
    secret: String,
    force_refresh: bool,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn access_token() {
        let (appid, secret) = ("wx0123456789abcdef".into(), Secret::new("5ec&ret"));
        check(
            &AccessToken { appid, secret },
            r#"{"access_token":"ACCESS_TOKEN","expires_in":7200}"#,
            &expect![[r#"
                GET https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=wx0123456789abcdef&secret=5ec%26ret


                Grant { access_token: Token(…), expires_in: 7200 }"#]],
        );
        let refused = refusal::<AccessToken>(r#"{"errcode":40001,"errmsg":"invalid credential"}"#);
        expect!["input: WeChat refused with 40001, the application secret is not valid: invalid credential"]
            .assert_eq(&refused);
    }

    #[test]
    fn stable_token() {
        let (appid, secret) = ("wx0123456789abcdef".into(), Secret::new("secret"));
        check(
            &StableToken { appid, secret, force_refresh: false },
            r#"{"access_token":"ACCESS_TOKEN","expires_in":"345"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/stable_token
                content-type: application/json
                content-length: 103

                {"grant_type":"client_credential","appid":"wx0123456789abcdef","secret":"secret","force_refresh":false}
                Grant { access_token: Token(…), expires_in: 345 }"#]],
        );
        let refused = refusal::<StableToken>(r#"{"errcode":40125,"errmsg":"invalid appsecret rid: 1-2"}"#);
        expect!["input: WeChat refused with 40125, the AppSecret is not valid: invalid appsecret rid: 1-2"]
            .assert_eq(&refused);
    }
}
