//! `wxkit pay picture`: what somebody complains with.

use std::path::PathBuf;

use wxkit::client::files;
use wxkit::pay::complaint::DownloadComplaintImage;
use wxkit::proto::Error;
use wxkit::proto::download::Download;

use super::written;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Fetch a picture of a complaint (投诉图片) and write it; print its path.
#[derive(Debug, clap::Args)]
pub(crate) struct Picture {
    /// The media_id, or the whole address out of the complaint.
    #[arg(allow_hyphen_values = true, value_name = "ID|URL")]
    id: String,
    /// The file to write, or the folder to write into.
    #[arg(long, short, value_name = "PATH", default_value = ".")]
    output: PathBuf,
}

impl Picture {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let fetch = match self.id.contains("://") {
            true => DownloadComplaintImage::from_url(&self.id)?,
            false => DownloadComplaintImage::new(&self.id).map_err(Error::from)?,
        };
        let place = files::place(&self.output)?;
        let downloaded = context.merchant()?.run(Download::new(fetch, place, &[])).await?;
        Ok(written(&downloaded.stored()?))
    }
}
