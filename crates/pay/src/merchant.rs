//! Who signs.

use std::fmt;

use wxkit_proto::error::Invalid;
use wxkit_proto::sign::{SigningKey, from_base64};

use crate::keys::PlatformCertificate;
use crate::serial;

/// A merchant (商户): its number, and the private key of its API certificate (商户API证书). Or a brand (品牌), which has a
/// number, a certificate and keys of its own.
///
/// The private key never leaves it, and nothing prints it.
pub struct Merchant {
    mchid: String,
    is_brand: bool,
    serial: String,
    key: SigningKey,
    apiv3_key: Option<ApiV3Key>,
}

/// The APIv3 key (APIv3密钥) of a merchant: 32 bytes, by which the platform encrypts certificates and notifications.
#[derive(Clone)]
pub struct ApiV3Key([u8; 32]);

/// Numbers have about ten; a key in the wrong place has more.
const MAX_DIGITS: usize = 20;

impl Merchant {
    /// `mchid` is the merchant's number, `serial` the serial number of its API certificate (not of the platform's), sent
    /// as it is.
    ///
    /// # Errors
    /// If one of them cannot be one.
    pub fn new(
        mchid: impl Into<String>,
        serial: impl Into<String>,
        key: SigningKey,
    ) -> Result<Self, Invalid> {
        let (mchid, serial) = (mchid.into(), serial.into());
        let is = |text: &str, fits: fn(&char) -> bool| !text.is_empty() && text.chars().all(|c| fits(&c));
        if !is(&mchid, char::is_ascii_digit) || mchid.len() > MAX_DIGITS {
            return Err(Invalid::new("the merchant's number (mchid) must be digits, 20 at most"));
        }
        if serial.starts_with(serial::PUBLIC_KEY) {
            return Err(Invalid::new(
                "the merchant's serial number is that of its own API certificate, not the id of the platform's public key",
            ));
        }
        if !is(&serial, char::is_ascii_hexdigit) {
            return Err(Invalid::new(
                "the serial number of the merchant's certificate must be hexadecimal digits, without colons",
            ));
        }
        Ok(Self { mchid, is_brand: false, serial, key, apiv3_key: None })
    }

    /// A brand (品牌), which makes the calls under `/brand/` (品牌API) and no others. They are answered with WeChat Pay's public
    /// key alone, so [`MerchantKeys`](crate::MerchantKeys) needs the brand's.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn brand(
        brand_id: impl Into<String>,
        serial: impl Into<String>,
        key: SigningKey,
    ) -> Result<Self, Invalid> {
        let brand_id = brand_id.into();
        let is_number = !brand_id.is_empty() && brand_id.chars().all(|c| c.is_ascii_digit());
        if !is_number || brand_id.len() > MAX_DIGITS {
            return Err(Invalid::new("the brand's number (brand_id) must be digits, 20 at most"));
        }
        Ok(Self { is_brand: true, ..Self::new(brand_id, serial, key)? })
    }

    /// With the key by which the platform encrypts for this merchant.
    #[must_use]
    pub fn with_apiv3_key(self, key: ApiV3Key) -> Self {
        Self { apiv3_key: Some(key), ..self }
    }

    /// Holds the merchant's own certificate (`apiclient_cert.pem`, in PEM) against key and serial number. `name` is how the
    /// text is called in errors: the path of its file.
    ///
    /// # Errors
    /// If it is no certificate, or that of another key or serial number.
    pub fn check_certificate(&self, name: &str, pem: &str) -> Result<(), Invalid> {
        let certificate = PlatformCertificate::from_pem(name, pem)?;
        if *certificate.key() != self.key.verifying_key() {
            return Err(Invalid::new(format!("{name}: the private key is not the key of this certificate")));
        }
        if !serial::same(certificate.serial(), &self.serial) {
            return Err(Invalid::new(format!(
                "{name}: the serial number of this certificate is {}, and another was given",
                certificate.serial(),
            )));
        }
        Ok(())
    }

    /// The merchant's number (商户号), or the brand's (品牌ID).
    #[must_use]
    pub fn mchid(&self) -> &str {
        &self.mchid
    }

    /// Whether it is a brand, and no merchant.
    #[must_use]
    pub fn is_brand(&self) -> bool {
        self.is_brand
    }

    /// The serial number of the merchant's certificate.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// The key by which the platform encrypts for this merchant, if it was given.
    #[must_use]
    pub fn apiv3_key(&self) -> Option<&ApiV3Key> {
        self.apiv3_key.as_ref()
    }

    /// Whether the private key makes signatures that its public half verifies.
    pub(crate) fn signs(&self, text: &[u8]) -> bool {
        let signature = self.key.sign(text).ok().and_then(|signature| from_base64(&signature));
        signature.is_some_and(|signature| self.key.verifying_key().verifies(text, &signature))
    }

    /// The value of `Authorization` for a text to sign.
    pub(crate) fn authorization(&self, nonce: &str, timestamp: u64, text: &[u8]) -> Result<String, Invalid> {
        let Self { mchid, serial, .. } = self;
        let signature = self.key.sign(text)?;
        let (scheme, number) = if self.is_brand { (BRAND, "brand_id") } else { (ALGORITHM, "mchid") };
        Ok(format!(
            "{scheme} {number}=\"{mchid}\",nonce_str=\"{nonce}\",timestamp=\"{timestamp}\",serial_no=\"{serial}\",signature=\"{signature}\""
        ))
    }
}

