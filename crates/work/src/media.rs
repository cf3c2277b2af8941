//! Temporary media (临时素材): files that live for 3 days and belong to the whole corp.

mod attachment;
mod check;
mod get;
mod image;
mod job;
mod kind;
mod robot;
mod upload;
mod uploaded;
mod url;

pub(crate) use check::check_media;

pub use attachment::{AttachmentKind, AttachmentUse, UploadAttachment};
pub use get::{DownloadMedia, DownloadVoice};
pub use image::{UploadImage, UploadedImage};
pub use job::{JobDetail, JobReport, JobStatus, QueryJob};
pub use kind::MediaKind;
pub use robot::{RobotFileKind, UploadRobotMedia};
pub use upload::UploadMedia;
pub use uploaded::{Uploaded, UploadedId};
pub use url::{StartedJob, UploadByUrl, UrlKind};
