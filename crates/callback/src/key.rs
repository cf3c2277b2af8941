//! The key that both sides hold, and what is encrypted with it.

use std::fmt;

use aes::Aes256;
use aes::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use wxkit_proto::error::Invalid;
use zeroize::Zeroizing;

/// The `EncodingAESKey` of the console. Its `Debug` shows nothing of it, and its memory is wiped.
#[derive(Clone)]
pub struct EncodingKey(Zeroizing<[u8; 32]>);

/// What was encrypted: the message, and whom it is meant for.
pub(crate) struct Opened {
    pub(crate) message: Vec<u8>,
    pub(crate) receiver: Vec<u8>,
}

/// The 43 letters hold two bits more than 32 bytes, and those of real keys are not zero.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Messages are padded to a multiple of this, not of the cipher's 16.
const BLOCK: usize = 32;

impl EncodingKey {
    /// Reads the 43 letters and digits of the console.
    ///
    /// # Errors
    /// If there are more, fewer or others.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let wrong = |why: &str| {
            Invalid::new(format!("the EncodingAESKey {why}; the console shows 43 letters and digits"))
        };
        if text.len() != 43 {
            return Err(wrong(&format!("has {} characters", text.chars().count())));
        }
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(wrong("holds other characters"));
        }
        let bytes = Zeroizing::new(LENIENT.decode(text).map_err(|_| wrong("is not Base64"))?);
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| wrong("is not 32 bytes long"))?;
        Ok(Self(Zeroizing::new(key)))
    }

    /// Encrypts a message for a receiver.
    pub(crate) fn seal(&self, random: &[u8; 16], message: &[u8], receiver: &str) -> String {
        let length = u32::try_from(message.len()).unwrap_or(u32::MAX).to_be_bytes();
        let mut plain = [random.as_slice(), &length, message, receiver.as_bytes()].concat();
        let padding = BLOCK - plain.len() % BLOCK;
        plain.resize(plain.len() + padding, u8::try_from(padding).unwrap_or_default());
        let (blocks, _) = Array::slice_as_chunks_mut(&mut plain);
        cbc::Encryptor::<Aes256>::new(&(*self.0).into(), &self.iv().into()).encrypt_blocks(blocks);
        LENIENT.encode(plain)
    }

    /// Decrypts. `None` for whatever is wrong: what exactly is nobody's business.
    pub(crate) fn open(&self, text: &str) -> Option<Opened> {
        let compact: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let mut plain = Zeroizing::new(LENIENT.decode(compact).ok()?);
        if plain.is_empty() || plain.len() % BLOCK != 0 {
            return None;
        }
        let (blocks, _) = Array::slice_as_chunks_mut(&mut plain);
        cbc::Decryptor::<Aes256>::new(&(*self.0).into(), &self.iv().into()).decrypt_blocks(blocks);
        let padding = usize::from(*plain.last()?);
        let (plain, end) = plain.split_at_checked(plain.len().checked_sub(padding)?)?;
        let sound = (1..=BLOCK).contains(&padding) && end.iter().all(|byte| usize::from(*byte) == padding);
        let (head, rest) = plain.split_first_chunk::<20>().filter(|_| sound)?;
        let length = u32::from_be_bytes(*head.last_chunk()?);
        let (message, receiver) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        Some(Opened { message: message.to_vec(), receiver: receiver.to_vec() })
    }

    fn iv(&self) -> [u8; 16] {
        let mut iv = [0; 16];
        iv.iter_mut().zip(self.0.iter()).for_each(|(to, from)| *to = *from);
        iv
    }
}

