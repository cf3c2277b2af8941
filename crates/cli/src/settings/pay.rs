//! The merchant's settings.

use wxkit::proto::Secret;

use super::layers::Layers;
use super::pem::Pem;
use crate::failure::Failure;

/// Who signs, and by which keys answers are verified.
#[derive(Debug, Default)]
pub(crate) struct PaySettings {
    pub(crate) mchid: Option<String>,
    /// Of a brand, in place of a merchant.
    pub(crate) brand_id: Option<String>,
    pub(crate) mch_serial: Option<String>,
    /// The merchant's private key.
    pub(crate) mch_key: Option<Pem>,
    /// The merchant's certificate: the key and the serial number are held against it.
    pub(crate) mch_cert: Option<Pem>,
    pub(crate) apiv3_key: Option<Secret>,
    pub(crate) public_key: Option<Pem>,
    pub(crate) public_key_id: Option<String>,
}

/// Enough of a serial number to know it by; it may be an AppSecret in the wrong place.
pub(crate) fn short(serial: &str) -> String {
    let first: String = serial.chars().take(8).collect();
    format!("{first}…")
}

impl PaySettings {
    pub(super) fn read(layers: &Layers<'_>) -> Result<Self, Failure> {
        Ok(Self {
            mchid: layers.text("mchid", None)?,
            brand_id: layers.text("brand_id", None)?,
            mch_serial: layers.text("mch_serial", None)?,
            mch_key: layers.pem("mch_key", None),
            mch_cert: layers.pem("mch_cert", None),
            apiv3_key: layers.text("apiv3_key", None)?.map(Secret::new),
            public_key: layers.pem("pay_public_key", None),
            public_key_id: layers.text("pay_public_key_id", None)?,
        })
    }
}
