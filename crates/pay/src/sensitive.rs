//! Sensitive fields (敏感信息): each value is encrypted by itself, RSA-OAEP with SHA-1. And files that come encrypted with a key that
//! travels in such a field.
//!
//! The `rsa` crate does it, because ring has no OAEP. Up to its version 0.9 whoever could measure many decryptions might learn
//! something of the private key (Marvin attack, RUSTSEC-2023-0071); since 0.10 its arithmetic takes constant time, and that is
//! still being hardened. Here it only encrypts with public keys, and decrypts what stood in a verified answer to one's own
//! request; do not decrypt with it what anybody may send, as in a service that answers strangers.

mod file;

use std::convert::Infallible;
use std::fmt;

use rsa::pkcs1::{DecodeRsaPrivateKey as _, DecodeRsaPublicKey as _};
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::{PrivateKey, PublicKey};
use sha1::Sha1;
use wxkit_proto::Env;
use wxkit_proto::error::{Invalid, SignatureProblem, Untrusted};
use wxkit_proto::sign::{Label, base64, from_base64, read_pem};

use crate::keys::PlatformKeys;

pub use file::open_file;

/// The merchant's private key once more, for fields that the platform encrypted. Nothing prints it.
pub struct FieldKey(PrivateKey);

/// A value that only the platform can read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SealedField {
    /// Base64, to be put into the field.
    pub text: String,
    /// By which key; must stand in the request's header `Wechatpay-Serial`.
    pub serial: String,
}

/// Encrypts one value. `label` must be another one for each value of one request, such as the field's name: it keeps their
/// paddings apart.
///
/// # Errors
/// If there is no key of the platform, or the text is too long: 214 bytes of UTF-8 for a key of 2048 bits.
pub fn seal_field(keys: &PlatformKeys, text: &str, label: &str, env: &Env) -> Result<SealedField, Invalid> {
    let (serial, key) = keys
        .preferred(env.now)
        .ok_or_else(|| Invalid::new("there is no key of the platform to encrypt with"))?;
    let key = PublicKey::from_pkcs1_der(key.as_pkcs1())
        .map_err(|_| Invalid::new(format!("the key {serial} cannot encrypt")))?;
    let sealed = key.oaep_encrypt_with_rng::<Sha1, _>(&mut Chance::new(env, label), text.as_bytes());
    let sealed = sealed.map_err(|_| {
        Invalid::new(format!(
            "{label} has {} bytes, which is too long to be encrypted (at most 214)",
            text.len()
        ))
    })?;
    Ok(SealedField { text: base64(&sealed), serial: serial.to_owned() })
}

impl FieldKey {
    /// Reads the merchant's private key in PEM. `name` is how the text is called in errors: the path of its file.
    ///
    /// # Errors
    /// If it is no RSA private key; nothing of the text is repeated.
    pub fn from_pem(name: &str, pem: &str) -> Result<Self, Invalid> {
        let wrong = |why: &str| Invalid::new(format!("{name}: {why}"));
        let blocks = read_pem(pem).map_err(wrong)?;
        let key = blocks.iter().find_map(|block| match block.label {
            Label::Pkcs8 => PrivateKey::from_pkcs8_der(&block.der).ok(),
            Label::Pkcs1 => PrivateKey::from_pkcs1_der(&block.der).ok(),
            _ => None,
        });
        key.map(Self).ok_or_else(|| wrong("it is no RSA private key"))
    }

    /// Decrypts a field of an answer; one that is empty has nothing in it.
    ///
    /// # Errors
    /// If it was not encrypted for this key.
    pub fn open(&self, field: &str) -> Result<String, Untrusted> {
        if field.is_empty() {
            return Ok(String::new());
        }
        let wrong = || {
            Untrusted::new(SignatureProblem::Sealed, "a field was not encrypted for this merchant's key", "")
        };
        let plain =
            self.0.oaep_decrypt::<Sha1>(&from_base64(field).ok_or_else(wrong)?).map_err(|_| wrong())?;
        String::from_utf8(plain).map_err(|_| wrong())
    }
}

impl fmt::Debug for FieldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FieldKey(…)")
    }
}

/// The randomness of one padding, from `Env`.
struct Chance<'a> {
    env: &'a Env,
    label: String,
    round: u32,
}

impl<'a> Chance<'a> {
    fn new(env: &'a Env, label: &str) -> Self {
        Self { env, label: format!("pay field {label}"), round: 0 }
    }

    fn next<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    fn fill(&mut self, to: &mut [u8]) {
        for part in to.chunks_mut(32) {
            self.round = self.round.wrapping_add(1);
            let random = self.env.random(&format!("{} {}", self.label, self.round));
            for (to, from) in part.iter_mut().zip(random) {
                *to = from;
            }
        }
    }
}

impl TryRng for Chance<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.next()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.next()))
    }

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Infallible> {
        self.fill(to);
        Ok(())
    }
}

impl TryCryptoRng for Chance<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{MERCHANT_KEY, NOW, PUBLIC_ID, PUBLIC_KEY, keys};

    #[test]
    fn a_field_there_and_back() {
        let env = Env::new(NOW, [1; 32]);
        let seal = |text: &str, label: &str| seal_field(&keys(), text, label, &env);
        let sealed = seal("张三", "name").unwrap();
        assert_eq!(sealed.serial, PUBLIC_ID);
        // The platform's side.
        let platform = FieldKey::from_pem("p", PUBLIC_KEY).unwrap();
        assert_eq!(platform.open(&sealed.text).unwrap(), "张三");
        assert_eq!(
            FieldKey::from_pem("m", MERCHANT_KEY).unwrap().open(&sealed.text).unwrap_err().kind,
            SignatureProblem::Sealed
        );
        assert_ne!(sealed, seal("张三", "alias").unwrap(), "another padding");
        assert!(seal(&"a".repeat(214), "name").is_ok());
        let error = seal(&"a".repeat(215), "name").unwrap_err().message;
        assert_eq!(error, "name has 215 bytes, which is too long to be encrypted (at most 214)");
    }

    #[test]
    fn what_is_no_key_and_what_is_no_field() {
        let key = FieldKey::from_pem("m", MERCHANT_KEY).unwrap();
        assert_eq!(format!("{key:?}"), "FieldKey(…)");
        assert_eq!(key.open("").unwrap(), "");
        for field in ["!", "AAAA"] {
            assert!(key.open(field).is_err(), "{field}");
        }
        let error = FieldKey::from_pem("m.pem", crate::testing::PUBLIC_PEM).unwrap_err().message;
        assert_eq!(error, "m.pem: it is no RSA private key");
        let env = Env::new(NOW, [1; 32]);
        assert!(seal_field(&PlatformKeys::default(), "a", "b", &env).is_err());
    }
}
