//! The platform's certificates (平台证书).

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::{SignatureProblem, Untrusted};
use wxkit_proto::platform::Verdict;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Timestamp, json};

use crate::Pay;
use crate::keys::PlatformCertificate;
use crate::merchant::{ApiV3Key, Merchant};
use crate::resource::Resource;
use crate::serial;
use crate::signature::{Checked, Signature};

/// `GET /v3/certificates`: the platform's certificates, encrypted for the merchant.
///
/// A merchant that has only a public key (微信支付公钥) is refused with `RESOURCE_NOT_EXISTS`.
/// [`MerchantKeys`](crate::MerchantKeys) makes this call when it is needed.
///
/// More: [`manual::certificates`](crate::manual::certificates#certificates), [WeChat's page](https://pay.weixin.qq.com/doc/v3/merchant/4012551764).
///
/// ```
/// use wxkit_pay::certificates::ListCertificates;
///
/// let call = ListCertificates; // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "certificates")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListCertificates;

/// The reply to [`ListCertificates`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CertificateList {
    /// One entry for each; several are valid at once while one replaces the other.
    pub data: Vec<EncryptedCertificate>,
}

/// A certificate as it travels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EncryptedCertificate {
    /// Its serial number.
    #[serde(deserialize_with = "json::id")]
    pub serial_no: String,
    /// From when it holds, in RFC 3339; the certificate itself decides.
    #[serde(default, deserialize_with = "json::text")]
    pub effective_time: String,
    /// Until when it holds, in RFC 3339; the certificate itself decides.
    #[serde(default, deserialize_with = "json::text")]
    pub expire_time: String,
    /// The certificate in PEM, encrypted with the APIv3 key.
    pub encrypt_certificate: Resource,
}

impl Endpoint for ListCertificates {
    type Platform = Pay;
    type Reply = CertificateList;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v3/certificates";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, _: &mut Encoder) {}

