//! WeChat Pay v3.
mod certificates;
mod credential;
mod errors;
mod family;
mod keyring;
mod merchant;
mod platform;
mod resource;
mod serial;
mod signature;
#[cfg(test)]
mod testing;
mod text;
mod upload;

pub use certificates::{CertificateList, EncryptedCertificate, ListCertificates};
pub use credential::Credential;
pub use errors::{Again, Rule, TABLE};
pub use family::Pay;
pub use keyring::MerchantKeys;
pub use merchant::{ApiV3Key, Merchant};
pub use platform::{PlatformCertificate, PlatformKeys, PublicKey};
pub use resource::Resource;
pub use upload::{
    GeneralForm, GeneralUpload, IMAGE, Media, MediaRule, Meta, NAME_LENGTH, Upload, UploadComplaintImage,
    UploadCouponImage, UploadImage, UploadVideo, UploadedCouponImage, UploadedMedia, VIDEO,
};
