//! `official material`: the library of permanent material (永久素材).

mod delete;
mod get;
mod list;

use std::path::PathBuf;

use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use wxkit::official::{AddMaterial, CountMaterial, MaterialCounts, MaterialKind, VideoDescription};

use super::media::{kind_of, open, words};
use crate::context::Context;
use crate::failure::Failure;
use crate::ids::IdKind;
use crate::output::Answer;

/// Permanent material (永久素材).
#[derive(Debug, Subcommand)]
pub(crate) enum Material {
    /// Add a file to the library, and print its id.
    Add(Add),
    // The help of these stands with their fields.
    Get(get::Get),
    List(list::List),
    /// Say how much of each type there is.
    Count,
    /// Delete material. Nothing brings it back.
    Delete {
        /// The material's media_id.
        #[arg(allow_hyphen_values = true)]
        media_id: String,
    },
}

/// Add a file to the library, and print its id.
#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// What it is added as.
    #[arg(long = "type", value_name = "TYPE", value_parser = PossibleValuesParser::new(words()))]
    kind: String,
    /// The file; images up to 10 MB, voices up to 2 MB and 60 seconds, videos up to 10 MB, thumbnails up to 64 KB.
    file: PathBuf,
    /// Title of a video.
    #[arg(long)]
    title: Option<String>,
    /// Introduction of a video.
    #[arg(long, requires = "title")]
    introduction: Option<String>,
}

impl Material {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        match self {
            Self::Add(add) => add.run(context).await,
            Self::Get(get) => get.run(context).await,
            Self::List(list) => list.run(context).await,
            Self::Count => Ok(counted(&context.account()?.call(CountMaterial).await?)),
            Self::Delete { media_id } => delete::run(context, media_id).await,
        }
    }
}

impl Add {
    async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self { kind, file, title, introduction } = self;
        let kind = kind_of(&kind)?;
        let description =
            title.map(|title| VideoDescription { title, introduction: introduction.unwrap_or_default() });
        if kind == MaterialKind::Video && description.is_none() {
            return Err(Failure::usage("a permanent video needs a --title"));
        }
        let account = context.account()?;
        let file = open(&account, &file).await?;
        let reply = account.call(AddMaterial { kind, file, description }).await?;
        account.ids().note(&[(IdKind::Material(kind), &reply.media_id.0)]);
        let text = format!("{} {}", reply.media_id.0, reply.url);
        Ok(Answer::new(&reply, text.trim_end()))
    }
}

fn counted(counts: &MaterialCounts) -> Answer {
    let MaterialCounts { image_count, video_count, voice_count, news_count } = counts;
    let text = format!("image {image_count}\nvideo {video_count}\nvoice {voice_count}\nnews {news_count}");
    Answer::new(counts, text)
}
