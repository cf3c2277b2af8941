//! `wxkit render`: what would be sent as the text of an article.

use std::fs;
use std::path::PathBuf;

use serde::Serialize;
use wxkit::article::Ready;
use wxkit::official::ids::Vid;
use wxkit::proto::Source;
use wxkit::proto::probe::{FileKind, Probe, Stamp};

use crate::command::page;
use crate::console::Told;
use crate::context::Context;
use crate::failure::Failure;
use crate::manuscript::{Manuscript, Reading};
use crate::output::Answer;

/// Show the exact text (content) of an article as it would be sent, and send nothing.
///
/// In it pictures have the path of their file where WeChat's address will stand, and videos are frames with PENDING for
/// their number.
#[derive(Debug, clap::Args)]
pub(crate) struct Render {
    /// A folder with one text in Markdown or HTML, such a file, or - for standard input.
    article: PathBuf,
    /// Write it into this file.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Make a whole page of it, as a phone shows it, light and dark, with its pictures in it.
    #[arg(long)]
    page: bool,
    #[command(flatten)]
    reading: Reading,
}

impl Render {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let manuscript = self.reading.read(context, &self.article, false).await?;
        let content = content(&manuscript);
        let shown = if self.page { page::whole(&manuscript)? } else { content.clone() };
        let answer = answer(&manuscript, &content).with_text(shown.clone());
        match self.output.filter(|path| path.as_os_str() != "-") {
            None => Ok(answer),
            Some(path) => {
                fs::write(&path, &shown)
                    .map_err(|error| Failure::io(format!("writing {}", path.display()), &error))?;
                Ok(answer.with_text(path.display().to_string()))
            }
        }
    }
}

/// Stands for the number of a video.
pub(super) const PENDING: &str = "PENDING";

/// The text as it would be sent, with these addresses for its pictures.
pub(super) fn composed(manuscript: &Manuscript, addresses: &[String]) -> String {
    let probes: Vec<Probe> = manuscript.prepared.pictures.iter().map(probe).collect();
    let pending = Vid::from(PENDING);
    let article = &manuscript.prepared.article;
    article.compose(|n| addresses.get(n).map(String::as_str), |n| probes.get(n), |_| Some(&pending))
}

/// The text with paths and `PENDING` where the platform's addresses and numbers will stand.
pub(super) fn content(manuscript: &Manuscript) -> String {
    let paths: Vec<String> = manuscript.prepared.pictures.iter().map(path).collect();
    composed(manuscript, &paths)
}

/// Where the file is; what only is in memory has the name that its author gave it.
pub(super) fn path(ready: &Ready) -> String {
    match &ready.asset.source {
        Source::Path(path) => path.display().to_string(),
        _ => ready.asset.path.clone(),
    }
}

fn probe(ready: &Ready) -> Probe {
    let Ready { kind, bytes, pixels, .. } = ready;
    Probe { kind: *kind, len: *bytes, pixels: *pixels, duration: None, stamp: Stamp::default() }
}

fn answer(manuscript: &Manuscript, content: &str) -> Answer {
    let article = &manuscript.prepared.article;
    let wire = Wire {
        title: &article.title,
        author: &article.author,
        digest: &article.digest,
        cover: manuscript.prepared.cover.as_ref().map(path),
        content,
        characters: content.chars().count(),
        bytes: content.len(),
        pictures: manuscript.prepared.pictures.iter().map(Picture::of).collect(),
        videos: article
            .videos
            .iter()
            .map(|video| Video { path: &video.path, title: &video.video.title })
            .collect(),
        warnings: &manuscript.warnings,
    };
    Answer::new(&wire, content)
}

#[derive(Serialize)]
struct Wire<'a> {
    title: &'a str,
    author: &'a str,
    digest: &'a str,
    cover: Option<String>,
    content: &'a str,
    characters: usize,
    bytes: usize,
    pictures: Vec<Picture<'a>>,
    videos: Vec<Video<'a>>,
    warnings: &'a [Told],
}

#[derive(Serialize)]
struct Picture<'a> {
    path: String,
    source: &'a str,
    kind: &'static str,
    bytes: u64,
    width: Option<u32>,
    height: Option<u32>,
    changes: &'a [String],
}

impl<'a> Picture<'a> {
    fn of(ready: &'a Ready) -> Self {
        let (width, height) = ready.pixels.unzip();
        let kind = FileKind::media_type(ready.kind);
        let source = &ready.asset.path;
        Self { path: path(ready), source, kind, bytes: ready.bytes, width, height, changes: &ready.changes }
    }
}

#[derive(Serialize)]
struct Video<'a> {
    path: &'a str,
    title: &'a str,
}
