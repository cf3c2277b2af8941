//! What comes from WeChat Pay, or from somebody who would like to be taken for it.

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use wxkit::pay::keys::PlatformCertificate;
use wxkit::pay::notification::Receipt;
use wxkit::pay::{ApiV3Key, Credential, Merchant, Notification, Pay, PlatformKeys, UploadVideo, each};
use wxkit::proto::register::Visit;
use wxkit::proto::sign::{SigningKey, read_pem};
use wxkit::proto::{Endpoint, EndpointExt as _, Timestamp};
use wxkit_sandbox::pay::{MERCHANT_CERTIFICATE, MERCHANT_KEY};

use super::split_line;

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);
const APIV3_KEY: &str = "invented-apiv3-key-of-32-letters";

/// One pair of keys for both sides.
static PLATFORM: LazyLock<(SigningKey, PlatformCertificate, Credential)> = LazyLock::new(|| {
    let key = || SigningKey::from_pem("k", MERCHANT_KEY).expect("it is a key");
    let certificate = PlatformCertificate::from_pem("c", MERCHANT_CERTIFICATE).expect("it is a certificate");
    let merchant = Merchant::new("1900000001", certificate.serial(), key()).expect("it is a merchant");
    let merchant = merchant.with_apiv3_key(ApiV3Key::new(APIV3_KEY).expect("it has 32 bytes"));
    let mut keys = PlatformKeys::default();
    keys.add_certificate(certificate.clone());
    (key(), certificate, Credential::new(Arc::new(merchant), Arc::new(keys)))
});

/// The first line is the status of an answer, the rest its body. It is read as it would be if the platform had signed it;
/// and with the body's lines as its headers, nothing of it may be trusted.
pub fn pay_messages(data: &[u8]) {
    let (status, body) = split_line(data);
    let status = std::str::from_utf8(status).ok().and_then(|text| text.trim().parse::<u16>().ok());
    let signed = signed(body);
    let mut response = Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() =
        status.and_then(|code| http::StatusCode::from_u16(code).ok()).unwrap_or_default();
    *response.headers_mut() = signed.clone();
    each(&mut Read(&response));
    let (_, _, credential) = &*PLATFORM;
    if let Receipt::Genuine(notification) = Notification::receive(credential, &signed, body, NOW) {
        let key = ApiV3Key::new(APIV3_KEY).expect("it has 32 bytes");
        let _ = notification.open::<serde_json::Value>(&key);
    }
    let _ = read_pem(&String::from_utf8_lossy(body));
    let _ = PlatformCertificate::from_pem("c", &String::from_utf8_lossy(body));
    *response.headers_mut() = invented(body);
    assert!(UploadVideo::accept(credential, response.clone(), NOW).is_err(), "a forgery is trusted");
    let receipt = Notification::receive(credential, response.headers(), body, NOW);
    assert!(!matches!(receipt, Receipt::Genuine(_)), "a forgery is trusted");
}

/// Reads one answer as the reply to each endpoint that it is shown.
struct Read<'a>(&'a Response<Bytes>);

impl Visit<Pay> for Read<'_> {
    fn endpoint<E: Endpoint<Platform = Pay>>(&mut self) {
        if let Err(error) = E::accept(&PLATFORM.2, self.0.clone(), NOW) {
            assert!(!error.to_string().is_empty());
            let _ = (error.hint(), error.code(), error.kind());
        }
    }
}

fn signed(body: &[u8]) -> HeaderMap {
    let (key, certificate, _) = &*PLATFORM;
    let text = [format!("{}\nn\n", NOW.as_secs()).as_bytes(), body, b"\n"].concat();
    let signature = key.sign(&text).expect("it signs");
    headers([
        ("wechatpay-timestamp", NOW.as_secs().to_string().as_bytes()),
        ("wechatpay-nonce", b"n"),
        ("wechatpay-signature", signature.as_bytes()),
        ("wechatpay-serial", certificate.serial().as_bytes()),
    ])
}

/// Whatever the lines of a body say.
fn invented(body: &[u8]) -> HeaderMap {
    let names = [
        "wechatpay-timestamp",
        "wechatpay-nonce",
        "wechatpay-signature",
        "wechatpay-serial",
        "wechatpay-signature-type",
    ];
    headers(names.into_iter().zip(body.split(|byte| *byte == b'\n')))
}

fn headers<'a>(pairs: impl IntoIterator<Item = (&'static str, &'a [u8])>) -> HeaderMap {
    let pairs = pairs.into_iter().filter_map(|(name, value)| {
        Some((HeaderName::from_static(name), HeaderValue::from_bytes(value).ok()?))
    });
    pairs.collect()
}
