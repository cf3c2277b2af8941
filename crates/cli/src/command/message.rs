//! `official message`: customer messages (客服消息).

use clap::Subcommand;
use wxkit::official::custom::{CustomMessage, LinkCard, SendCustomMessage};
use wxkit::official::ids::{ArticleId, MassFileId, OpenId};

use super::ids;
use crate::complete;
use crate::context::Context;
use crate::failure::Failure;
use crate::known::{MASS_IMAGE, MASS_VOICE, PUBLISHED, RAW_VIDEO};
use crate::output::Answer;

/// Messages to one person (客服消息).
#[derive(Debug, Subcommand)]
pub(crate) enum Message {
    // Its help stands with its fields.
    Send(Box<Send>),
}

/// Send a message to one person who has just written or done something.
///
/// 5 messages within the 48 hours after the person wrote, 3 within a minute after the person followed, scanned a code or chose
/// from the menu; otherwise 45015 or 45047. It has no id and cannot be called back. It is not repeated if its answer is lost:
/// exit status 6, and nothing tells whether it was sent.
#[derive(Debug, clap::Args)]
pub(crate) struct Send {
    /// To whom.
    #[arg(long, value_name = "OPENID", value_parser = ids::text, allow_hyphen_values = true)]
    to: String,
    #[command(flatten)]
    kind: Kind,
    /// Picture of a video, temporary or permanent.
    #[arg(long, value_name = "MEDIA_ID", value_parser = ids::text, requires = "video", allow_hyphen_values = true, add = complete::ids(&MASS_IMAGE))]
    thumb: Option<String>,
    /// Title of a video or a link.
    #[arg(long)]
    title: Option<String>,
    /// Description of a video or a link.
    #[arg(long = "description", alias = "desc", value_name = "TEXT")]
    desc: Option<String>,
    /// Address of a link's picture.
    #[arg(long, value_name = "URL", requires = "link")]
    picture: Option<String>,
    /// In the name of this account of the customer service (客服帐号).
    #[arg(long = "as", value_name = "ACCOUNT")]
    account: Option<String>,
    /// Show it as made by AI (内容由第三方AI生成).
    #[arg(long)]
    ai: bool,
}

/// What is sent.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Kind {
    /// A text; may hold links in HTML.
    #[arg(long)]
    text: Option<String>,
    /// A picture, temporary or permanent.
    #[arg(long, value_name = "MEDIA_ID", value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&MASS_IMAGE))]
    image: Option<String>,
    /// A voice, temporary or permanent.
    #[arg(long, value_name = "MEDIA_ID", value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&MASS_VOICE))]
    voice: Option<String>,
    /// A video, temporary or permanent.
    #[arg(long, value_name = "MEDIA_ID", value_parser = ids::text, requires = "thumb", allow_hyphen_values = true, add = complete::ids(&RAW_VIDEO))]
    video: Option<String>,
    /// What was published, by the article_id that `freepublish status` and `list` print.
    #[arg(long, value_name = "ARTICLE_ID", value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&PUBLISHED))]
    article: Option<String>,
    /// A link with a title.
    #[arg(long, value_name = "URL", requires = "title")]
    link: Option<String>,
}

impl Message {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self::Send(send) = self;
        send.run(context).await
    }
}

impl Send {
    async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self { to, kind, thumb, title, desc, picture, account: kf_account, ai } = self;
        if (title.is_some() || desc.is_some()) && kind.video.is_none() && kind.link.is_none() {
            return Err(Failure::usage("only a video or a link has a --title and a --desc"));
        }
        let account = context.account()?;
        let known = account.known();
        let (title, description) = (title.unwrap_or_default(), desc.unwrap_or_default());
        let message = match (kind, thumb) {
            (Kind { text: Some(text), .. }, _) => CustomMessage::Text(text),
            (Kind { image: Some(id), .. }, _) => {
                known.check(&id, &MASS_IMAGE)?;
                CustomMessage::Image(MassFileId::from(id))
            }
            (Kind { voice: Some(id), .. }, _) => {
                known.check(&id, &MASS_VOICE)?;
                CustomMessage::Voice(MassFileId::from(id))
            }
            (Kind { video: Some(id), .. }, Some(thumb)) => {
                known.check(&id, &RAW_VIDEO)?;
                let (media_id, thumb_media_id) = (MassFileId::from(id), MassFileId::from(thumb));
                CustomMessage::Video { media_id, thumb_media_id, title, description }
            }
            (Kind { article: Some(id), .. }, _) => {
                known.check(&id, &PUBLISHED)?;
                CustomMessage::Article(ArticleId::from(id))
            }
            (Kind { link: Some(url), .. }, _) => {
                CustomMessage::Link(LinkCard::new(title, description, url, picture.unwrap_or_default()))
            }
            _ => return Err(Failure::usage("the message says nothing")),
        };
        let mut call = SendCustomMessage::new(OpenId::from(to), message);
        (call.kf_account, call.by_ai) = (kf_account, ai);
        let done = account.call(call).await.map_err(|failure| {
            failure.find_out("nothing tells whether it was sent; ask the person before you send it again")
        })?;
        Ok(Answer::new(&done, "sent"))
    }
}
