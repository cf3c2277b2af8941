//! `work media`.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use wxkit::callback;
use wxkit::client::{Journal, files};
use wxkit::proto::digest::{Algorithm, DigestPlan};
use wxkit::proto::{Error, Source};
use wxkit::work::ids::{DownloadId, JobId};
use wxkit::work::job::{FetchFromUrl, Fetched};
use wxkit::work::media::{
    AttachmentKind, AttachmentUse, DownloadMedia, DownloadVoice, MediaKind, UploadAttachment, UploadImage,
    UrlKind,
};
use wxkit::work::{UploadByUrl, Work};

use super::content::words;
use super::known::{Known, name};
use crate::command::fetch::{Arrived, Target};
use crate::complete;
use crate::context::{Account, Context};
use crate::ear::Wake;
use crate::failure::Failure;
use crate::folder::{self, Named};
use crate::output::Answer;
use crate::span::seconds;

/// Temporary media (临时素材), and pictures with a permanent address.
#[derive(Debug, Subcommand)]
pub(crate) enum Media {
    /// Upload a file that is kept for 3 days, and print its id. It belongs to the whole corp.
    Upload {
        /// What it is uploaded as, and so where it can be used.
        #[arg(long = "type", value_name = "TYPE", value_parser = PossibleValuesParser::new(words()))]
        kind: String,
        /// Upload it for customers (客户联系) instead: for moments (朋友圈), or for the product album (商品图册).
        /// Messages do not take its id.
        #[arg(long, value_name = "USE", value_parser = PossibleValuesParser::new(["moments", "album"]))]
        attachment: Option<String>,
        /// The file, or - for standard input, of more than 5 bytes: images (JPEG, PNG) up to 10 MB, voices (AMR) up to 2 MB and 60 seconds, videos (MP4)
        /// up to 10 MB, files up to 20 MB.
        file: PathBuf,
        #[command(flatten)]
        name: Named,
    },
    // Its help stands with its fields.
    Get(Get),
    /// Upload a picture, and print its permanent address, which is for use inside WeChat Work.
    Image {
        /// JPEG or PNG, more than 5 bytes and up to 2 MB; - for standard input.
        file: PathBuf,
        #[command(flatten)]
        name: Named,
    },
    ByUrl(ByUrl),
    /// Go on waiting for a job of by-url, and print the id of its file.
    Job {
        /// The job's id; it is known for 60 minutes.
        #[arg(allow_hyphen_values = true)]
        jobid: String,
        /// How long to wait until it is done, such as 3600 or 1h.
        #[arg(long, value_name = "TIME", default_value = "3600", value_parser = seconds)]
        wait: Duration,
        #[command(flatten)]
        wake: Wake,
    },
}

/// Fetch a file by its temporary id and write it; print its path.
///
/// It comes in pieces, and resumes where it was cut off, also in another run.
#[derive(Debug, clap::Args)]
pub(crate) struct Get {
    /// The media_id.
    #[arg(allow_hyphen_values = true, add = complete::work_media())]
    media_id: String,
    /// Fetch a voice that was recorded by the JS SDK of a page in its better quality: speex, 16 kHz.
    #[arg(long)]
    jssdk: bool,
    #[command(flatten)]
    target: Target,
}

/// Let WeChat fetch a file of up to 200 MB from an address, wait until it is done, and print its id.
///
/// The id is for welcome messages of customer contact (客户联系) and to get the file back; messages do not take it.
#[derive(Debug, clap::Args)]
pub(crate) struct ByUrl {
    /// Where the file is, https or http; the server must support Range.
    url: String,
    /// MD5 of the whole file, in hex.
    #[arg(long, value_name = "HEX", required_unless_present = "file", conflicts_with = "file")]
    md5: Option<String>,
    /// The same file on this machine, to take its MD5 and its name from.
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
    /// The name that people see, up to 128 bytes. [default: that of --file, else the last part of the address]
    #[arg(long)]
    name: Option<String>,
    /// What it is fetched as; a video must be MP4.
    #[arg(long = "type", value_name = "TYPE", default_value = "file", value_parser = PossibleValuesParser::new(["file", "video"]))]
    kind: String,
    /// How long to wait until it is done, such as 3600 or 1h.
    #[arg(long, value_name = "TIME", default_value = "3600", value_parser = seconds)]
    wait: Duration,
    #[command(flatten)]
    wake: Wake,
}

#[derive(Serialize)]
struct Job<'a> {
    jobid: &'a str,
    media_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<u64>,
}

#[derive(Serialize)]
struct Uploaded<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    media_id: &'a str,
    created_at: u64,
}

