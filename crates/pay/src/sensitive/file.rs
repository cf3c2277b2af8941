//! Files that come encrypted with a key of their own.

use aes_gcm::aead::array::ArraySize;
use aes_gcm::aead::{AeadInOut as _, KeyInit as _};
use aes_gcm::aes::Aes256;
use aes_gcm::aes::cipher::consts::{U12, U16};
use aes_gcm::{AesGcm, Nonce};
use wxkit_proto::error::{SignatureProblem, Untrusted};

use super::FieldKey;
use crate::bill::SealedPiece;

impl SealedPiece {
    /// Decrypts the piece, which was fetched whole. A packed one stays packed.
    ///
    /// # Errors
    /// If it was encrypted for another merchant, or was changed or cut on the way.
    pub fn open(&self, key: &FieldKey, file: Vec<u8>) -> Result<Vec<u8>, Untrusted> {
        open_file(key, &self.encrypt_key, &self.nonce, file)
    }
}

/// Decrypts a file with AES-256-GCM, by a key that was encrypted for this merchant (`encrypt_key`, in Base64) and the nonce that came
/// with it.
///
/// # Errors
/// As [`SealedPiece::open`].
pub fn open_file(
    key: &FieldKey,
    encrypt_key: &str,
    nonce: &str,
    mut file: Vec<u8>,
) -> Result<Vec<u8>, Untrusted> {
    let letters = key.open(encrypt_key.trim())?;
    let key: [u8; 32] =
        letters.as_bytes().try_into().map_err(|_| wrong("the key of the file has not 32 bytes"))?;
    let nonce = nonce.as_bytes();
    match nonce.len() {
        12 => decrypt::<U12>(&key, nonce, &mut file)?,
        16 => decrypt::<U16>(&key, nonce, &mut file)?,
        _ => return Err(wrong("the nonce of the file has neither 12 nor 16 bytes")),
    }
    Ok(file)
}

fn decrypt<N: ArraySize>(key: &[u8; 32], nonce: &[u8], file: &mut Vec<u8>) -> Result<(), Untrusted> {
    let damaged = || wrong("the file cannot be decrypted: it was changed or cut on the way");
    let nonce = Nonce::<N>::try_from(nonce).map_err(|_| damaged())?;
    AesGcm::<Aes256, N>::new(key.into()).decrypt_in_place(&nonce, b"", file).map_err(|_| damaged())
}

fn wrong(why: &str) -> Untrusted {
    Untrusted::new(SignatureProblem::Sealed, why, "apply again, with the keys of the merchant that fetches")
}

#[cfg(test)]
mod tests {
    use wxkit_proto::sign::from_base64;

    use super::*;
    use crate::testing::MERCHANT_KEY;

    /// A key for the merchant's certificate, and files of both kinds of nonces: by Python's cryptography.
    const KEY: &str = "cDYYPvlFFL7PR+iSifaAXC/FK2uJrdbde+LmWlSC112ObUTKvw/j+SFBLiLvT1Ua5y8mW/FfivIF3h5lQfih9gCH0x3v3EIpE1RWVmkriVYYQVtlcYsxYDFB3EeVwdUIwfgvkvwhsBVp1UZcT7S4GlmwD+40ZrwyMnum9vNn4zq2JVYqtMWMdqH5vUl+t+K54Nx5bsTvgpnmW1Zzd8L4BQ5/XGYDuwzsdSmK731vD3IkGo+wMtrMx6bCl2VvvLKcdzUhk5P7p5wEeKeH+XwjYt/67gSDEfebVcmVb/1fRtDojuYHlS3Pk09rShrc6ucJTAqaLjhH1HagyUtItLmosA==";
    const LONG: &str = "HYpfc8S9P+VnuKACG0gUySg76x9Z3sXKHTWHBHzqLM/3r78=";
    const SHORT: &str = "xo95vqE9Ye1bBoAUeAmNTiX/YU+G8EDKe1NFIGAR/wlJTWQ=";

    #[test]
    fn a_bill_is_decrypted() {
        let check = |encrypt_key: &str, nonce: &str, file: &str, expected: &str| {
            let key = FieldKey::from_pem("m", MERCHANT_KEY).unwrap();
            let told = match open_file(&key, encrypt_key, nonce, from_base64(file).unwrap()) {
                Ok(plain) => String::from_utf8(plain).unwrap(),
                Err(error) => error.message,
            };
            assert_eq!(told, expected);
        };
        check(KEY, "a8607ef79034c49c", LONG, "`2026-09-20,`0.01\r\n");
        check(&format!(" {KEY}\n"), "a8607ef79034", SHORT, "`2026-09-20,`0.01\r\n");
        let damaged = "the file cannot be decrypted: it was changed or cut on the way";
        check(KEY, "a8607ef79034c49d", LONG, damaged);
        check(KEY, "a8607ef79034c49c", &LONG[..40], damaged);
        check(KEY, "a8607ef79034c49c", "AAAA", damaged);
        check(KEY, "a8607ef7", LONG, "the nonce of the file has neither 12 nor 16 bytes");
        check("AAAA", "a8607ef79034c49c", LONG, "a field was not encrypted for this merchant's key");
        check("", "a8607ef79034c49c", LONG, "the key of the file has not 32 bytes");
    }
}
