//! The WeChat official account (公众号): endpoints and flows, without I/O.

mod account;
mod article;
mod errors;
mod family;
mod ids;
mod image;
mod library;
pub mod limits;
mod material;
mod patience;
mod publish;
mod survey;
#[cfg(test)]
mod testing;
mod token;
mod upload;
mod video;

pub use account::{ClassicTokens, StableTokens};
pub use article::{Article, ArticleVideo, Asset, Picture, Piece};
pub use errors::TABLE;
pub use family::{Official, says_submitted};
pub use ids::{MaterialId, NewsId, Vid, VideoId};
pub use image::{UploadImage, UploadedImage};
pub use library::{
    DeleteNews, News, NewsReview, PublishStatus, QueryNews, SubmitNews, UpdateNews, UploadNews, UploadedNews,
    Which,
};
pub use material::{AddMaterial, AddedMaterial, MaterialKind, VideoDescription};
pub use patience::Patience;
pub use publish::{
    Action, Plan, Planned, Publish, PublishOptions, PublishRecord, Published, PublishedVideo, Role,
    UploadedCover,
};
pub use survey::{Seen, Survey, Surveyed};
pub use token::{AccessToken, StableToken};
pub use upload::{UploadedVideo, Video, VideoOptions, VideoRecord, VideoUpload};
pub use video::{
    BLOCK_SIZE, Dialect, InitUpload, Initiated, OriginalStatus, QueryStatus, Ret, SaveVideo, SavedVideo,
    TagStyle, UploadBlock, UploadFinish, VideoReview, VideoStatus,
};
