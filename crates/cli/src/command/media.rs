//! `official media`: files that need no place in the library.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Subcommand, ValueEnum};
use wxkit::official::ids::MediaId;
use wxkit::official::material::MaterialKind;
use wxkit::official::media::{DownloadMedia, DownloadVoice, UploadHost};
use wxkit::official::{UploadImage, UploadMedia};
use wxkit::proto::File;

use super::fetch::{Arrived, Target};
use super::ids;
use crate::complete;
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::folder::{self, Named};
use crate::known::{IdKind, MEDIA};
use crate::output::Answer;

/// Temporary media (临时素材), and pictures inside articles.
#[derive(Debug, Subcommand)]
pub(crate) enum Media {
    /// Upload a file that is kept for 3 days, and print its id. It takes no place in the library.
    Upload {
        /// What it is uploaded as.
        #[arg(long = "type", value_name = "TYPE", value_parser = PossibleValuesParser::new(words()))]
        kind: String,
        /// The file, or - for standard input: images up to 10 MB, voices (AMR, MP3) up to 2 MB and 60 seconds, videos (MP4) up to 10 MB, thumbnails
        /// (JPEG) up to 64 KB.
        file: PathBuf,
        #[command(flatten)]
        name: Named,
        /// The host that takes it; --base-url goes before it.
        #[arg(long, value_enum, default_value_t = Host::Api)]
        host: Host,
    },
    // Its help stands with its fields.
    Get(Get),
    /// Upload a picture for use in articles, and print its address. It takes no place in the library.
    Image {
        /// JPEG or PNG, up to 5 MB; above 1 MB some servers refuse it. With - it comes from standard input.
        file: PathBuf,
        #[command(flatten)]
        name: Named,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Host {
    /// https://api.weixin.qq.com
    Api,
    /// https://file.api.weixin.qq.com, the legacy host: it works for some.
    File,
    /// http://file.api.weixin.qq.com, without TLS: needs --allow-http file.api.weixin.qq.com, for anybody on the way can
    /// read the token.
    PlainFile,
}

/// Fetch a file by its temporary id and write it; print its path.
///
/// It may be one that this account uploaded, or one that a user sent to it.
#[derive(Debug, clap::Args)]
pub(crate) struct Get {
    /// The media_id.
    #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&MEDIA))]
    media_id: String,
    /// Fetch a voice that was recorded by the JS SDK of a page in its better quality: speex, 16 kHz.
    #[arg(long)]
    jssdk: bool,
    #[command(flatten)]
    target: Target,
}

impl Media {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        match self {
            Self::Upload { kind, file, name, host } => {
                upload(context, kind_of(&kind)?, &name.read(&file)?, host.into()).await
            }
            Self::Get(get) => get.run(context).await,
            Self::Image { file, name } => {
                let account = context.account()?;
                let input = name.read(&file)?;
                let file = open(&account, &input).await?;
                let reply = account.call_harmless(UploadImage::new(file)).await?;
                Ok(Answer::new(&reply, &reply.url))
            }
        }
    }
}

impl Get {
    async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self { media_id: id, jssdk, target } = self;
        let account = context.account_of(&id, &MEDIA)?;
        let media_id = MediaId::new(&*id);
        let file = if jssdk {
            target.fetch(&account, DownloadVoice::new(media_id)).await?.stored()?
        } else {
            target.fetch(&account, DownloadMedia::new(media_id)).await?.stored()?
        };
        let arrived = Arrived::new(&id, &file);
        Ok(Answer::new(&arrived, arrived.text()))
    }
}

impl From<Host> for UploadHost {
    fn from(host: Host) -> Self {
        match host {
            Host::Api => Self::Api,
            Host::File => Self::File,
            Host::PlainFile => Self::PlainFile,
        }
    }
}

async fn upload(
    context: &Context<'_>,
    kind: MaterialKind,
    path: &Path,
    host: UploadHost,
) -> Result<Answer, Failure> {
    let account = context.account()?;
    let file = open(&account, path).await?;
    let mut upload = UploadMedia::new(kind, file);
    upload.host = host;
    let reply = account.call_harmless(upload).await?;
    account.known().note(&[(IdKind::Media(kind), reply.media_id.as_str())]);
    context.console.note("it lives for 3 days; `official material add` keeps a file for longer");
    Ok(Answer::new(&reply, reply.media_id.as_str()))
}

pub(super) async fn open(account: &Account<'_>, path: &Path) -> Result<File, Failure> {
    folder::file(path)?;
    Ok(account.client().open(path).await?)
}

/// What `--type` may be.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    MaterialKind::ALL.iter().map(|(word, _)| *word)
}

pub(super) fn kind_of(word: &str) -> Result<MaterialKind, Failure> {
    MaterialKind::from_word(word).ok_or_else(|| Failure::usage("--type is not known"))
}
