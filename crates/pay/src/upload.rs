//! Uploads of merchant media: a file beside a small signed text.

mod complaint;
mod coupon;
mod flow;
mod general;
mod image;
mod meta;
mod rules;
mod video;

pub use complaint::UploadComplaintImage;
pub use coupon::{UploadCouponImage, UploadedCouponImage};
pub use flow::{Media, Upload, UploadPlan};
pub use general::{GeneralForm, GeneralUpload};
pub use image::UploadImage;
pub use meta::{Meta, UploadedMedia};
pub use rules::{IMAGE, MediaRule, NAME_LENGTH, VIDEO};
pub use video::UploadVideo;
