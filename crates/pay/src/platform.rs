//! WeChat Pay as a platform: signed requests, signed answers, errors with words.

use bytes::Bytes;
use http::Response;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use http::uri::PathAndQuery;
use wxkit_proto::digest::{Algorithm, hex_digest};
use wxkit_proto::encoder::Draft;
use wxkit_proto::error::{SignatureProblem, Transport, TransportKind, Untrusted};
use wxkit_proto::platform::Verdict;
use wxkit_proto::secret::redact;
use wxkit_proto::{Env, Error, Platform, Timestamp};

use crate::certificates;
use crate::credential::Credential;
use crate::errors::{self, Wire};
use crate::serial::PUBLIC_KEY;
use crate::signature::{Checked, Signature};
use crate::text::Text;

/// WeChat Pay v3 (微信支付 APIv3) at `https://api.mch.weixin.qq.com`, with its second host (备用域名).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pay;

/// Names the key by which answers are to be signed, or by which fields are encrypted.
pub(crate) const SERIAL: HeaderName = HeaderName::from_static("wechatpay-serial");

/// The hosts of WeChat Pay; a signed request goes nowhere else.
const BASE_URLS: [&str; 5] = [
    Pay::BASE_URL,
    "https://api2.mch.weixin.qq.com",
    "https://api.wechatpay.cn",
    "https://api2.wechatpay.cn",
    // Of merchants outside of the mainland.
    "https://apihk.mch.weixin.qq.com",
];

/// The address of a host, if it is one of WeChat Pay.
pub(crate) fn base_url_of(host: &str) -> Option<&'static str> {
    BASE_URLS.into_iter().find(|base_url| base_url.strip_prefix("https://") == Some(host))
}

impl Platform for Pay {
    type Credential = Credential;
    const BASE_URL: &'static str = "https://api.mch.weixin.qq.com";
    const BACKUP: Option<&'static str> = Some("https://api2.mch.weixin.qq.com");
    const ACCEPT: &'static str = "application/json";
    const SIGNED: bool = true;

    fn authorize(credential: &Credential, draft: &mut Draft, env: &Env) -> Result<(), Error> {
        check_identity(credential, &draft.path, env)?;
        let text = Text::of(draft, env)?;
        let signed = text.to_bytes();
        let value = credential.merchant.authorization(&text.nonce, text.timestamp, &signed)?;
        let mut value =
            HeaderValue::try_from(value).map_err(|_| Error::invalid("the merchant's number is not valid"))?;
        value.set_sensitive(true);
        draft.headers.insert(AUTHORIZATION, value);
        // One that is there already names the key of encrypted fields.
        if let (false, Some((serial, _))) =
            (draft.headers.contains_key(SERIAL), credential.keys.preferred(env.now))
            && let Ok(value) = HeaderValue::from_str(serial)
        {
            draft.headers.insert(SERIAL, value);
        }
        Ok(())
    }

    fn verify(credential: &Credential, response: &Response<Bytes>, now: Timestamp) -> Verdict {
        let signature = match Signature::read(response.headers()) {
            Ok(Some(signature)) => signature,
            Ok(None) => return Verdict::Bad(unsigned(response)),
            Err(untrusted) => return Verdict::Bad(untrusted.into()),
        };
        let signed = match statement(response) {
            Ok(Some(digest)) => Bytes::from(digest),
            Ok(None) => response.body().clone(),
            Err(untrusted) => return Verdict::Bad(untrusted.into()),
        };
        match signature.check(&credential.keys, &signed, now) {
            Checked::Good => Verdict::Good,
            Checked::Bad(untrusted) => Verdict::Bad(untrusted.into()),
            Checked::Unknown(serial) if serial.starts_with(PUBLIC_KEY) => Verdict::Bad(unknown_id(&serial)),
            Checked::Unknown(serial) if credential.bootstraps => {
                certificates::bootstrap(&credential.merchant, &signature, &serial, response.body(), now)
            }
            Checked::Unknown(serial) => Verdict::NeedKey(serial),
        }
    }

    fn refusal(_: bool, response: &Response<Bytes>) -> Option<Error> {
        errors::refusal(response)
    }

    fn redact(_: &Credential, text: &str) -> String {
        // What could be shown of a merchant is no secret; keys never travel.
        redact(text, &[])
    }
}

