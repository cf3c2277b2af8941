//! `official mass video` and `mass news`: what has to be done before a message can be sent.

use wxkit::official::ids::MediaId;
use wxkit::official::library::News as Article;
use wxkit::official::mass::{PrepareNews, PrepareVideo};
use wxkit::proto::given::Given;

use crate::command::ids;
use crate::command::typed;
use crate::complete;
use crate::context::Context;
use crate::failure::Failure;
use crate::known::{IdKind, RAW_VIDEO};
use crate::output::Answer;

/// Prepare a temporary video for mass messages, and print the id to send. It is valid for 3 days.
///
/// A permanent video is sent as it is. To look at a video from its file: `official video preview`.
#[derive(Debug, clap::Args)]
pub(crate) struct Video {
    /// What `official media upload --type video` printed.
    #[arg(value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&RAW_VIDEO))]
    media_id: String,
    /// The title that followers see.
    #[arg(long)]
    title: String,
    /// The description that followers see.
    #[arg(long = "description", alias = "desc", value_name = "TEXT", default_value = "")]
    desc: String,
}

/// Prepare articles (图文) in the old way, and print the id to send. Drafts have replaced it.
#[derive(Debug, clap::Args)]
pub(crate) struct News {
    /// The articles: {"articles": [..]}, an array of 1 to 8, or a single one; as JSON, @FILE, or - for standard input.
    #[arg(long, value_name = "JSON", add = complete::data())]
    data: String,
}

impl Video {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self { media_id, title, desc: description } = self;
        if title.trim().is_empty() {
            return Err(Failure::usage("the video needs a --title"));
        }
        let account = context.account_of(&media_id, &RAW_VIDEO)?;
        let media_id = MediaId::new(media_id);
        let call = PrepareVideo::new(media_id, title, description);
        let prepared = account.call_harmless(call).await?;
        let id = prepared.media_id.as_str();
        account.known().note(&[(IdKind::MassVideo, id)]);
        context
            .console
            .note(&format!("it lives for 3 days; send it with: wxkit official mass send --all --video {id}"));
        Ok(Answer::new(&prepared, id))
    }
}

impl News {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let (articles, body) = typed::articles::<Article>(context, &self.data)?;
        let account = context.account()?;
        let prepared = account.call(Given::new(PrepareNews::new(articles), body)).await?;
        let id = prepared.media_id.as_str();
        account.known().note(&[(IdKind::MassNews, id)]);
        context.console.note(&format!("send it with: wxkit official mass send --all --news {id}"));
        Ok(Answer::new(&prepared, id))
    }
}
