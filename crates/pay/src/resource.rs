//! What the platform encrypts for one merchant (`AEAD_AES_256_GCM`).

use serde::{Deserialize, Serialize};
use wxkit_proto::error::{SignatureProblem, Untrusted};
use wxkit_proto::json;
use wxkit_proto::sign::{self, from_base64};

use crate::merchant::ApiV3Key;

/// A text that is encrypted with the merchant's APIv3 key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Resource {
    /// `AEAD_AES_256_GCM`; that of the national standards (国密) is not supported.
    #[serde(deserialize_with = "json::text")]
    pub algorithm: String,
    /// 12 characters.
    #[serde(deserialize_with = "json::text")]
    pub nonce: String,
    /// What is authenticated beside the text; may be empty or missing.
    #[serde(deserialize_with = "json::text")]
    pub associated_data: String,
    /// Base64; its last 16 bytes are the tag.
    #[serde(deserialize_with = "json::text")]
    pub ciphertext: String,
    /// What kind of thing a notification is about; not of certificates.
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub original_type: String,
}

const AES: &str = "AEAD_AES_256_GCM";

impl Resource {
    pub(crate) fn is_supported(&self) -> bool {
        self.algorithm == AES
    }

    /// Decrypts it.
    ///
    /// # Errors
    /// If it is not of this form or algorithm, or was encrypted with another key.
    pub fn open(&self, key: &ApiV3Key) -> Result<Vec<u8>, Untrusted> {
        let wrong = |why: &str| {
            Untrusted::new(SignatureProblem::Sealed, why, "check the APIv3 key against the merchant console")
        };
        if !self.is_supported() {
            let shown: String = self.algorithm.chars().take(64).collect();
            return Err(wrong(&format!(
                "it is encrypted with {}, only {AES} is supported",
                shown.escape_debug()
            )));
        }
        let bytes = from_base64(&self.ciphertext).ok_or_else(|| wrong("the ciphertext is no Base64"))?;
        let plain = sign::open(key.reveal(), self.nonce.as_bytes(), self.associated_data.as_bytes(), &bytes);
        plain.map_err(|error| wrong(&error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::APIV3_KEY;

    /// Encrypted by Python's cryptography.
    #[test]
    fn the_associated_data_may_be_missing() {
        let key = ApiV3Key::new(APIV3_KEY).unwrap();
        let check = |json: &str, expected: &str| {
            let resource: Resource = serde_json::from_str(json).unwrap();
            let told = match resource.open(&key) {
                Ok(plain) => String::from_utf8(plain).unwrap(),
                Err(error) => error.to_string(),
            };
            assert!(told.contains(expected), "{told}");
        };
        check(
            r#"{"algorithm":"AEAD_AES_256_GCM","nonce":"abcdefghijkl","ciphertext":"YOZy7VBETy1s5LwVLR4eRCFiL7X4Sitg"}"#,
            r#"{"id":1}"#,
        );
        check(
            r#"{"algorithm":"AEAD_AES_256_GCM","nonce":"abcdefghijkl","associated_data":"transaction","ciphertext":"YOZy7VBETy38IIknzFD/KsxP6ns3eeWZ"}"#,
            r#"{"id":1}"#,
        );
        check(
            r#"{"algorithm":"AEAD_AES_256_GCM","nonce":"abcdefghijkl","associated_data":"other","ciphertext":"YOZy7VBETy38IIknzFD/KsxP6ns3eeWZ"}"#,
            "it cannot be decrypted: the key is another one",
        );
        check(r#"{"algorithm":"AEAD_SM4_GCM"}"#, "only AEAD_AES_256_GCM is supported");
        check(r#"{"algorithm":"AEAD_AES_256_GCM","nonce":"x","ciphertext":"!"}"#, "no Base64");
        check(r#"{"algorithm":"AEAD_AES_256_GCM","nonce":"x","ciphertext":"AAAA"}"#, "cannot be decrypted");
    }
}
