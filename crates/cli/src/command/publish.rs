//! `wxkit publish`: from a folder to an address.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use serde::Serialize;
use wxkit::article;
use wxkit::official::{self, MaterialKind, PublishOptions, PublishStatus, Published};

use super::plan;
use crate::args::seconds;
use crate::context::Context;
use crate::failure::Failure;
use crate::folder::{self, Opened};
use crate::ids::IdKind;
use crate::output::Answer;
use crate::state::Work;

/// Publish an article with its pictures and videos, and print its address.
///
/// Everything is checked first. Then cover, pictures and videos are uploaded side by side, the review (审核) of the videos
/// is waited for, the article is uploaded to the publish library (发布库) and submitted, and its verdict is waited for. A
/// second run goes on where the first was cut off, and sends nothing twice.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Publish {
    #[command(flatten)]
    pub(super) upload: Upload,
    /// The way to publish.
    #[arg(long, value_enum, default_value_t = Via::MediaApi)]
    via: Via,
    /// Stop before the article is submitted (未提交), to look at it in the console under 媒体API.
    #[arg(long)]
    no_submit: bool,
    /// Do not wait for the article's verdict; the videos' review is waited for all the same.
    #[arg(long)]
    no_wait: bool,
    /// Publish an article that was changed or deleted after its submission as a new one.
    #[arg(long)]
    again: bool,
}

/// What `publish` and `official article upload` have in common.
#[derive(Debug, clap::Args)]
pub(crate) struct Upload {
    /// A folder with article.md or article.html, or such a file.
    article: PathBuf,
    /// How many seconds to wait for reviews in all.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "7200")]
    wait: Duration,
    /// Say what would be sent, and send nothing.
    #[arg(long)]
    dry_run: bool,
    /// How many requests are on their way at once.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=64))]
    jobs: u8,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Via {
    /// The media API (媒体API): seen in 看一看 and 搜一搜, not in the account's profile.
    MediaApi,
}

const EXAMPLES: &str = "\
Examples:
  wxkit publish --sandbox tea          try it without an account
  wxkit publish tea --dry-run          see what would be sent
  WXKIT_APPID=wx… WXKIT_SECRET=… wxkit publish tea";

impl Publish {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Via::MediaApi = self.via;
        let options = PublishOptions {
            submit: !self.no_submit,
            verdict: !self.no_wait,
            again: self.again,
            ..PublishOptions::default()
        };
        self.upload.run(context, options).await
    }
}

impl Upload {
    pub(super) async fn run(self, context: &Context<'_>, options: PublishOptions) -> Result<Answer, Failure> {
        let options =
            PublishOptions { jobs: self.jobs.into(), patience: context.patience(self.wait), ..options };
        let opened = folder::open(&self.article)?;
        let article = article::in_folder(&opened.article, &opened.folder);
        if self.dry_run {
            return plan::run(context, &opened, article, &options).await;
        }
        for warning in &opened.warnings {
            context.console.warn(warning);
        }
        let account = context.account()?;
        let (journal, records) = account.journal(&|appid, origin| work(&opened, appid, origin))?;
        let flow = official::Publish::new(article, options, &records);
        let published = account.run(flow, journal).await?;
        account.ids().note(&ids(&published));
        for note in notes(&published) {
            context.console.note(&note);
        }
        Ok(answer(&published))
    }
}

/// What the article's journal is about.
pub(super) fn work<'a>(opened: &'a Opened, appid: &'a str, origin: &'a str) -> Work<'a> {
    Work { kind: "publish", appid, origin, path: &opened.file, name: &opened.name }
}

/// What WeChat gave, to be known when it comes back on a command line.
fn ids(published: &Published) -> Vec<(IdKind, &str)> {
    let cover =
        published.cover.iter().map(|cover| (IdKind::Material(MaterialKind::Image), &*cover.media_id.0));
    let videos = published.videos.iter();
    let videos = videos.flat_map(|video| [(IdKind::Video, &*video.media_id.0), (IdKind::Vid, &*video.vid.0)]);
    let article = (IdKind::News, &*published.media_id.0);
    cover.chain(videos).chain([article]).collect()
}

/// What people ask next.
fn notes(published: &Published) -> Vec<String> {
    let id = &published.media_id.0;
    match published.status {
        PublishStatus::Published => vec![
            "the article is seen in 看一看 and 搜一搜; it does not appear among the account's past messages. The console \
             lists it under 媒体API"
                .into(),
        ],
        PublishStatus::NotSubmitted => vec![format!(
            "the article is not submitted (未提交): look at it in the console under 媒体API, then run wxkit publish, or \
             wxkit official article submit {id}"
        )],
        _ => vec![format!("ask for the verdict with: wxkit official article query {id}")],
    }
}

fn answer(published: &Published) -> Answer {
    let Published { media_id, status, url, cover, pictures, videos } = published;
    let images = pictures.iter().map(|(path, url)| Image { path, url }).collect();
    let videos = videos.iter().map(|video| Film {
        path: &video.path,
        vid: &video.vid.0,
        media_id: &video.media_id.0,
        status: video.status.number(),
    });
    let wire = Wire {
        media_id: &media_id.0,
        status: status.word(),
        url: url.as_deref(),
        cover: cover.as_ref().map(|cover| Cover { media_id: &cover.media_id.0, url: &cover.url }),
        images,
        videos: videos.collect(),
    };
    let text = url.clone().unwrap_or_else(|| format!("{} {}", media_id.0, status.word()));
    Answer::new(&wire, text)
}

#[derive(Serialize)]
struct Wire<'a> {
    media_id: &'a str,
    status: &'a str,
    url: Option<&'a str>,
    cover: Option<Cover<'a>>,
    images: Vec<Image<'a>>,
    videos: Vec<Film<'a>>,
}

#[derive(Serialize)]
struct Cover<'a> {
    media_id: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct Image<'a> {
    path: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct Film<'a> {
    path: &'a str,
    vid: &'a str,
    media_id: &'a str,
    status: i64,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wxkit::official::{MaterialId, NewsId, PublishedVideo, UploadedCover, Vid, VideoId, VideoStatus};

    use super::*;

    #[test]
    fn the_result_for_programs_and_for_people() {
        let mut published = Published {
            media_id: NewsId("N".into()),
            status: PublishStatus::Published,
            url: Some("http://mp.weixin.qq.com/s?a=1&b=2#rd".into()),
            cover: Some(UploadedCover { media_id: MaterialId("C".into()), url: "http://c".into() }),
            pictures: vec![("图.png".into(), "http://p".into())],
            videos: vec![PublishedVideo {
                path: "a.mp4".into(),
                vid: Vid("wxv_1".into()),
                media_id: VideoId("V".into()),
                status: VideoStatus::Passed,
            }],
        };
        let told = answer(&published);
        expect![[r#"{"media_id":"N","status":"发布成功","url":"http://mp.weixin.qq.com/s?a=1&b=2#rd","cover":{"media_id":"C","url":"http://c"},"images":[{"path":"图.png","url":"http://p"}],"videos":[{"path":"a.mp4","vid":"wxv_1","media_id":"V","status":3}]}"#]]
            .assert_eq(told.json());
        assert_eq!(told.text(), "http://mp.weixin.qq.com/s?a=1&b=2#rd");

        (published.status, published.url) = (PublishStatus::InReview, None);
        assert_eq!(answer(&published).text(), "N 审核中");
        assert!(answer(&published).json().contains(r#""url":null"#));
    }
}
