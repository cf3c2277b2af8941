//! The platform's addresses. Ask once a day; never keep them for ever.

use http::Method;
use wxkit_proto::envelope::Addresses;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat};

use crate::Work;

/// `GET /cgi-bin/get_api_domain_ip`: the addresses that you call.
///
/// More: [`manual::tokens`](crate::manual::tokens#get_api_domain_ip), [WeChat's page](https://developer.work.weixin.qq.com/document/path/92520).
///
/// ```
/// use wxkit_work::addresses::ApiAddresses;
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
/// More: [`manual::tokens`](crate::manual::tokens#getcallbackip), [WeChat's page](https://developer.work.weixin.qq.com/document/path/90930).
///
/// ```
/// use wxkit_work::addresses::CallbackAddresses;
///
/// let call = CallbackAddresses; // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "getcallbackip")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallbackAddresses;

impl Endpoint for ApiAddresses {
    type Platform = Work;
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
    type Platform = Work;
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
            r#"{"errcode":0,"errmsg":"ok","ip_list":["182.254.11.176","182.254.78.66"]}"#,
            &expect![[r#"
                GET https://qyapi.weixin.qq.com/cgi-bin/get_api_domain_ip?access_token=TOKEN


                Addresses { ip_list: ["182.254.11.176", "182.254.78.66"] }"#]],
        );
        expect!["token: WeChat refused with 42001, the token has expired: access_token expired"]
            .assert_eq(&refusal::<ApiAddresses>(r#"{"errcode":42001,"errmsg":"access_token expired"}"#));
    }

    #[test]
    fn callback_addresses() {
        check(
            &CallbackAddresses,
            r#"{"ip_list":["101.226.103.*"],"errcode":0,"errmsg":""}"#,
            &expect![[r#"
            GET https://qyapi.weixin.qq.com/cgi-bin/getcallbackip?access_token=TOKEN


            Addresses { ip_list: ["101.226.103.*"] }"#]],
        );
        expect!["busy: WeChat refused with -1, WeChat is busy: system busy"].assert_eq(&refusal::<
            CallbackAddresses,
        >(
            r#"{"errcode":-1,"errmsg":"system busy"}"#,
        ));
    }
}
