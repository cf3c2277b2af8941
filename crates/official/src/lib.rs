//! The WeChat official account (公众号): endpoints and flows, without I/O.

mod errors;
mod family;
mod ids;
mod image;
mod library;
pub mod limits;
mod material;
#[cfg(test)]
mod testing;
mod token;
mod video;

pub use errors::TABLE;
pub use family::{Official, says_submitted};
pub use ids::{MaterialId, NewsId, Vid, VideoId};
pub use image::{UploadImage, UploadedImage};
pub use library::{
    DeleteNews, News, NewsReview, PublishStatus, QueryNews, SubmitNews, UpdateNews, UploadNews, UploadedNews,
    Which,
};
pub use material::{AddMaterial, AddedMaterial, MaterialKind, VideoDescription};
pub use token::{AccessToken, StableToken};
pub use video::{
    BLOCK_SIZE, Dialect, InitUpload, Initiated, OriginalStatus, QueryStatus, Ret, SaveVideo, SavedVideo,
    TagStyle, UploadBlock, UploadFinish, VideoReview, VideoStatus,
};