/// A merchant and a brand sign different calls, and each is refused the other's with nothing but "wrong signature".
fn check_identity(credential: &Credential, path: &str, env: &Env) -> Result<(), Error> {
    match (credential.merchant.is_brand(), path.starts_with("/brand/")) {
        (false, true) => {
            Err(Error::invalid(format!("{path} is a call of a brand (品牌), and this is a merchant")))
        }
        (true, false) => {
            Err(Error::invalid(format!("{path} is a call of a merchant, and this is a brand (品牌)")))
        }
        (true, true)
            if credential.keys.preferred(env.now).is_none_or(|(id, _)| !id.starts_with(PUBLIC_KEY)) =>
        {
            Err(Error::invalid("a brand's calls need the public key of WeChat Pay (微信支付公钥) and its id"))
        }
        _ => Ok(()),
    }
}

/// The signed text of a statement (对账单) of a merchant outside of the mainland: not the file, but its digest, which stands in
/// a header.
fn statement(response: &Response<Bytes>) -> Result<Option<String>, Untrusted> {
    let Some(announced) = response.headers().get("wechatpay-statement-sha1") else { return Ok(None) };
    let announced = String::from_utf8_lossy(announced.as_bytes());
    if announced.eq_ignore_ascii_case(&hex_digest(Algorithm::Sha1, response.body())) {
        return Ok(Some(format!(r#"{{"sha1":"{announced}"}}"#)));
    }
    let message = "the statement's digest is not the one in its header Wechatpay-Statement-Sha1";
    Err(Untrusted::new(SignatureProblem::Signature, message, "the answer was changed or cut on the way"))
}

/// The path and the query as they are sent, for the text to sign.
pub(crate) fn target_of(draft: &Draft) -> Result<String, Error> {
    let target: PathAndQuery =
        draft.target().parse().map_err(|_| Error::invalid(format!("{} is not a valid path", draft.path)))?;
    Ok(target.to_string())
}

/// No certificate list helps against a public key that was not given.
fn unknown_id(serial: &str) -> Error {
    let shown: String = serial.chars().filter(char::is_ascii_graphic).take(128).collect();
    let message = format!("the answer is signed with the public key {shown}, which was not given");
    Untrusted::new(SignatureProblem::Key, message, errors::PUBLIC_KEY_HINT).into()
}

/// An answer without any signature: a gateway's, an error from before the platform could sign, or a forgery.
fn unsigned(response: &Response<Bytes>) -> Error {
    let status = response.status();
    let wire = Wire::read(response.body()).unwrap_or_default();
    if status.is_success() {
        let message = "the answer has no signature (Wechatpay-Signature)";
        let hint = "something before WeChat answered, or took the headers Wechatpay-… away";
        return Untrusted::new(SignatureProblem::Missing, message, hint).into();
    }
    if let Some(refusal) = errors::unsigned_refusal(response) {
        return refusal.into();
    }
    let said = if wire.code.is_empty() { String::new() } else { format!(": {}", wire.told()) };
    Error::Transport(Transport::new(
        TransportKind::Gateway(status.as_u16()),
        true,
        format!("{} bytes without a signature{said}", response.body().len()),
    ))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};
    use http::Method;
    use wxkit_proto::exchange::Exchange;
    use wxkit_proto::sign::SigningKey;
    use wxkit_proto::{Endpoint as _, EndpointExt as _};

    use super::*;
    use crate::Merchant;
    use crate::testing::{MERCHANT_KEY, NOW, Signer, credential};

    fn check(response: Response<Bytes>, expected: &Expect) {
        let told = match Exchange::<Pay>::accept(&credential(), response, NOW) {
            Ok(reply) => format!("accepted {}", reply.0),
            Err(Error::Untrusted(untrusted)) => {
                format!("{:?}: {}\n{}", untrusted.kind, untrusted.message, untrusted.hint)
            }
            Err(error) => format!("{}: {error}", error.kind().as_str()),
        };
        expected.assert_eq(&told);
    }

    fn unsigned(status: u16, body: &'static str) -> Response<Bytes> {
        Response::builder().status(status).body(Bytes::from_static(body.as_bytes())).unwrap()
    }

    #[test]
    fn what_has_no_signature_proves_nothing() {
        check(
            unsigned(200, r#"{"media_id":"m"}"#),
            &expect![[r#"
            Missing: the answer has no signature (Wechatpay-Signature)
            something before WeChat answered, or took the headers Wechatpay-… away"#]],
        );
        check(
            unsigned(204, ""),
            &expect![[r#"
            Missing: the answer has no signature (Wechatpay-Signature)
            something before WeChat answered, or took the headers Wechatpay-… away"#]],
        );
        check(
            unsigned(401, r#"{"code":"SIGN_ERROR","message":"错误的签名"}"#),
            &expect![
                "account: WeChat refused with SIGN_ERROR (HTTP 401), the request's signature is not valid (not verified: the answer has no signature): 错误的签名"
            ],
        );
        check(
            unsigned(404, r#"{"code":"RESOURCE_NOT_EXISTS","message":"无可用的平台证书"}"#),
            &expect![
                "permission: WeChat refused with RESOURCE_NOT_EXISTS (HTTP 404), the merchant has no platform certificate (平台证书): it verifies with the public key (微信支付公钥) (not verified: the answer has no signature): 无可用的平台证书"
            ],
        );
        check(
            unsigned(400, "<html>"),
            &expect![
                "transport: a gateway answered in place of WeChat (HTTP 400): 6 bytes without a signature"
            ],
        );
        check(
            unsigned(502, "<html>"),
            &expect![
                "transport: a gateway answered in place of WeChat (HTTP 502): 6 bytes without a signature"
            ],
        );
        check(
            unsigned(500, r#"{"code":"SYSTEM_ERROR","message":"系统错误"}"#),
            &expect![
                "transport: a gateway answered in place of WeChat (HTTP 500): 48 bytes without a signature: SYSTEM_ERROR: 系统错误"
            ],
        );
        check(
            unsigned(302, ""),
            &expect![
                "transport: a gateway answered in place of WeChat (HTTP 302): 0 bytes without a signature"
            ],
        );
    }

    /// `printf 'a,b\n' | sha1sum`
    #[test]
    fn a_statement_is_signed_by_its_digest() {
        let sha1 = "2fbdd1b4fa7011d804f484d0bd32bff7f526d812";
        let answer = |body: &'static [u8]| {
            let mut answer = Signer::platform().answer(200, &format!(r#"{{"sha1":"{sha1}"}}"#), NOW);
            answer.headers_mut().insert("wechatpay-statement-sha1", sha1.parse().unwrap());
            answer.headers_mut().insert("content-type", "text/plain".parse().unwrap());
            *answer.body_mut() = Bytes::from_static(body);
            answer
        };
        check(answer(b"a,b\n"), &expect![[r#"accepted "a,b\n""#]]);
        check(
            answer(b"a,c\n"),
            &expect![[r#"
            Signature: the statement's digest is not the one in its header Wechatpay-Statement-Sha1
            the answer was changed or cut on the way"#]],
        );
    }

    #[test]
    fn a_brand_signs_in_its_own_scheme_and_its_own_calls_alone() {
        let signed = |merchant, path: &str, keys| {
            let credential = Credential::new(Arc::new(merchant), keys);
            let call = Exchange::<Pay>::new(Method::GET, path, None);
            let request = call.request(Some(&credential), &Env::new(NOW, [0; 32]));
            request.map(|request| request.headers()[AUTHORIZATION].to_str().unwrap().to_owned())
        };
        let key = || SigningKey::from_pem("k", MERCHANT_KEY).unwrap();
        let brand = || Merchant::brand("40001", "1F", key()).unwrap();
        let keys = || credential().keys;
        let value = signed(brand(), "/brand/x", keys()).unwrap();
        let start = "WECHATPAY-BRAND-SHA256-RSA2048 brand_id=\"40001\",nonce_str=\"";
        assert!(value.starts_with(start) && !value.contains("mchid"), "{value}");
        let refused = |merchant, path, keys| signed(merchant, path, keys).unwrap_err().to_string();
        expect!["/v3/x is a call of a merchant, and this is a brand (品牌)"].assert_eq(&refused(
            brand(),
            "/v3/x",
            keys(),
        ));
        expect!["/brand/x is a call of a brand (品牌), and this is a merchant"].assert_eq(&refused(
            Merchant::new("1900000001", "1F", key()).unwrap(),
            "/brand/x",
            keys(),
        ));
        expect!["a brand's calls need the public key of WeChat Pay (微信支付公钥) and its id"]
            .assert_eq(&refused(brand(), "/brand/x", Arc::default()));
        assert!(Merchant::brand("wx1", "1F", key()).is_err());
    }

    #[test]
    fn what_is_signed_counts() {
        let signed = |status, body| Signer::platform().answer(status, body, NOW);
        check(signed(204, ""), &expect!["accepted null"]);
        check(signed(200, r#"{"a":1}"#), &expect![[r#"accepted {"a":1}"#]]);
        check(
            signed(500, r#"{"code":"SYSTEM_ERROR","message":"系统错误"}"#),
            &expect![
                "busy: WeChat refused with SYSTEM_ERROR (HTTP 500), the platform failed, and does not know what was done: 系统错误"
            ],
        );
        check(
            signed(401, r#"{"code":"SIGN_ERROR","message":"错误的签名"}"#),
            &expect![
                "account: WeChat refused with SIGN_ERROR (HTTP 401), the request's signature is not valid: 错误的签名"
            ],
        );
    }
}
