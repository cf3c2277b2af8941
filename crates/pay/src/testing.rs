//! Keys of invented parties, a platform that signs, and one check for all endpoints.

use std::fmt::Debug;
use std::sync::Arc;

use bytes::Bytes;
use expect_test::Expect;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, Request, Response};
use wxkit_proto::download::ReceivedFile;
use wxkit_proto::sign::{self, SigningKey};
use wxkit_proto::{Endpoint, EndpointExt as _, Env, Error, Reply, Timestamp};

use crate::keys::PlatformCertificate;
use crate::{ApiV3Key, Credential, Merchant, Pay, PlatformKeys, PublicKey};

pub(crate) const MERCHANT_KEY: &str = include_str!("testing/merchant.pem");
pub(crate) const MERCHANT_CERTIFICATE: &str = include_str!("testing/merchant_certificate.pem");
pub(crate) const MERCHANT_SERIAL: &str = "1FB89742D19F2BD30B69948D16DECA0FCB4481EB";
pub(crate) const PLATFORM_KEY: &str = include_str!("testing/platform.pem");
pub(crate) const PLATFORM_CERTIFICATE: &str = include_str!("testing/platform_certificate.pem");
pub(crate) const PLATFORM_SERIAL: &str = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
pub(crate) const NEXT_KEY: &str = include_str!("testing/next.pem");
pub(crate) const NEXT_CERTIFICATE: &str = include_str!("testing/next_certificate.pem");
pub(crate) const NEXT_SERIAL: &str = "7BF0C3A9D54E21F8B60D9A4C3E7721A5C0D4E99B";
/// It was over in June 2024.
pub(crate) const OVER_CERTIFICATE: &str = include_str!("testing/over_certificate.pem");
pub(crate) const PUBLIC_KEY: &str = include_str!("testing/public.pem");
pub(crate) const PUBLIC_PEM: &str = include_str!("testing/public_key.pem");
pub(crate) const PUBLIC_ID: &str = "PUB_KEY_ID_0114232134912410000000000000";
pub(crate) const APIV3_KEY: &str = "0123456789abcdef0123456789ABCDEF";
/// In September 2026.
pub(crate) const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

pub(crate) fn merchant() -> Arc<Merchant> {
    let key = SigningKey::from_pem("merchant.pem", MERCHANT_KEY).unwrap();
    let merchant = Merchant::new("1900231671", MERCHANT_SERIAL, key).unwrap();
    Arc::new(merchant.with_apiv3_key(ApiV3Key::new(APIV3_KEY).unwrap()))
}

/// The platform's certificate and its public key.
pub(crate) fn keys() -> PlatformKeys {
    let mut keys = PlatformKeys::default();
    keys.add_certificate(PlatformCertificate::from_pem("c", PLATFORM_CERTIFICATE).unwrap());
    keys.add_public_key(PublicKey::from_pem(PUBLIC_ID, "p", PUBLIC_PEM).unwrap());
    keys
}

pub(crate) fn credential() -> Credential {
    Credential::new(merchant(), Arc::new(keys()))
}

/// The platform's side of a signature.
pub(crate) struct Signer {
    key: SigningKey,
    serial: &'static str,
}

impl Signer {
    pub(crate) fn new(pem: &str, serial: &'static str) -> Self {
        Self { key: SigningKey::from_pem("platform.pem", pem).unwrap(), serial }
    }

    pub(crate) fn platform() -> Self {
        Self::new(PLATFORM_KEY, PLATFORM_SERIAL)
    }

    /// The headers of an answer.
    pub(crate) fn sign(&self, body: &[u8], now: Timestamp) -> HeaderMap {
        let (time, nonce) = (now.as_secs().to_string(), "c5ac7061fccab6bf3e254dcf98995b8c");
        let text = [time.as_bytes(), b"\n", nonce.as_bytes(), b"\n", body, b"\n"].concat();
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("wechatpay-timestamp", time.as_str()),
            ("wechatpay-nonce", nonce),
            ("wechatpay-signature", &self.key.sign(&text).unwrap()),
            ("wechatpay-serial", self.serial),
            ("wechatpay-signature-type", "WECHATPAY2-SHA256-RSA2048"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        headers
    }

    /// A signed answer.
    pub(crate) fn answer(&self, status: u16, body: &str, now: Timestamp) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from(body.to_owned()));
        *response.status_mut() = status.try_into().unwrap();
        *response.headers_mut() = self.sign(body.as_bytes(), now);
        response
    }
}

