//! RSA keys: one's own, which signs, and the other side's, which verifies.

use std::fmt;

use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};

use super::{Label, base64, read_pem};
use crate::error::Invalid;

/// An RSA private key of 2048 to 4096 bits. It never leaves this type, and nothing prints it.
pub struct SigningKey(KeyPair);

/// An RSA public key of 2048 to 8192 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey(Vec<u8>);

impl SigningKey {
    /// Reads a key in PEM, as PKCS#8 (`PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`). `name` is how the text is called in
    /// errors: the path of its file. The caller's own copy of the text is the caller's to wipe.
    ///
    /// # Errors
    /// If it is no such key; nothing of the text is repeated.
    pub fn from_pem(name: &str, text: &str) -> Result<Self, Invalid> {
        let wrong = |why: &str| Invalid::new(format!("{name}: {why}"));
        let blocks = read_pem(text).map_err(wrong)?;
        let pair = blocks.iter().find_map(|block| match block.label {
            Label::Pkcs8 => Some(KeyPair::from_pkcs8(&block.der)),
            Label::Pkcs1 => Some(KeyPair::from_der(&block.der)),
            _ => None,
        });
        match (pair, blocks.first().map(|block| block.label)) {
            (Some(Ok(pair)), _) => Ok(Self(pair)),
            (Some(Err(error)), _) => {
                Err(wrong(&format!("it is no RSA private key of 2048 to 4096 bits ({error})")))
            }
            (None, Some(Label::Encrypted)) => Err(wrong(
                "the private key is encrypted; decrypt it first: openssl pkcs8 -in FILE -out NEW, or openssl rsa for an old one",
            )),
            (None, label) => {
                let found = label.unwrap_or(Label::Other).name();
                Err(wrong(&format!(
                    "a private key is expected, this is {found}; the merchant's is apiclient_key.pem"
                )))
            }
        }
    }

    /// Signs: RSASSA-PKCS1-v1_5 with SHA-256, in Base64.
    ///
    /// # Errors
    /// Only if the key is damaged in memory.
    pub fn sign(&self, text: &[u8]) -> Result<String, Invalid> {
        let mut signature = vec![0; self.0.public().modulus_len()];
        // This padding holds no chance, so the source that ring insists on is not read.
        let signed = self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature);
        signed.map_err(|_| Invalid::new("the private key does not sign"))?;
        Ok(base64(&signature))
    }

    /// The public half.
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.public().as_ref().to_vec())
    }
}

impl VerifyingKey {
    /// From DER as in PKCS#1: what stands inside a SubjectPublicKeyInfo.
    #[must_use]
    pub fn from_pkcs1(der: impl Into<Vec<u8>>) -> Self {
        Self(der.into())
    }

    /// The key in DER, as in PKCS#1.
    #[must_use]
    pub fn as_pkcs1(&self) -> &[u8] {
        &self.0
    }

    /// Whether this signature, in bytes, was made of this text: RSASSA-PKCS1-v1_5 with SHA-256.
    #[must_use]
    pub fn verifies(&self, text: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.0).verify(text, signature).is_ok()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyingKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::from_base64;

    const PKCS8: &str = include_str!("keys/pkcs8.pem");
    const PKCS1: &str = include_str!("keys/pkcs1.pem");
    /// `printf 'GET\n/\n1\nn\n\n' | openssl dgst -sha256 -sign pkcs8.pem | base64 -w0`
    const SIGNATURE: &str = include_str!("keys/signature.txt");
    const TEXT: &[u8] = b"GET\n/\n1\nn\n\n";

    #[test]
    fn the_same_signature_as_openssl() {
        for pem in [PKCS8, PKCS1, &PKCS8.replace('\n', "\r\n")] {
            let key = SigningKey::from_pem("k.pem", pem).unwrap();
            assert_eq!(key.sign(TEXT).unwrap(), SIGNATURE.trim());
            assert_eq!(format!("{key:?}"), "SigningKey(…)");
        }
    }

    #[test]
    fn a_signature_holds_for_its_text_only() {
        let key = SigningKey::from_pem("k.pem", PKCS8).unwrap().verifying_key();
        let signature = from_base64(SIGNATURE).unwrap();
        assert!(key.verifies(TEXT, &signature));
        assert!(!key.verifies(b"GET\n/\n2\nn\n\n", &signature));
        assert!(!key.verifies(TEXT, &signature[1..]));
        assert!(!VerifyingKey::from_pkcs1([1, 2, 3]).verifies(TEXT, &signature));
        assert!(VerifyingKey::from_pkcs1(key.as_pkcs1()).verifies(TEXT, &signature));
        assert_eq!(format!("{key:?}"), "VerifyingKey(…)");
    }

    #[test]
    fn an_invalid_key_is_reported() {
        let check = |pem: &str, why: &str| {
            let error = SigningKey::from_pem("k.pem", pem).unwrap_err().message;
            assert!(error.starts_with("k.pem: ") && error.contains(why), "{error}");
        };
        let block = |label: &str| format!("-----BEGIN {label}-----\nAQID\n-----END {label}-----");
        check("nothing", "no PEM");
        check(&block("ENCRYPTED PRIVATE KEY"), "the private key is encrypted; decrypt it first");
        check(
            &block("CERTIFICATE"),
            "a private key is expected, this is a certificate; the merchant's is apiclient_key.pem",
        );
        check(&block("PUBLIC KEY"), "this is a public key");
        check(&block("EC PRIVATE KEY"), "this is something else");
        check(&block("PRIVATE KEY"), "no RSA private key of 2048 to 4096 bits (InvalidEncoding)");
    }
}
