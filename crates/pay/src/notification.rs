//! Notifications (通知): what the platform sends by itself.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wxkit_proto::endpoint::unreadable;
use wxkit_proto::error::{SignatureProblem, Untrusted};
use wxkit_proto::{Error, Timestamp, json};

use crate::credential::Credential;
use crate::merchant::ApiV3Key;
use crate::resource::Resource;
use crate::signature::{Checked, Signature};

/// A notification whose signature holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Notification {
    /// Its id. The same one may come several times and out of order: act once for each.
    #[serde(deserialize_with = "json::text")]
    pub id: String,
    /// When it was made, in RFC 3339.
    #[serde(deserialize_with = "json::text")]
    pub create_time: String,
    /// What happened: `TRANSACTION.SUCCESS`, `REFUND.CLOSED`, `COMPLAINT.CREATE` and others.
    #[serde(deserialize_with = "json::text")]
    pub event_type: String,
    /// `encrypt-resource`.
    #[serde(deserialize_with = "json::text")]
    pub resource_type: String,
    /// A word for people.
    #[serde(deserialize_with = "json::text")]
    pub summary: String,
    /// What it is about, encrypted.
    pub resource: Resource,
}

/// What came to the address for notifications.
#[derive(Clone, Debug)]
pub enum Receipt {
    /// It is the platform's. Answer with [`taken`] within 5 seconds, or with [`failed`] to have it repeated.
    Genuine(Box<Notification>),
    /// It is the platform's test whether signatures are verified (签名探测流量). Answer with [`failed`], without alarm.
    Probe,
    /// It is signed with a certificate of this serial number, which is not known. Ask [`MerchantKeys`](crate::MerchantKeys)
    /// for it with [`Need::Key`](wxkit_proto::flow::Need::Key) and look again, as of the time of arrival; or answer with
    /// [`failed`], and it comes once more.
    NeedKey(String),
    /// It is not to be trusted, or not to be read. Answer with [`failed`].
    Refused(Error),
}