/// The body of a list of certificates, encrypted for the merchant.
pub(crate) fn list(certificates: &[(&str, &str)]) -> String {
    let key = APIV3_KEY.as_bytes().try_into().unwrap();
    let entries = certificates.iter().map(|(serial, pem)| {
        let sealed = sign::seal(key, b"61f9c719728a", b"certificate", pem.as_bytes()).unwrap();
        let resource = serde_json::json!({
            "algorithm": "AEAD_AES_256_GCM",
            "nonce": "61f9c719728a",
            "associated_data": "certificate",
            "ciphertext": sign::base64(&sealed),
        });
        serde_json::json!({ "serial_no": serial, "encrypt_certificate": resource })
    });
    serde_json::json!({ "data": entries.collect::<Vec<_>>() }).to_string()
}

/// Compares the request's bytes and the reply with `expected`; reads the request back strictly, and the reply's own
/// writing.
pub(crate) fn check<E>(endpoint: &E, reply: &str, expected: &Expect)
where
    E: Endpoint<Platform = Pay> + Debug + PartialEq,
    E::Reply: Debug,
{
    let request = endpoint.request(Some(&credential()), &Env::new(NOW, [0; 32])).unwrap();
    let request = request.map(|body| body.in_memory().unwrap());
    assert_eq!(&E::receive(&request, true).unwrap(), endpoint);
    let typed = accept::<E>(200, reply).unwrap();
    let written = typed.write();
    let again = accept::<E>(200, std::str::from_utf8(written.body()).unwrap()).unwrap();
    assert_eq!(format!("{typed:?}"), format!("{again:?}"));
    expected.assert_eq(&format!("{}\n{typed:?}", show(&request)));
}

/// Compares the request of a file with `expected`; its answer has no signature.
pub(crate) fn check_file<E>(endpoint: &E, expected: &str)
where
    E: Endpoint<Platform = Pay, Reply = ReceivedFile> + Debug + PartialEq,
{
    let request = endpoint.request(Some(&credential()), &Env::new(NOW, [0; 32])).unwrap();
    let request = request.map(|body| body.in_memory().unwrap());
    assert_eq!(&E::receive(&request, true).unwrap(), endpoint);
    let shown = show(&request);
    assert!(shown.starts_with(expected), "{shown}");
    let unsigned = Response::new(Bytes::from_static(b"content"));
    assert_eq!(E::accept(&credential(), unsigned, NOW).unwrap().bytes, "content");
    // A refusal is verified like any other.
    let mut refused = Signer::platform().answer(404, r#"{"code":"RESOURCE_NOT_EXISTS","message":"x"}"#, NOW);
    assert!(matches!(E::accept(&credential(), refused.clone(), NOW), Err(Error::Refused(_))));
    refused.headers_mut().clear();
    let Err(Error::Refused(refusal)) = E::accept(&credential(), refused, NOW) else { panic!("not refused") };
    assert!(refusal.unverified);
    // An error under the status of a success is no file.
    let mut error =
        Response::new(Bytes::from_static(r#"{"code":"INVALID_REQUEST","message":"x"}"#.as_bytes()));
    error.headers_mut().insert(CONTENT_TYPE, "application/json".parse().unwrap());
    assert!(matches!(E::accept(&credential(), error, NOW), Err(Error::Refused(_))));
}

/// A signed answer, as it is read.
pub(crate) fn accept<E: Endpoint<Platform = Pay>>(status: u16, body: &str) -> Result<E::Reply, Error> {
    E::accept(&credential(), Signer::platform().answer(status, body, NOW), NOW)
}

/// The request, without what is as long as a signature.
pub(crate) fn show(request: &Request<Bytes>) -> String {
    let mut out = format!("{} {}\n", request.method(), request.uri());
    let boundary =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()?.split_once("boundary="));
    for name in [ACCEPT, CONTENT_TYPE, CONTENT_LENGTH, "wechatpay-serial".parse().unwrap()] {
        if let Some(value) = request.headers().get(&name) {
            out += &format!("{name}: {}\n", value.to_str().unwrap());
        }
    }
    out += "\n";
    for c in String::from_utf8_lossy(request.body()).replace("\r\n", "\n").chars() {
        if c.is_control() && c != '\n' {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    match boundary {
        Some((_, boundary)) => out.replace(boundary, "BOUNDARY"),
        None => out,
    }
}