impl fmt::Debug for EncodingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncodingKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Surplus bits 0, and the same key with surplus bits 1.
    const KEYS: [&str; 2] =
        ["Wxkit0Sample0Key0For0Tests0Only0abcdefghijk", "Wxkit0Sample0Key0For0Tests0Only0abcdefghijl"];

    /// Computed apart from this code, in Python.
    const MESSAGE: &str =
        "<xml><ToUserName><![CDATA[gh_00wxkit00]]></ToUserName><Content><![CDATA[你好]]></Content></xml>";
    const SEALED: &str = "Bs5S10KF9JXFR14dmur12lmIwnpTiMX8ShCogMImfSEtVzwCOj1mL0deav3nzY0dEpwdKbwx2ETtb4yocrTXoxunL3f2Z8vOatqtT3TOtxNgQ0XlPCJorR4thUJqij+6OOTPapxULaFWKTawxJw+df7LKyR3hcK2mZMSgEc9/98E2qfqOlnaYxmM4CDtJ2mJX70X7lnc5KmjWrPzFDgPSQ==";

    #[test]
    fn as_others_compute_it() {
        for key in KEYS {
            let key = EncodingKey::new(key).unwrap();
            assert_eq!(key.seal(b"0123456789abcdef", MESSAGE.as_bytes(), "wx00000000000000aa"), SEALED);
            let opened = key.open(SEALED).unwrap();
            assert_eq!(
                (opened.message.as_slice(), opened.receiver.as_slice()),
                (MESSAGE.as_bytes(), b"wx00000000000000aa".as_slice())
            );
        }
        let key = EncodingKey::new(KEYS[0]).unwrap();
        let json = r#"{"ToUserName":"gh_00wxkit00","Content":"你好"}"#;
        let sealed = "Bs5S10KF9JXFR14dmur12p0tOykfyAWFGVkkNl70bc4EASc7rJsmDXycrm7+nnBJ7SZryFADEGX/yid84ph1YV6obTsHyKxml87E0uZnU4y5KAjyljtdmZJNWYKBumBr";
        assert_eq!(key.seal(b"0123456789abcdef", json.as_bytes(), ""), sealed);
        assert!(key.open(sealed).unwrap().receiver.is_empty());
    }

    #[test]
    fn every_length_comes_back() {
        let key = EncodingKey::new(KEYS[0]).unwrap();
        for length in 0..70 {
            let message = vec![b'x'; length];
            let sealed = key.seal(&[7; 16], &message, "ww00000000000000aa");
            assert_eq!(LENIENT.decode(&sealed).unwrap().len() % BLOCK, 0);
            assert_eq!(key.open(&sealed).unwrap().message, message, "{length}");
        }
    }

    #[test]
    fn damaged_or_of_another_key() {
        let key = EncodingKey::new(KEYS[0]).unwrap();
        let bytes = LENIENT.decode(SEALED).unwrap();
        let half = LENIENT.encode(&bytes[..bytes.len() - 16]);
        let cut = LENIENT.encode(&bytes[..bytes.len() - 32]);
        let long = LENIENT.encode([&bytes[..], b"x"].concat());
        let mut flipped = bytes.clone();
        flipped[bytes.len() - 17 - 3] ^= 1; // one byte of the padding
        let flipped = LENIENT.encode(flipped);
        for text in ["", "=", "!", "AAAA", &half, &cut, &long, &flipped, &SEALED[..20]] {
            assert!(key.open(text).is_none(), "{text}");
        }
        let other = EncodingKey::new("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG").unwrap();
        assert!(other.open(SEALED).is_none());
        assert_eq!(format!("{key:?}"), "EncodingKey(…)");
    }

    /// Rightly encrypted, and wrong inside.
    #[test]
    fn lies_inside() {
        let key = EncodingKey::new(KEYS[0]).unwrap();
        let open = |parts: &[&[u8]]| {
            let mut plain = parts.concat();
            let (blocks, rest) = Array::slice_as_chunks_mut(&mut plain);
            assert!(rest.is_empty());
            cbc::Encryptor::<Aes256>::new(&(*key.0).into(), &key.iv().into()).encrypt_blocks(blocks);
            key.open(&LENIENT.encode(plain))
        };
        let random = [7; 16];
        let good = open(&[&random, &[0, 0, 0, 4], b"abcd", &[8; 8]]).unwrap();
        assert_eq!((good.message.as_slice(), good.receiver.as_slice()), (b"abcd".as_slice(), b"".as_slice()));
        let lies: &[&[&[u8]]] = &[
            &[&random, &[0, 0, 0, 5], b"abcd", &[8; 8]],
            &[&random, &[0xff; 4], b"abcd", &[8; 8]],
            &[&random, &[0x80, 0, 0, 0], b"abcd", &[8; 8]],
            &[&random, &[0, 0, 0, 4], b"abcd", &[8; 7], &[0]],
            &[&random, &[0, 0, 0, 4], b"abcd", &[8; 7], &[33]],
            &[&random, &[0, 0, 0, 4], b"abcd", &[8; 7], &[255]],
            &[&random, &[0, 0, 0, 4], b"abcd", &[7], &[8; 7]],
            // Padding alone, and padding that eats the length.
            &[&[32; 32]],
            &[&random, &[16; 16]],
            &[&random, &[0, 0, 0], &[13; 13]],
        ];
        for (n, lie) in lies.iter().enumerate() {
            assert!(open(lie).is_none(), "{n}");
        }
    }

    #[test]
    fn keys_of_another_form() {
        let check = |text: &str, expected: &str| {
            let message = EncodingKey::new(text).unwrap_err().message;
            assert!(message.contains(expected) && !message.contains("Wxkit"), "{message}");
        };
        check("", "has 0 characters");
        check("Wxkit0Sample0Key0For0Tests0Only0abcdefghijk=", "has 44 characters");
        check("Wxkit0Sample0Key0For0Tests0Only0abcdefghi+/", "holds other characters");
    }
}