impl Media {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        match self {
            Self::Upload { kind, attachment: Some(purpose), file, name } => {
                attachment(context, &kind, &purpose, &name.read(&file)?).await
            }
            Self::Upload { kind, attachment: None, file, name } => {
                upload(context, &kind, &name.read(&file)?).await
            }
            Self::Get(get) => get.run(context).await,
            Self::Image { file, name } => {
                let (app, _) = context.app()?;
                let file = name.read(&file)?;
                folder::file(&file)?;
                let file = app.client().open(&*file).await?;
                let reply = app.call(UploadImage::new(file)).await?;
                Ok(Answer::new(&reply, &reply.url))
            }
            Self::ByUrl(by_url) => by_url.run(context).await,
            Self::Job { jobid, wait, wake } => {
                let flow = FetchFromUrl::resume(JobId::from(jobid), context.patience(wait));
                fetched(context, &context.app()?.0, flow, &wake).await
            }
        }
    }
}

async fn upload(context: &Context<'_>, kind: &str, path: &Path) -> Result<Answer, Failure> {
    let (app, _) = context.app()?;
    let kind = MediaKind::from_word(kind).ok_or_else(|| Failure::usage("--type is not known"))?;
    let record = Known::read(&app).upload(context, path, Some(kind), false).await?.record;
    context.console.note("it lives for 3 days, for every application of the corp");
    let (media_id, created_at) = (record.media_id.as_str(), record.created_at.as_secs());
    Ok(Answer::new(&Uploaded { kind: record.kind.as_str(), media_id, created_at }, media_id))
}

async fn attachment(
    context: &Context<'_>,
    kind: &str,
    purpose: &str,
    path: &Path,
) -> Result<Answer, Failure> {
    let kind = AttachmentKind::from_word(kind)
        .ok_or_else(|| Failure::usage("an attachment is an image, a video or a file"))?;
    let purpose = if purpose == "album" { AttachmentUse::ProductAlbum } else { AttachmentUse::Moments };
    let (app, _) = context.app()?;
    folder::file(path)?;
    let file = app.client().open(path).await?;
    let reply = app.call(UploadAttachment::new(kind, purpose, file)).await?;
    Ok(Answer::new(&reply, reply.media_id.as_str()))
}

impl Get {
    async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self { media_id: id, jssdk, target } = self;
        let (app, _) = context.app()?;
        let media_id = DownloadId::from(id.clone());
        let file = match jssdk {
            true => target.fetch(&app, DownloadVoice::new(media_id)).await?.stored()?,
            false => target.fetch(&app, DownloadMedia::new(media_id)).await?.stored()?,
        };
        let arrived = Arrived::new(&id, &file);
        Ok(Answer::new(&arrived, arrived.text()))
    }
}

impl ByUrl {
    async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let (app, _) = context.app()?;
        let (md5, own) = match (&self.md5, &self.file) {
            (Some(md5), _) => (md5.clone(), last(&self.url)),
            (None, Some(path)) => (digest(path)?, name(path)?),
            (None, None) => return Err(Failure::usage("--md5 or --file is needed")),
        };
        let kind = if self.kind == "video" { UrlKind::Video } else { UrlKind::File };
        let (filename, url) = (self.name.clone().unwrap_or(own), self.url.clone());
        let ask = UploadByUrl::new(kind, filename, url, md5);
        if let Some(path) = &self.file {
            ask.check_file(&app.client().open(path).await?).map_err(Error::from)?;
        }
        fetched(context, &app, FetchFromUrl::new(ask, context.patience(self.wait)), &self.wake).await
    }
}

/// Waits for the end of a job.
async fn fetched(
    context: &Context<'_>,
    app: &Account<'_, Work>,
    flow: FetchFromUrl,
    wake: &Wake,
) -> Result<Answer, Failure> {
    let listening = wake.open(context, callback::Source::Work)?;
    let fetched = app.run_noticed(flow, Journal::none(), &listening.notices).await?;
    listening.close().await;
    Ok(job(&fetched))
}

/// The last part of an address, as people read it.
fn last(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    percent_decode_str(name).decode_utf8().map_or_else(|_| name.to_owned(), Into::into)
}

fn digest(path: &Path) -> Result<String, Failure> {
    folder::file(path)?;
    let plan = DigestPlan { whole: Algorithm::Md5, blocks: None };
    Ok(files::digest(&Source::path(path), &plan, &AtomicBool::new(false))?.whole)
}

fn job(Fetched { jobid, media_id, .. }: &Fetched) -> Answer {
    let created_at = media_id.birth().map(|time| time.as_secs());
    let media_id = media_id.as_str();
    Answer::new(&Job { jobid: jobid.as_str(), media_id, created_at }, media_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_in_an_address() {
        let check = |url, expected| assert_eq!(last(url), expected, "{url}");
        check("https://example.com/a/tea.zip?x=/1#/y", "tea.zip");
        check("https://example.com/%E8%8C%B6%20100%25.zip", "茶 100%.zip");
        check("https://example.com/%FF.zip", "%FF.zip");
        check("https://example.com/", "");
    }
}
