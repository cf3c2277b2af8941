//! AES-256-GCM, the platform's `AEAD_AES_256_GCM`.

use std::fmt;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// What was decrypted is not what was encrypted: the key is another one, or something was changed on the way. Which of
/// them cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotGenuine;

/// Decrypts; the last 16 bytes of the ciphertext are the tag.
///
/// # Errors
/// If key, nonce (12 bytes), associated data and ciphertext do not belong together.
pub fn open(key: &[u8; 32], nonce: &[u8], aad: &[u8], ciphertext: &[u8]) -> Result<Vec<u8>, NotGenuine> {
    let mut bytes = ciphertext.to_vec();
    let plain = key_of(key)?.open_in_place(nonce_of(nonce)?, Aad::from(aad), &mut bytes);
    let len = plain.map_err(|_| NotGenuine)?.len();
    bytes.truncate(len);
    Ok(bytes)
}

/// Encrypts and appends the tag. A nonce must never be used twice with one key.
///
/// # Errors
/// If the nonce has not 12 bytes.
pub fn seal(key: &[u8; 32], nonce: &[u8], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, NotGenuine> {
    let mut bytes = plain.to_vec();
    let sealed = key_of(key)?.seal_in_place_append_tag(nonce_of(nonce)?, Aad::from(aad), &mut bytes);
    sealed.map_err(|_| NotGenuine)?;
    Ok(bytes)
}

fn key_of(key: &[u8; 32]) -> Result<LessSafeKey, NotGenuine> {
    Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).map_err(|_| NotGenuine)?))
}

fn nonce_of(nonce: &[u8]) -> Result<Nonce, NotGenuine> {
    let bytes: [u8; NONCE_LEN] = nonce.try_into().map_err(|_| NotGenuine)?;
    Ok(Nonce::assume_unique_for_key(bytes))
}

impl fmt::Display for NotGenuine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it cannot be decrypted: the key is another one, or it was changed on the way")
    }
}

impl std::error::Error for NotGenuine {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::hex;

    /// Test case 16 of the paper that proposes GCM (McGrew and Viega).
    #[test]
    fn a_published_example() {
        let bytes = |hex: &str| -> Vec<u8> {
            let digits: Vec<u32> = hex.chars().map(|c| c.to_digit(16).unwrap()).collect();
            digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect()
        };
        let key = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        let key: [u8; 32] = key.try_into().unwrap();
        let nonce = bytes("cafebabefacedbaddecaf888");
        let aad = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let plain = bytes(concat!(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72",
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        ));
        let expected = concat!(
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa",
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b",
        );
        let sealed = seal(&key, &nonce, &aad, &plain).unwrap();
        assert_eq!(hex(&sealed), expected);
        assert_eq!(open(&key, &nonce, &aad, &sealed).unwrap(), plain);
        // Any change is noticed.
        assert_eq!(open(&key, &nonce, b"other", &sealed), Err(NotGenuine));
        assert!(NotGenuine.to_string().starts_with("it cannot be decrypted"));
        assert_eq!(open(&key, &nonce, &aad, &sealed[..20]), Err(NotGenuine));
        assert_eq!(open(&key, b"short", &aad, &sealed), Err(NotGenuine));
        let mut changed = sealed;
        changed[3] ^= 1;
        assert_eq!(open(&key, &nonce, &aad, &changed), Err(NotGenuine));
    }
}
