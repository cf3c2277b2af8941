//! `official material`: the library of permanent material (永久素材).

mod add;
mod delete;
mod get;
mod list;

use clap::Subcommand;
use wxkit::official::material::{CountMaterial, MaterialCounts};

use super::ids;
use crate::complete;
use crate::context::Context;
use crate::failure::Failure;
use crate::known::MATERIAL;
use crate::output::Answer;

/// Permanent material (永久素材).
#[derive(Debug, Subcommand)]
pub(crate) enum Material {
    // The help of these stands with their fields.
    Add(add::Add),
    Get(get::Get),
    List(list::List),
    /// Say how much of each type there is.
    Count,
    /// Delete material. This cannot be undone.
    Delete {
        /// The material's media_id.
        #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&MATERIAL))]
        media_id: String,
    },
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

fn counted(counts: &MaterialCounts) -> Answer {
    let MaterialCounts { image_count, video_count, voice_count, news_count, .. } = counts;
    let text = format!("image {image_count}\nvideo {video_count}\nvoice {voice_count}\nnews {news_count}");
    Answer::new(counts, text)
}