/// The only algorithm that is supported; that of the national standards (国密) is not.
pub(crate) const ALGORITHM: &str = "WECHATPAY2-SHA256-RSA2048";
/// What brands call the same.
pub(crate) const BRAND: &str = "WECHATPAY-BRAND-SHA256-RSA2048";

impl ApiV3Key {
    /// The key as it was set in the merchant console.
    ///
    /// # Errors
    /// If it has not 32 bytes.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let bytes: Result<[u8; 32], _> = text.as_bytes().try_into();
        let wrong = |_| {
            Invalid::new(format!(
                "the APIv3 key must have 32 characters of ASCII, it has {} bytes",
                text.len()
            ))
        };
        bytes.map(Self).map_err(wrong)
    }

    /// The bytes, which are the AES-256 key as they are.
    pub(crate) fn reveal(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for ApiV3Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiV3Key(…)")
    }
}

impl fmt::Debug for Merchant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Merchant")
            .field(if self.is_brand { "brand_id" } else { "mchid" }, &self.mchid)
            .field("serial", &self.serial)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{MERCHANT_CERTIFICATE, MERCHANT_KEY, MERCHANT_SERIAL, PLATFORM_CERTIFICATE};

    fn check(mchid: &str, serial: &str, why: &str) {
        let key = SigningKey::from_pem("k", MERCHANT_KEY).unwrap();
        let error = Merchant::new(mchid, serial, key).unwrap_err().message;
        assert!(error.contains(why), "{error}");
    }

    #[test]
    fn numbers_that_cannot_be_right() {
        check("", "1F", "mchid");
        check("wx19", "1F", "mchid");
        check("1900000001", "", "hexadecimal");
        check("1900000001", "1F:B8", "without colons");
        check("1900000001", "PUB_KEY_ID_0114", "not the id of the platform's public key");
        check("1\"", "1F", "mchid");
    }

    #[test]
    fn a_certificate_of_another_key() {
        let key = || SigningKey::from_pem("k", MERCHANT_KEY).unwrap();
        let merchant = Merchant::new("1900000001", MERCHANT_SERIAL, key()).unwrap();
        merchant.check_certificate("c.pem", MERCHANT_CERTIFICATE).unwrap();
        let check = |merchant: &Merchant, pem: &str, why: &str| {
            let error = merchant.check_certificate("c.pem", pem).unwrap_err().message;
            assert!(error.starts_with("c.pem: ") && error.contains(why), "{error}");
        };
        check(&merchant, PLATFORM_CERTIFICATE, "is not the key of this certificate");
        check(&merchant, MERCHANT_KEY, "a certificate is expected, this is a private key");
        let other = Merchant::new("1900000001", "1F", key()).unwrap();
        check(&other, MERCHANT_CERTIFICATE, &format!("is {MERCHANT_SERIAL}, and another was given"));
    }

    #[test]
    fn the_apiv3_key() {
        let error = ApiV3Key::new("tooshort-s3cret").unwrap_err().message;
        assert_eq!(error, "the APIv3 key must have 32 characters of ASCII, it has 15 bytes");
        let key = ApiV3Key::new("0123456789abcdef0123456789abcdef").unwrap();
        assert_eq!(format!("{key:?}"), "ApiV3Key(…)");
    }
}
