//! Chunked video upload: five actions of one path.
//!
//! The public manual is gone and no other SDK speaks this interface; where the manual leaves a question open, there is
//! a [`Dialect`]. Replies say `ret` and not `errcode` when all is well; failures come in either.

mod block;
mod finish;
mod init;
mod save;
mod status;

pub use block::{BLOCK_SIZE, UploadBlock};
pub use finish::UploadFinish;
pub use init::{InitUpload, Initiated};
pub use save::{Dialect, SaveVideo, SavedVideo, TagStyle};
pub use status::{OriginalStatus, QueryStatus, VideoReview, VideoStatus};

use serde::{Deserialize, Serialize};
use wxkit_proto::json;

/// The reply of the actions that bring nothing but their success.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ret {
    /// 0, or absent.
    #[serde(default, deserialize_with = "json::int")]
    pub ret: i64,
}
