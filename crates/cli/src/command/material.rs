//! `official media` and `official material`: one file, one id or address.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use clap::builder::PossibleValuesParser;
use wxkit::official::{AddMaterial, MaterialKind, UploadImage, VideoDescription};
use wxkit::proto::File;

use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::folder;
use crate::output::Answer;

/// Pictures inside articles.
#[derive(Debug, Subcommand)]
pub(crate) enum Media {
    /// Upload a picture for use in articles, and print its address. It takes no place in the library.
    Image {
        /// JPEG or PNG, up to 5 MB; above 1 MB some servers refuse it.
        file: PathBuf,
    },
}

/// Permanent material (永久素材).
#[derive(Debug, Subcommand)]
pub(crate) enum Material {
    /// Add a file to the library, and print its id.
    Add(Add),
}

/// Add a file to the library, and print its id.
#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// What it is added as.
    #[arg(long = "type", value_name = "TYPE", value_parser = PossibleValuesParser::new(words()))]
    kind: String,
    /// The file; images up to 10 MB, voices up to 2 MB, videos up to 10 MB, thumbnails up to 64 KB.
    file: PathBuf,
    /// Title of a video.
    #[arg(long)]
    title: Option<String>,
    /// Introduction of a video.
    #[arg(long, requires = "title")]
    introduction: Option<String>,
}

impl Media {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self::Image { file } = self;
        let account = context.account()?;
        let file = open(&account, &file).await?;
        let reply = account.call(UploadImage { file }).await?;
        Ok(Answer::new(&reply, &reply.url))
    }
}

impl Material {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self::Add(Add { kind, file, title, introduction }) = self;
        let kind = MaterialKind::from_word(&kind).ok_or_else(|| Failure::usage("--type is not known"))?;
        let description =
            title.map(|title| VideoDescription { title, introduction: introduction.unwrap_or_default() });
        if kind == MaterialKind::Video && description.is_none() {
            return Err(Failure::usage("a permanent video needs a --title"));
        }
        let account = context.account()?;
        let file = open(&account, &file).await?;
        let reply = account.call(AddMaterial { kind, file, description }).await?;
        let text = format!("{} {}", reply.media_id.0, reply.url);
        Ok(Answer::new(&reply, text.trim_end()))
    }
}

async fn open(account: &Account<'_>, path: &Path) -> Result<File, Failure> {
    folder::file(path)?;
    Ok(account.client().open(path).await?)
}

fn words() -> impl Iterator<Item = &'static str> {
    MaterialKind::ALL.iter().map(|(word, _)| *word)
}
