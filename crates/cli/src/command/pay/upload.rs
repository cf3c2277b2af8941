//! `wxkit pay video` and `wxkit pay image`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use wxkit::pay::upload::{Media, UploadComplaintImage, UploadCouponImage};
use wxkit::pay::{Upload, UploadImage, UploadVideo};
use wxkit::proto::File;

use crate::context::{Context, Merchant};
use crate::failure::Failure;
use crate::folder::{self, Named};
use crate::output::Answer;

/// Upload a merchant's video, and print its id.
///
/// A name that is not plain ASCII travels as the first 16 digits of the file's SHA-256 with its extension, because servers
/// differ on how they read other names.
#[derive(Debug, clap::Args)]
pub(crate) struct Video {
    /// The video, or - for standard input: AVI, WMV, MPEG, MP4, MOV, MKV, FLV, F4V, M4V or RMVB, up to 5 MB.
    file: PathBuf,
    #[command(flatten)]
    name: Named,
    /// Send it under this name, just as it is; up to 128 characters, with one of these extensions.
    #[arg(long, value_name = "NAME")]
    filename: Option<String>,
}

/// Upload a merchant's picture, and print its id or its address.
///
/// A name that is not plain ASCII travels as the first 16 digits of the file's SHA-256 with its extension; .jpeg becomes .jpg.
#[derive(Debug, clap::Args)]
pub(crate) struct Image {
    /// The picture, or - for standard input: JPG, BMP or PNG, up to 2 MB; some merchants may send up to 5 MB.
    file: PathBuf,
    #[command(flatten)]
    name: Named,
    /// What it is for: other calls of the merchant, a coupon (代金券), or the answer to a complaint (反馈图片).
    #[arg(long = "for", value_name = "USE", value_enum, default_value_t = Use::Merchant)]
    purpose: Use,
    /// Send it under this name, just as it is; up to 128 characters, ending in .jpg, .bmp or .png.
    #[arg(long, value_name = "NAME")]
    filename: Option<String>,
}

/// What a picture is for; each has an endpoint of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Use {
    Merchant,
    Coupon,
    Complaint,
}

impl Video {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let merchant = context.merchant()?;
        let reply = send::<UploadVideo>(&merchant, &self.name.read(&self.file)?, self.filename).await?;
        Ok(Answer::new(&reply, &reply.media_id))
    }
}

impl Image {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let merchant = context.merchant()?;
        let Self { file, name, purpose, filename } = self;
        let file = name.read(&file)?;
        Ok(match purpose {
            Use::Merchant => {
                let reply = send::<UploadImage>(&merchant, &file, filename).await?;
                Answer::new(&reply, &reply.media_id)
            }
            Use::Coupon => {
                let reply = send::<UploadCouponImage>(&merchant, &file, filename).await?;
                Answer::new(&reply, &reply.media_url)
            }
            Use::Complaint => {
                let reply = send::<UploadComplaintImage>(&merchant, &file, filename).await?;
                Answer::new(&reply, &reply.media_id)
            }
        })
    }
}

async fn send<E: Media + 'static>(
    merchant: &Merchant<'_>,
    path: &Path,
    name: Option<String>,
) -> Result<E::Reply, Failure> {
    let file = open(merchant, path).await?;
    let upload = Upload::<E>::new(file, name).map_err(wxkit::proto::Error::from)?;
    merchant.run(upload).await
}

pub(super) async fn open(merchant: &Merchant<'_>, path: &Path) -> Result<File, Failure> {
    folder::file(path)?;
    Ok(merchant.client().open(path).await?)
}
