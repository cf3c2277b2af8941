//! Notifications of WeChat Pay: encrypted for the merchant, signed by the platform.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response};
use serde_json::json;
use wxkit_proto::digest::{Algorithm, hex, hex_digest};
use wxkit_proto::sign::{base64, seal};
use wxkit_proto::{Env, Timestamp};

use super::Payment;
use crate::Sandbox;
use crate::pay;

const AAD: &str = "transaction";

/// RFC 3339 in the platform's time zone.
fn in_china(at: Timestamp) -> String {
    let secs = at.as_secs() + 8 * 3600;
    let (mut days, mut year) = (secs / 86_400, 1970);
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hour, minute, second) = (secs / 3600 % 24, secs / 60 % 60, secs % 60);
    format!("{year}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}+08:00", days + 1)
}

impl Sandbox {
    pub(super) fn notification(&self, url: &str, payment: &Payment, env: &Env) -> Option<Request<Bytes>> {
        let Payment { event, resource, by_public_key } = payment;
        let now = self.config.pay.clock(env.now);
        let nonce = hex(env.random("notification").get(..6)?);
        let key = self.config.pay.apiv3_key.reveal().as_bytes().try_into().ok()?;
        let sealed = seal(key, nonce.as_bytes(), AAD.as_bytes(), resource.as_bytes()).ok()?;
        // Equal for all attempts, as what it is about is.
        let id = hex_digest(Algorithm::Sha256, resource.as_bytes());
        let id = format!("EV-{}", id.get(..32)?);
        let body = json!({
            "id": id,
            "create_time": in_china(now),
            "resource_type": "encrypt-resource",
            "event_type": event,
            "summary": "沙箱通知",
            "resource": {
                "original_type": "transaction",
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": base64(&sealed),
                "associated_data": AAD,
                "nonce": nonce,
            },
        });
        let mut request = Request::new(Bytes::from(body.to_string()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url.parse().ok()?;
        if *by_public_key {
            request.headers_mut().insert("wechatpay-serial", HeaderValue::from_static(pay::PUBLIC_KEY_ID));
        }
        // It is signed as answers are.
        let mut signed = Response::new(request.body().clone());
        pay::sign(self, env, &request, &mut signed, now);
        *request.headers_mut() = std::mem::take(signed.headers_mut());
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Some(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `TZ=Asia/Shanghai date -Iseconds -d @SECONDS` has them.
    #[test]
    fn times() {
        for (secs, expected) in [
            (0, "1970-01-01T08:00:00+08:00"),
            (951_753_600, "2000-02-29T00:00:00+08:00"),
            (1_790_000_000, "2026-09-21T22:13:20+08:00"),
            (1_798_732_799, "2026-12-31T23:59:59+08:00"),
        ] {
            assert_eq!(in_china(Timestamp::from_secs(secs)), expected);
        }
    }
}
