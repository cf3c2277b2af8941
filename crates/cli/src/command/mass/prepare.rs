//! `official mass video` and `mass news`: what has to be done before a message can be sent.

use std::path::PathBuf;

use serde::Serialize;
use serde_json::Value;
use wxkit::official::{
    AddMaterial, MassMessage, MassVideoId, MaterialKind, MediaId, PrepareNews, PrepareVideo, Previewed,
    UploadMedia, VideoDescription, Viewer,
};

use super::preview::{To, name, show};
use crate::command::call::data;
use crate::command::ids;
use crate::command::media::open;
use crate::command::typed;
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::output::Answer;

/// Make a video fit for mass messages, and print the id to send.
///
/// A file is uploaded first: as temporary media, so that the video lives for 3 days, or with --permanent as material. With
/// --to or --openid a preview of it goes to one follower.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wxkit official mass video clip.mp4 --title 冲茶 --to WECHAT_ID")]
pub(crate) struct Video {
    /// An MP4 of up to 10 MB.
    #[arg(required_unless_present = "media_id")]
    file: Option<PathBuf>,
    /// In place of a file, the temporary video that it was uploaded as.
    #[arg(long, value_name = "MEDIA_ID", conflicts_with = "file", value_parser = ids::text, allow_hyphen_values = true)]
    media_id: Option<String>,
    /// The title that followers see.
    #[arg(long)]
    title: String,
    /// The description that followers see.
    #[arg(long, default_value = "")]
    description: String,
    /// Keep the video in the library of permanent material.
    #[arg(long, requires = "file")]
    permanent: bool,
    #[command(flatten)]
    to: To,
}

/// Prepare articles (图文) in the old way, and print the id to send. Drafts have taken their place.
#[derive(Debug, clap::Args)]
pub(crate) struct News {
    /// The articles: {"articles": [..]}, an array of 1 to 8, or a single one; as JSON, @FILE, or - for standard input.
    #[arg(long, value_name = "JSON")]
    data: String,
}

impl Video {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self { file, media_id, title, description, permanent, to } = self;
        if title.trim().is_empty() {
            return Err(Failure::usage("the video needs a --title"));
        }
        let account = context.account()?;
        let (id, made) = match (file, media_id) {
            (Some(path), _) if permanent => add(&account, path, title, description).await?,
            (Some(path), _) => {
                let file = open(&account, &path).await?;
                let uploaded = account.call(UploadMedia { kind: MaterialKind::Video, file }).await?;
                prepare(&account, uploaded.media_id, title, description).await?
            }
            (None, id) => prepare(&account, MediaId::new(id.unwrap_or_default()), title, description).await?,
        };
        if !permanent {
            context.console.note("it lives for 3 days");
        }
        let Some(viewer) = to.viewer() else {
            context.console.note(&format!("send it with: wxkit official mass send --all --video {}", id.0));
            return Ok(Answer::new(&made, id.0));
        };
        let previewed = preview(&account, viewer, &id).await?;
        Ok(Answer::new(&Shown { made, previewed }, id.0))
    }
}

/// As permanent material it needs nothing else.
async fn add(
    account: &Account<'_>,
    path: PathBuf,
    title: String,
    introduction: String,
) -> Result<(MassVideoId, Value), Failure> {
    let file = open(account, &path).await?;
    let description = Some(VideoDescription { title, introduction });
    let added = account.call(AddMaterial { kind: MaterialKind::Video, file, description }).await?;
    let made = serde_json::to_value(&added).unwrap_or_default();
    Ok((added.media_id.into(), made))
}

async fn prepare(
    account: &Account<'_>,
    media_id: MediaId,
    title: String,
    description: String,
) -> Result<(MassVideoId, Value), Failure> {
    let prepared = account.call(PrepareVideo { media_id, title, description }).await?;
    let made = serde_json::to_value(&prepared).unwrap_or_default();
    Ok((prepared.media_id, made))
}

/// Whatever goes wrong with it, the video is there.
async fn preview(account: &Account<'_>, viewer: Viewer, id: &MassVideoId) -> Result<Previewed, Failure> {
    let again = match &viewer {
        Viewer::WeChatNumber(_) => "--to",
        Viewer::OpenId(_) => "--openid",
    };
    let name = name(&viewer);
    show(account, viewer, MassMessage::Video(id.clone()).into()).await.map_err(|failure| {
        let hint = format!("the video is ready: wxkit official mass preview {again} {name} --video {}", id.0);
        let known = failure.hint().map(|known| format!("{known}; ")).unwrap_or_default();
        failure.advise(known + &hint)
    })
}

impl News {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let articles = typed::articles(data(&self.data)?)?;
        let prepared = context.account()?.call(PrepareNews { articles }).await?;
        let id = &prepared.media_id.0;
        context.console.note(&format!("send it with: wxkit official mass send --all --news {id}"));
        Ok(Answer::new(&prepared, id))
    }
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    made: Value,
    #[serde(flatten)]
    previewed: Previewed,
}
