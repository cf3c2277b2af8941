//! `wxkit pay`: merchant media and what belongs to it.

mod bill;
mod certificates;
mod explain;
mod fetch;
mod form;
mod notification;
mod picture;
mod sealed;
mod upload;

use std::path::Path;

use clap::Subcommand;
use serde::Serialize;
use wxkit::proto::download::StoredFile;

use super::call::What;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Merchant media and what belongs to it.
#[derive(Debug, Subcommand)]
pub(crate) enum Pay {
    // Their help stands with their fields.
    Video(upload::Video),
    Image(upload::Image),
    Upload(form::Form),
    Picture(picture::Picture),
    Bill(bill::Bill),
    Fetch(fetch::Fetch),
    Certificates(certificates::Certificates),
    Notification(notification::Notification),
    /// Call any other endpoint of v3, signed and verified, and print its reply. The same as `wxkit call pay`.
    Call(What),
    Explain(explain::Explain),
}

impl Pay {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        match self {
            Self::Video(video) => video.run(context).await,
            Self::Image(image) => image.run(context).await,
            Self::Upload(form) => form.run(context).await,
            Self::Picture(picture) => picture.run(context).await,
            Self::Bill(bill) => bill.run(context).await,
            Self::Fetch(fetch) => fetch.run(context).await,
            Self::Certificates(certificates) => certificates.run(context).await,
            Self::Notification(notification) => notification.run(context).await,
            Self::Call(what) => what.pay(context).await,
            Self::Explain(explain) => explain.run(context).await,
        }
    }
}

/// A file that was made here and written.
fn made(path: &Path, bytes: u64) -> Answer {
    #[derive(Serialize)]
    struct Wire<'a> {
        path: &'a Path,
        bytes: u64,
    }
    Answer::new(&Wire { path, bytes }, path.display().to_string())
}

/// A file that was fetched and written as it came.
fn written(file: &StoredFile) -> Answer {
    #[derive(Serialize)]
    struct Wire<'a> {
        path: &'a Path,
        bytes: u64,
        content_type: Option<&'a str>,
    }
    let StoredFile { path, len, content_type, .. } = file;
    let wire = Wire { path, bytes: *len, content_type: content_type.as_deref() };
    Answer::new(&wire, path.display().to_string())
}
