//! The keys of an invented merchant and of an invented platform. They protect nothing.

use std::sync::LazyLock;

use ring::rsa::KeyPair;
use wxkit_proto::sign::read_pem;

/// The merchant's private key, in PEM.
pub const MERCHANT_KEY: &str = include_str!("keys/merchant.pem");
/// The merchant's certificate, in PEM.
pub const MERCHANT_CERTIFICATE: &str = include_str!("keys/merchant_certificate.pem");
/// The platform's certificate before the change, in PEM.
pub const PLATFORM_CERTIFICATE: &str = include_str!("keys/platform_certificate.pem");
/// The platform's certificate after the change, in PEM.
pub const NEXT_CERTIFICATE: &str = include_str!("keys/next_certificate.pem");
/// The platform's public key (微信支付公钥), in PEM.
pub const PUBLIC_KEY: &str = include_str!("keys/public_key.pem");
/// Its id.
pub const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_0119000000012024010100000000000001";

/// A certificate that is over.
pub(super) const OVER_CERTIFICATE: &str = include_str!("keys/over_certificate.pem");

pub(super) const MERCHANT_SERIAL: &str = "2C7E91D05BA84F63A1D0C5E7F9B83A42D61E0B97";
pub(super) const PLATFORM_SERIAL: &str = "3D8FA2E16CB9507492E1D6F80AC94B53E72F1CA8";
pub(super) const NEXT_SERIAL: &str = "4E90B3F27DCA618503F2E7091BDA5C64F8302DB9";
pub(super) const OVER_SERIAL: &str = "5FA1C4038EDB729614030819";

/// A pair of keys, if it can be read.
pub(super) type Pair = LazyLock<Option<KeyPair>>;

pub(super) static MERCHANT: Pair = LazyLock::new(|| pair(MERCHANT_KEY));
pub(super) static PLATFORM: Pair = LazyLock::new(|| pair(include_str!("keys/platform.pem")));
pub(super) static NEXT: Pair = LazyLock::new(|| pair(include_str!("keys/next.pem")));
pub(super) static PUBLIC: Pair = LazyLock::new(|| pair(include_str!("keys/public.pem")));

fn pair(pem: &str) -> Option<KeyPair> {
    KeyPair::from_pkcs8(&read_pem(pem).ok()?.first()?.der).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_keys_can_be_read() {
        for pair in [&MERCHANT, &PLATFORM, &NEXT, &PUBLIC] {
            assert!(pair.is_some());
        }
    }
}
