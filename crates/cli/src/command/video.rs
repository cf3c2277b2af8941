//! `official video`: a video in blocks, and its review; or a short one, to look at it.

mod preview;

use std::path::PathBuf;
use std::time::Duration;

use clap::Subcommand;
use serde::Serialize;
use wxkit::client::Journal;
use wxkit::official;
use wxkit::official::VideoUpload;
use wxkit::official::ids::VideoId;
use wxkit::official::upload::{UploadedVideo, VideoOptions};
use wxkit::official::video::{BLOCK_SIZE, OriginalStatus, QueryStatus, VideoReview};
use wxkit::proto::Source;

use super::ids;
use super::standing::Standing;
use crate::complete;
use crate::context::Context;
use crate::failure::Failure;
use crate::folder::{self, Named};
use crate::known::{IdKind, VIDEO};
use crate::output::Answer;
use crate::span::seconds;
use crate::state::Work;

/// Videos: in blocks with review (审核), or short ones to look at.
#[derive(Debug, Subcommand)]
pub(crate) enum Video {
    /// Upload a video, wait for its review, and print its ids. A second run goes on where the first was cut off.
    Upload(Upload),
    /// Ask where the review of a video stands.
    Status {
        /// The media_id that the upload printed; not the vid.
        #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&VIDEO))]
        id: String,
    },
    // Its help stands with its fields.
    Preview(preview::Preview),
}

/// Upload a video, wait for its review, and print its ids. A second run goes on where the first was cut off.
#[derive(Debug, clap::Args)]
pub(crate) struct Upload {
    /// An MP4 of up to 2 GB, or - for standard input, which no second run goes on with.
    file: PathBuf,
    #[command(flatten)]
    name: Named,
    /// Title.
    #[arg(long)]
    title: String,
    /// Description.
    #[arg(long = "description", alias = "desc", value_name = "TEXT", default_value = "")]
    desc: String,
    /// Labels, at most five, separated by commas.
    #[arg(long, value_delimiter = ',')]
    tags: Vec<String>,
    /// First-level category (一级类目), passed on unchecked.
    #[arg(long)]
    category: Option<String>,
    /// Second-level category (二级类目), passed on unchecked.
    #[arg(long)]
    subcategory: Option<String>,
    /// Declare the video original (原创).
    #[arg(long)]
    original: bool,
    /// Address of the cover, as `official media image` prints it.
    #[arg(long, value_name = "URL")]
    cover: Option<String>,
    /// How many blocks are on their way at once.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=64))]
    jobs: u8,
    /// Bytes of every block but the last, up to 1048576. Smaller ones may be refused.
    #[arg(long, value_name = "B", default_value_t = BLOCK_SIZE, value_parser = clap::value_parser!(u64).range(1..=BLOCK_SIZE))]
    block_size: u64,
    /// Do not wait for the review.
    #[arg(long, conflicts_with = "wait")]
    no_wait: bool,
    /// How long to wait for the review, such as 7200, 90m or 2h.
    #[arg(long, value_name = "TIME", value_parser = seconds, default_value = "7200")]
    wait: Duration,
}

impl Video {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        match self {
            Self::Upload(upload) => upload.run(context).await,
            Self::Preview(preview) => preview.run(context).await,
            Self::Status { id } => {
                let account = context.account_of(&id, &VIDEO)?;
                let media_id = VideoId::from(id);
                let review = account.call(QueryStatus::new(media_id.clone())).await?;
                Ok(standing(&media_id, &review))
            }
        }
    }
}

impl Upload {
    async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let file = self.name.read(&self.file)?;
        let real = folder::file(&file)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let tags = self.tags.iter().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty());
        let video = official::Video {
            desc: self.desc,
            original: self.original,
            category: self.category,
            subcategory: self.subcategory,
            tags: tags.collect(),
            cover_url: self.cover,
            ..official::Video::new(&name, Source::path(&real), self.title)
        };
        let mut options = VideoOptions::default();
        options.block_size = self.block_size;
        options.parallel = self.jobs.into();
        options.wait = (!self.no_wait).then(|| context.patience(self.wait));

        let account = context.account()?;
        let work = |appid, base_url| Work { kind: "video", appid, base_url, path: &real, name: &name };
        let (journal, records) =
            if file.lasts() { account.journal(&work)? } else { (Journal::none(), Vec::new()) };
        let flow = VideoUpload::resume(video, options, &records);
        let video = account.run(flow, journal).await?;
        account.known().note(&[(IdKind::Video, video.media_id.as_str()), (IdKind::Vid, video.vid.as_str())]);
        Ok(uploaded(&video))
    }
}

fn uploaded(video: &UploadedVideo) -> Answer {
    // It is in review from the start.
    let standing =
        video.review.as_ref().map_or_else(|| Standing::of("in_review"), |review| review.status.into());
    let wire = Uploaded { vid: video.vid.as_str(), media_id: video.media_id.as_str(), standing };
    let wording = video.review.as_ref().map_or("in review (审核中)", |review| review.status.wording());
    Answer::new(&wire, format!("{} {} {wording}", video.media_id.as_str(), video.vid.as_str()))
}

fn standing(media_id: &VideoId, review: &VideoReview) -> Answer {
    let words = &review.mp_video_fail_detail_wording;
    let text =
        format!("{} {} {} {words}", media_id.as_str(), review.status.number(), review.status.wording());
    let wire = Standing::from(review.status);
    let wire = Review {
        media_id: media_id.as_str(),
        standing: wire,
        ori_status: review.ori_status,
        mp_video_fail_detail_wording: words,
        vid: &review.vid,
    };
    Answer::new(&wire, text.trim_end())
}

#[derive(Serialize)]
struct Uploaded<'a> {
    vid: &'a str,
    media_id: &'a str,
    #[serde(flatten)]
    standing: Standing,
}

/// The reply, whose `status` is the platform's number.
#[derive(Serialize)]
struct Review<'a> {
    media_id: &'a str,
    #[serde(flatten)]
    standing: Standing,
    ori_status: OriginalStatus,
    mp_video_fail_detail_wording: &'a str,
    vid: &'a str,
}
