//! The access token of an application.

use http::Method;
use wxkit_proto::envelope::Grant;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Secret};

use crate::Work;

/// `GET /cgi-bin/gettoken`: the token of one application. A former token that is still valid comes
/// again, so fetching twice does no harm; fetching often is refused (45009, 45033).
///
/// More: [`manual::tokens`](crate::manual::tokens#gettoken), [WeChat's page](https://developer.work.weixin.qq.com/document/path/91039).
///
/// ```
/// use wxkit_proto::Secret;
/// use wxkit_work::token::AccessToken;
///
/// let secret = Secret::new("…");
/// let call = AccessToken::new("ww0123456789abcdef", secret); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "gettoken")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessToken {
    /// The corp's id (CorpID, 企业ID).
    pub corpid: String,
    /// The application's secret.
    pub secret: Secret,
}

impl AccessToken {
    /// With all that it needs.
    pub fn new(corpid: impl Into<String>, secret: Secret) -> Self {
        Self { corpid: corpid.into(), secret }
    }
}

impl Endpoint for AccessToken {
    type Platform = Work;
    type Reply = Grant;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/gettoken";
    const AUTH: bool = false;
    const PATIENT: bool = false;

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn secrets(&self) -> Vec<&str> {
        vec![self.secret.reveal()]
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("corpid", &self.corpid);
        out.query("corpsecret", self.secret.reveal());
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self { corpid: from.query("corpid")?, secret: Secret::new(from.query("corpsecret")?) })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn access_token() {
        let (corpid, secret) = ("ww0123456789abcdef".into(), Secret::new("5ec&ret"));
        check(
            &AccessToken { corpid, secret },
            r#"{"errcode":0,"errmsg":"ok","access_token":"ACCESS_TOKEN","expires_in":7200}"#,
            &expect![[r#"
                GET https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=ww0123456789abcdef&corpsecret=5ec%26ret


                Grant { access_token: Token(…), expires_in: 7200 }"#]],
        );
        let refused = refusal::<AccessToken>(
            r#"{"errcode":40091,"errmsg":"secret is not match with corpid, hint: [1692099979531331300516404]"}"#,
        );
        expect!["input: WeChat refused with 40091, the secret belongs to another corp: secret is not match with corpid, hint: [1692099979531331300516404]"].assert_eq(&refused);
    }
}
