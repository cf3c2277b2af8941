//! The merchant that the sandbox knows.

use std::time::Duration;

use wxkit_proto::{Secret, Timestamp};

/// How the WeChat Pay of a [`Sandbox`](crate::Sandbox) behaves. The keys are built in, and written by
/// `wxkit sandbox --keys`.
#[derive(Clone, Debug)]
pub struct PayConfig {
    /// The merchant's number (商户号).
    pub mchid: String,
    /// The brand's number (品牌ID). It signs with the merchant's key and certificate here.
    pub brand_id: String,
    /// The serial number of the merchant's certificate.
    pub mch_serial: String,
    /// The APIv3 key (APIv3密钥), 32 bytes.
    pub apiv3_key: Secret,
    /// By which keys the platform signs for this merchant.
    pub keys: KeyMode,
    /// How far the platform's clock is ahead of this machine's.
    pub ahead: Duration,
    /// Files a day that may be uploaded; then 429.
    pub uploads_per_day: u32,
}

/// By which keys the platform signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyMode {
    /// By certificates only: an older merchant before the migration.
    Certificates,
    /// By the public key only: a new merchant; there is no list of certificates.
    PublicKey,
    /// By the key that a request asks for with `Wechatpay-Serial`, else by a certificate: during the migration.
    Both,
}

impl PayConfig {
    /// The platform's time.
    pub(crate) fn clock(&self, now: Timestamp) -> Timestamp {
        now + self.ahead
    }
}

impl Default for PayConfig {
    fn default() -> Self {
        Self {
            mchid: "1900000001".into(),
            brand_id: "40001".into(),
            mch_serial: super::keys::MERCHANT_SERIAL.into(),
            apiv3_key: Secret::new("invented-apiv3-key-of-32-letters"),
            keys: KeyMode::Both,
            ahead: Duration::ZERO,
            uploads_per_day: 1000,
        }
    }
}
