//! What was signed, for an engineer whom the platform tells `SIGN_ERROR`. No secret is in it, and no signature.

use wxkit_proto::encoder::Draft;
use wxkit_proto::{Endpoint, EndpointExt as _, Env, Error};

use crate::Pay;
use crate::credential::Credential;
use crate::text::Text;

/// The signature of a request, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The whole text to sign (待签名串): five lines, each ended by a line break. What is no UTF-8 is replaced.
    pub text: String,
    /// What of the body is covered: all of it, or of an upload the part `meta`.
    pub covered: String,
    /// The bytes of the covered part.
    pub covered_bytes: usize,
    /// The merchant's number.
    pub mchid: String,
    /// The serial number of the merchant's certificate, as it is sent.
    pub serial: String,
    /// By which key the answer is asked to be signed; `None`: none is known.
    pub platform_serial: Option<String>,
    /// The time in the signature, in Unix seconds.
    pub timestamp: u64,
    /// The nonce.
    pub nonce: String,
    /// Whether the merchant's own public key verifies the signature: the key signs well.
    pub verifies: bool,
}

impl Explanation {
    /// Takes the request of an endpoint apart, as it would be sent at this moment.
    ///
    /// # Errors
    /// If the request cannot be built.
    pub fn of<E: Endpoint<Platform = Pay>>(
        endpoint: &E,
        credential: &Credential,
        env: &Env,
    ) -> Result<Self, Error> {
        let draft: Draft = endpoint.draft(env)?;
        let text = Text::of(&draft, env)?;
        let signed = text.to_bytes();
        let merchant = &credential.merchant;
        Ok(Self {
            text: String::from_utf8_lossy(&signed).into_owned(),
            covered: String::from_utf8_lossy(&text.covered).into_owned(),
            covered_bytes: text.covered.len(),
            mchid: merchant.mchid().to_owned(),
            serial: merchant.serial().to_owned(),
            platform_serial: credential.keys.preferred(env.now).map(|(serial, _)| serial.to_owned()),
            timestamp: text.timestamp,
            nonce: text.nonce,
            verifies: merchant.signs(&signed),
        })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wxkit_proto::File;

    use super::*;
    use crate::UploadVideo;
    use crate::testing::{NOW, credential};
    use crate::upload::Meta;

    #[test]
    fn the_text_to_sign_of_an_upload() {
        let meta = Meta { filename: "a.mp4".into(), sha256: "00ff".into() };
        let upload = UploadVideo { file: File::from_bytes("a.mp4", "film"), meta };
        let explanation = Explanation::of(&upload, &credential(), &Env::new(NOW, [0; 32])).unwrap();
        expect![[r#"
            Explanation {
                text: "POST\n/v3/merchant/media/video_upload\n1790000000\ncf9b90ebbe3a0afb134fcea8b2076d85\n{\"filename\":\"a.mp4\",\"sha256\":\"00ff\"}\n",
                covered: "{\"filename\":\"a.mp4\",\"sha256\":\"00ff\"}",
                covered_bytes: 36,
                mchid: "1900231671",
                serial: "1FB89742D19F2BD30B69948D16DECA0FCB4481EB",
                platform_serial: Some(
                    "PUB_KEY_ID_0114232134912410000000000000",
                ),
                timestamp: 1790000000,
                nonce: "cf9b90ebbe3a0afb134fcea8b2076d85",
                verifies: true,
            }
        "#]].assert_debug_eq(&explanation);
    }
}