impl Notification {
    /// Looks at what came: its headers, and its body **byte for byte as it came**. A body that a framework has read and
    /// written again has another signature.
    #[must_use]
    pub fn receive(credential: &Credential, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Receipt {
        let signature = match Signature::read(headers) {
            Ok(Some(signature)) => signature,
            Ok(None) => {
                let message = "the notification has no signature (Wechatpay-Signature)";
                return Receipt::Refused(Untrusted::new(SignatureProblem::Missing, message, "").into());
            }
            Err(untrusted) => return Receipt::Refused(untrusted.into()),
        };
        match signature.check(&credential.keys, body, now) {
            Checked::Bad(Untrusted { kind: SignatureProblem::Probe, .. }) => Receipt::Probe,
            Checked::Bad(untrusted) => Receipt::Refused(untrusted.into()),
            Checked::Unknown(serial) => Receipt::NeedKey(serial),
            Checked::Good => match json::from_slice(body) {
                Ok(notification) => Receipt::Genuine(Box::new(notification)),
                Err(error) => Receipt::Refused(unreadable(&error, &[])),
            },
        }
    }

    /// What it is about: decrypted, and read as the type of its business.
    ///
    /// # Errors
    /// [`Error::Untrusted`] if it cannot be decrypted, [`Error::Reply`] if it is of another form.
    pub fn open<T: DeserializeOwned>(&self, key: &ApiV3Key) -> Result<T, Error> {
        let plain = self.resource.open(key)?;
        json::from_slice(&plain).map_err(|error| unreadable(&error, &[]))
    }
}

/// The answer that says "received": 204, nothing more.
#[must_use]
pub fn taken() -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// The answer that asks for another delivery. The platform shows the message in the merchant console.
#[must_use]
pub fn failed(message: &str) -> Response<Bytes> {
    let body = serde_json::json!({ "code": "FAIL", "message": message }).to_string();
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use wxkit_proto::sign::{base64, seal};

    use super::*;
    use crate::testing::{APIV3_KEY, NEXT_KEY, NEXT_SERIAL, NOW, Signer, credential};

    /// The sample of the manual, in form; `aad` as it stands there, or none.
    fn body(aad: Option<&str>) -> String {
        let key = APIV3_KEY.as_bytes().try_into().unwrap();
        let plain = r#"{"out_trade_no":"1217752501201407033233368018"}"#;
        let sealed =
            seal(key, b"fdasflkja484", aad.unwrap_or_default().as_bytes(), plain.as_bytes()).unwrap();
        let mut resource = json!({ "algorithm": "AEAD_AES_256_GCM", "ciphertext": base64(&sealed), "nonce": "fdasflkja484" });
        if let Some(aad) = aad {
            resource["associated_data"] = aad.into();
        }
        json!({ "id": "EV-2018022511223320873", "event_type": "TRANSACTION.SUCCESS", "resource": resource })
            .to_string()
    }

    fn receive(body: &str, change: impl Fn(&mut HeaderMap, &mut String)) -> Receipt {
        let (mut headers, mut body) = (Signer::platform().sign(body.as_bytes(), NOW), body.to_owned());
        change(&mut headers, &mut body);
        Notification::receive(&credential(), &headers, body.as_bytes(), NOW)
    }

    #[test]
    fn it_is_verified_and_then_decrypted() {
        let key = ApiV3Key::new(APIV3_KEY).unwrap();
        for aad in [Some("transaction"), Some(""), None] {
            let Receipt::Genuine(notification) = receive(&body(aad), |_, _| ()) else { panic!("{aad:?}") };
            let about: Value = notification.open(&key).unwrap();
            assert_eq!(about["out_trade_no"], "1217752501201407033233368018");
            let other = ApiV3Key::new(&"x".repeat(32)).unwrap();
            assert!(matches!(notification.open::<Value>(&other), Err(Error::Untrusted(_))));
        }
    }

    #[test]
    fn what_is_not_genuine() {
        let told = |receipt| match receipt {
            Receipt::Genuine(_) => "genuine".to_owned(),
            Receipt::Probe => "probe".to_owned(),
            Receipt::NeedKey(serial) => format!("needs {serial}"),
            Receipt::Refused(error) => error.to_string(),
        };
        let check = |change: fn(&mut HeaderMap, &mut String), expected: &str| {
            let told = told(receive(&body(None), change));
            assert!(told.starts_with(expected), "{told}");
        };
        check(|_, body| *body = body.replace(',', ", "), "the signature does not fit");
        check(|headers, _| headers.clear(), "the notification has no signature");
        check(
            |headers, _| drop(headers.insert("wechatpay-serial", NEXT_SERIAL.parse().unwrap())),
            "needs 7BF0",
        );
        check(
            |headers, _| {
                drop(headers.insert("wechatpay-signature", "WECHATPAY/SIGNTEST/AAAA".parse().unwrap()))
            },
            "probe",
        );
        check(
            |headers, body| {
                *headers = Signer::new(NEXT_KEY, crate::testing::PLATFORM_SERIAL).sign(body.as_bytes(), NOW)
            },
            "the signature does not fit",
        );
        let late = Timestamp::from_secs(NOW.as_secs() + 300);
        let headers = Signer::platform().sign(body(None).as_bytes(), NOW);
        let receipt = Notification::receive(&credential(), &headers, body(None).as_bytes(), late);
        assert!(told(receipt).contains("300 s ahead"));
        assert!(told(receive("no json", |_, _| ())).starts_with("unreadable answer"));
    }

    #[test]
    fn answers() {
        assert_eq!((taken().status().as_u16(), taken().body().len()), (204, 0));
        let failed = failed("茶");
        assert_eq!(failed.status(), 500);
        assert_eq!(failed.body(), r#"{"code":"FAIL","message":"茶"}"#);
    }
}
