//! The publish library (发布库) of the media API: upload, submit, change, delete, ask.

mod delete;
mod news;
mod query;
mod submit;
mod update;
mod upload;

pub use delete::{DeleteNews, Which};
pub use news::News;
pub use query::{NewsReview, PublishStatus, QueryNews};
pub use submit::SubmitNews;
pub use update::UpdateNews;
pub use upload::{UploadNews, UploadedNews};