    fn decode(_: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

impl CertificateList {
    /// Decrypts the certificates, and leaves out those that are over and those of the national standards (国密).
    ///
    /// # Errors
    /// If one cannot be decrypted or is not the one that was announced.
    pub fn open(&self, key: &ApiV3Key, now: Timestamp) -> Result<Vec<PlatformCertificate>, Untrusted> {
        let mut certificates = Vec::new();
        for entry in self.data.iter().filter(|entry| entry.encrypt_certificate.is_supported()) {
            let certificate = entry.open(key)?;
            if now < certificate.not_after() {
                certificates.push(certificate);
            }
        }
        Ok(certificates)
    }
}

impl EncryptedCertificate {
    /// Decrypts it.
    ///
    /// # Errors
    /// If it cannot be decrypted, is no certificate, or has another serial number than announced.
    pub fn open(&self, key: &ApiV3Key) -> Result<PlatformCertificate, Untrusted> {
        let wrong = |why: String| Untrusted::new(SignatureProblem::Sealed, why, "");
        let plain = self.encrypt_certificate.open(key)?;
        let certificate =
            PlatformCertificate::from_pem("the platform's certificate", &String::from_utf8_lossy(&plain))
                .map_err(|invalid| wrong(invalid.message))?;
        if !serial::same(certificate.serial(), &self.serial_no) {
            let found = certificate.serial();
            return Err(wrong(format!(
                "a certificate has the serial number {found}, and another was announced"
            )));
        }
        Ok(certificate)
    }
}

/// The verdict on an answer that brings the certificate it is signed with: what decrypts with the APIv3 key comes from the
/// platform, and its key then has to fit the signature. The time was looked at before.
pub(crate) fn bootstrap(
    merchant: &Merchant,
    signature: &Signature,
    serial: &str,
    body: &[u8],
    now: Timestamp,
) -> Verdict {
    let Some(key) = merchant.apiv3_key() else {
        let message = "the certificates cannot be decrypted without the APIv3 key";
        return Verdict::Bad(Untrusted::new(SignatureProblem::Sealed, message, "").into());
    };
    let Ok(list) = json::from_slice::<CertificateList>(body) else {
        return Verdict::NeedKey(serial.to_owned());
    };
    match list.open(key, now) {
        Err(untrusted) => {
            let message = format!("the list of certificates cannot be trusted: {}", untrusted.message);
            Verdict::Bad(Untrusted::new(untrusted.kind, message, untrusted.hint).into())
        }
        Ok(certificates) => {
            match certificates.iter().find(|certificate| serial::same(certificate.serial(), serial)) {
                None => Verdict::NeedKey(serial.to_owned()),
                Some(certificate) => match signature.check_with(certificate.key(), body) {
                    Checked::Good => Verdict::Good,
                    Checked::Bad(untrusted) => Verdict::Bad(untrusted.into()),
                    Checked::Unknown(serial) => Verdict::NeedKey(serial),
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::testing::{
        APIV3_KEY, MERCHANT_CERTIFICATE, NEXT_CERTIFICATE, NEXT_KEY, NEXT_SERIAL, NOW, OVER_CERTIFICATE,
        PLATFORM_CERTIFICATE, PLATFORM_SERIAL, Signer, check, list, merchant,
    };
    use crate::{Credential, MerchantKeys};
    use wxkit_proto::EndpointExt as _;
    use wxkit_proto::keyring::Keyring as _;

    #[test]
    fn list_certificates() {
        check(
            &ListCertificates,
            r#"{"data":[{"serial_no":"5157F0","effective_time":"2018-06-08T10:34:56+08:00","expire_time":"2018-12-08T10:34:56+08:00","encrypt_certificate":{"algorithm":"AEAD_AES_256_GCM","nonce":"61f9c719728a","associated_data":"certificate","ciphertext":"sRvt"}}]}"#,
            &expect![[r#"
                GET https://api.mch.weixin.qq.com/v3/certificates
                accept: application/json
                wechatpay-serial: PUB_KEY_ID_0114232134912410000000000000


                CertificateList { data: [EncryptedCertificate { serial_no: "5157F0", effective_time: "2018-06-08T10:34:56+08:00", expire_time: "2018-12-08T10:34:56+08:00", encrypt_certificate: Resource { algorithm: "AEAD_AES_256_GCM", nonce: "61f9c719728a", associated_data: "certificate", ciphertext: "sRvt", original_type: "" } }] }"#]],
        );
    }

    #[test]
    fn a_certificate_is_over_at_its_last_moment() {
        let text = list(&[(PLATFORM_SERIAL, PLATFORM_CERTIFICATE)]);
        let list: CertificateList = json::from_slice(text.as_bytes()).unwrap();
        let end = PlatformCertificate::from_pem("c", PLATFORM_CERTIFICATE).unwrap().not_after();
        let in_force = |now| list.open(&ApiV3Key::new(APIV3_KEY).unwrap(), now).unwrap().len();
        assert_eq!((in_force(Timestamp::from_millis(end.as_millis() - 1)), in_force(end)), (1, 0));
    }

    /// The list in an answer that is signed by `signer`, to a merchant that knows no key yet.
    fn bootstrap_with(signer: &Signer, body: &str, expected: &Expect) {
        let credential = MerchantKeys::new(std::sync::Arc::into_inner(merchant()).unwrap()).fetch().1;
        let told = match ListCertificates::accept(&credential, signer.answer(200, body, NOW), NOW) {
            Ok(list) => {
                let key = ApiV3Key::new(APIV3_KEY).unwrap();
                let serials = list.open(&key, NOW).unwrap();
                serials
                    .iter()
                    .map(|certificate| certificate.serial().to_owned())
                    .collect::<Vec<_>>()
                    .join(" ")
            }
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&told);
    }

    #[test]
    fn the_first_list_is_verified_by_a_certificate_in_it() {
        let both = list(&[(PLATFORM_SERIAL, PLATFORM_CERTIFICATE), (NEXT_SERIAL, NEXT_CERTIFICATE)]);
        bootstrap_with(
            &Signer::platform(),
            &both,
            &expect!["5157F09EFDC096DE15EBE81A47057A7232F1B8E1 7BF0C3A9D54E21F8B60D9A4C3E7721A5C0D4E99B"],
        );
        bootstrap_with(
            &Signer::new(NEXT_KEY, NEXT_SERIAL),
            &both,
            &expect!["5157F09EFDC096DE15EBE81A47057A7232F1B8E1 7BF0C3A9D54E21F8B60D9A4C3E7721A5C0D4E99B"],
        );
        // Signed by somebody who has no certificate in it, and by one whose key is not the certificate's.
        bootstrap_with(
            &Signer::new(NEXT_KEY, "7A"),
            &both,
            &expect!["the answer is signed with the key 7A, which is not known"],
        );
        bootstrap_with(
            &Signer::new(NEXT_KEY, PLATFORM_SERIAL),
            &both,
            &expect!["the signature does not fit the answer (key 5157F09EFDC096DE15EBE81A47057A7232F1B8E1)"],
        );
        // What is over verifies nothing.
        let over = list(&[
            ("0A1B2C3D4E5F60718293A4B5C6D7E8F901234567", OVER_CERTIFICATE),
            (PLATFORM_SERIAL, PLATFORM_CERTIFICATE),
        ]);
        bootstrap_with(&Signer::platform(), &over, &expect!["5157F09EFDC096DE15EBE81A47057A7232F1B8E1"]);
        // Not the certificate that was announced.
        let other = list(&[(PLATFORM_SERIAL, MERCHANT_CERTIFICATE)]);
        bootstrap_with(
            &Signer::platform(),
            &other,
            &expect![
                "the list of certificates cannot be trusted: a certificate has the serial number 1FB89742D19F2BD30B69948D16DECA0FCB4481EB, and another was announced"
            ],
        );
        // Encrypted with another key.
        let other = both.replace("61f9c719728a", "61f9c719728b");
        bootstrap_with(
            &Signer::platform(),
            &other,
            &expect![
                "the list of certificates cannot be trusted: it cannot be decrypted: the key is another one, or it was changed on the way"
            ],
        );
    }

    #[test]
    fn only_the_call_for_certificates_may_bring_its_own_key() {
        let body = list(&[(PLATFORM_SERIAL, PLATFORM_CERTIFICATE)]);
        let credential = Credential::new(merchant(), std::sync::Arc::default());
        let answer = Signer::platform().answer(200, &body, NOW);
        let error = ListCertificates::accept(&credential, answer, NOW).unwrap_err();
        assert!(error.to_string().ends_with("which is not known"), "{error}");
    }
}
