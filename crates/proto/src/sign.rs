//! Signatures with RSA and SHA-256, and the encryption of what the platform sends.
//!
//! The mathematics are ring's. Buffers that hold a private key in PEM or DER are wiped here; what ring keeps of the key in
//! memory is ring's own and is not wiped.

mod gcm;
mod key;
mod pem;

pub use gcm::{NotGenuine, open, seal};
pub use key::{SigningKey, VerifyingKey};
pub use pem::{Block, Label, read_pem};

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Takes Base64 with padding and without.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Standard Base64 with padding and without line breaks.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    LENIENT.encode(bytes)
}

/// Reads [`base64()`]; padding may be missing, line breaks and blanks may stand anywhere. `None` if it is something else.
#[must_use]
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    let compact: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    LENIENT.decode(compact).ok()
}
