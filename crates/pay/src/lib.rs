//! WeChat Pay v3 (微信支付 APIv3) for merchants: signed uploads of media, verified answers, certificates, notifications and
//! bills, without any I/O.
//!
//! No payment has a type here; every other endpoint of v3 is called with [`Exchange`](wxkit_proto::exchange::Exchange), signed and
//! verified like the typed ones.
//!
//! | you want | you use |
//! |---|---|
//! | to upload a file | [`Upload`] with [`UploadVideo`], [`UploadImage`], [`UploadCouponImage`](upload::UploadCouponImage), [`UploadComplaintImage`](upload::UploadComplaintImage); any other form with [`Upload::general`] |
//! | keys of the platform that change | [`MerchantKeys`]: public keys (微信支付公钥), certificates (平台证书), both at once |
//! | what the platform sends by itself | [`Notification::receive`] |
//! | a bill | [`BillDownload`] with [`ApplyTradeBill`](bill::ApplyTradeBill) or [`ApplyFundFlowBill`](bill::ApplyFundFlowBill) |
//! | fields that only the platform can read | the module `sensitive` (feature `sensitive`) |
//! | to read what a call takes and returns, and its traps | [`manual`] |
//! | to know why the platform says `SIGN_ERROR` | [`Explanation`], [`CheckClock`](clock::CheckClock) |
//!
//! # Invariants
//! - **No answer is read before it is verified**, errors included, and whatever is not certainly good is bad: a missing
//!   header, a time that is five minutes away, an unknown key, an unknown algorithm, a changed byte, a probe. There is no
//!   switch for it; [`Endpoint::reply`](wxkit_proto::Endpoint::reply) refuses what was not verified. Only files come without
//!   a signature: a bill is held against its digest.
//! - **What is signed is what is sent**: the text of the part `meta` is written once.
//! - **Nothing is sent twice because of a key**: an answer that is signed with an unknown certificate waits for it.
//! - **The private key never leaves its type**, and nothing prints it, the APIv3 key or a signature. Buffers with a key in PEM
//!   or DER are wiped; what ring keeps of it is ring's own and is not.
//! - **It reads no clock, no chance, no file and no socket**, and depends on no runtime: time and chance come in
//!   [`Env`](wxkit_proto::Env). A wrong clock shows in the time of the answer.
//!
//! # A complete use
//! With an HTTP client of your own; `wxkit-client` does all of this by itself.
//!
//! ```
//! use std::sync::Arc;
//!
//! use bytes::Bytes;
//! use http::Response;
//! use wxkit_pay::{Credential, Merchant, PlatformKeys, PublicKey, UploadVideo};
//! use wxkit_pay::upload::Meta;
//! use wxkit_proto::sign::SigningKey;
//! use wxkit_proto::{Endpoint, EndpointExt as _, Env, Error, File, Timestamp};
//! use wxkit_proto::digest::{Algorithm, hex_digest};
//!
//! # const KEY: &str = include_str!("testing/merchant.pem");
//! # const PUBLIC: &str = include_str!("testing/public_key.pem");
//! // Who signs, and by which key answers are verified; both texts come from files.
//! let key = SigningKey::from_pem("apiclient_key.pem", KEY)?;
//! let merchant = Merchant::new("1900000001", "1FB89742D19F2BD30B69948D16DECA0FCB4481EB", key)?;
//! let mut keys = PlatformKeys::default();
//! keys.add_public_key(PublicKey::from_pem("PUB_KEY_ID_0119000000", "pub_key.pem", PUBLIC)?);
//! let credential = Credential::new(Arc::new(merchant), Arc::new(keys));
//!
//! // A request, ready to send.
//! let film = Bytes::from_static(b"\0\0\0\x20ftypisom");
//! let meta = Meta::new("film.mp4", hex_digest(Algorithm::Sha256, &film));
//! let upload = UploadVideo::new(File::from_bytes("film.mp4", film), meta);
//! upload.check()?;
//! let env = Env::new(Timestamp::from_secs(1_790_000_000), [7; 32]);
//! let request = upload.request(Some(&credential), &env)?;
//! assert_eq!(request.uri(), "https://api.mch.weixin.qq.com/v3/merchant/media/video_upload");
//! let signed = request.headers()["authorization"].to_str().unwrap_or_default();
//! assert!(signed.starts_with("WECHATPAY2-SHA256-RSA2048 mchid=\"1900000001\",nonce_str="));
//!
//! // Its answer, verified as of the time of its arrival. This one has no signature, so it is nobody's.
//! let answer = Response::new(Bytes::from_static(br#"{"media_id":"m"}"#));
//! let error = UploadVideo::accept(&credential, answer, env.now).unwrap_err();
//! assert_eq!(error.to_string(), "the answer has no signature (Wechatpay-Signature)");
//! # Ok::<(), Error>(())
//! ```

pub mod bill;
pub mod certificates;
pub mod clock;
pub mod complaint;
mod credential;
pub mod errors;
mod explain;
#[cfg(test)]
mod inventory;
mod keyring;
pub mod keys;
pub mod manual;
mod merchant;
pub mod notification;
mod platform;
mod register;
pub mod resource;
#[cfg(feature = "sensitive")]
pub mod sensitive;
mod serial;
mod signature;
#[cfg(test)]
mod testing;
mod text;
pub mod upload;
mod words;

pub use bill::BillDownload;
pub use certificates::ListCertificates;
pub use credential::Credential;
pub use explain::Explanation;
pub use keyring::MerchantKeys;
pub use keys::{PlatformKeys, PublicKey};
pub use merchant::{ApiV3Key, Merchant};
pub use notification::Notification;
pub use platform::Pay;
pub use register::each;
pub use upload::{Upload, UploadImage, UploadVideo};
pub use words::explain;
