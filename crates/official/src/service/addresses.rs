//! The platform's addresses. Ask once a day; never keep them for ever.

use http::Method;
use wxkit_proto::envelope::Addresses;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat};

use crate::Official;

/// `GET /cgi-bin/get_api_domain_ip`: the addresses that you call.
///
/// More: [`manual::service`](crate::manual::service#get_api_domain_ip), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/base/api_getapidomainip.html).
///
/// ```
/// use wxkit_official::service::ApiAddresses;
///
/// let call = ApiAddresses; // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "get_api_domain_ip")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ApiAddresses;

/// `GET /cgi-bin/getcallbackip`: the addresses that call you.
///
/// More: [`manual::service`](crate::manual::service#getcallbackip), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/base/api_getcallbackip.html).
///
/// ```
/// use wxkit_official::service::CallbackAddresses;
///
/// let call = CallbackAddresses; // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "getcallbackip")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallbackAddresses;

impl Endpoint for ApiAddresses {
    type Platform = Official;
    type Reply = Addresses;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/get_api_domain_ip";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, _: &mut Encoder) {}

    fn decode(_: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

impl Endpoint for CallbackAddresses {
    type Platform = Official;
    type Reply = Addresses;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/getcallbackip";

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
    fn api_addresses() {
        check(
            &ApiAddresses,
            r#"{"ip_list":["101.226.62.77","101.226.62.78"]}"#,
            &expect![[r#"
            GET https://api.weixin.qq.com/cgi-bin/get_api_domain_ip?access_token=TOKEN


            Addresses { ip_list: ["101.226.62.77", "101.226.62.78"] }"#]],
        );
        let refused = refusal::<ApiAddresses>(r#"{"errcode":40014,"errmsg":"invalid access_token"}"#);
        expect!["token: WeChat refused with 40014, the token is not valid: invalid access_token"]
            .assert_eq(&refused);
    }

    #[test]
    fn callback_addresses() {
        check(
            &CallbackAddresses,
            r#"{"ip_list":["101.226.103.0/25"]}"#,
            &expect![[r#"
            GET https://api.weixin.qq.com/cgi-bin/getcallbackip?access_token=TOKEN


            Addresses { ip_list: ["101.226.103.0/25"] }"#]],
        );
        let refused = refusal::<CallbackAddresses>(r#"{"errcode":-1,"errmsg":"system error"}"#);
        expect!["busy: WeChat refused with -1, WeChat is busy: system error"].assert_eq(&refused);
    }
}
