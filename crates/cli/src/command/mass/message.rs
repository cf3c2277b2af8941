//! What a mass message says.

use wxkit::official::ids::{MassFileId, MassNewsId, MassVideoId, MediaId};
use wxkit::official::mass::{MassImages, MassMessage};

use crate::command::ids;
use crate::complete;
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::known::{MASS_IMAGE, MASS_NEWS, MASS_VIDEO, MASS_VOICE};

/// What the message is. Exactly one.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(super) struct Kind {
    /// A text.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    text: Option<String>,
    /// Articles (图文): a draft's media_id, or what `mass news` printed.
    #[arg(long, value_name = "MEDIA_ID", value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&MASS_NEWS))]
    news: Option<String>,
    /// A video: what `mass video` printed, or a permanent video; a temporary video will not do.
    #[arg(long, value_name = "MEDIA_ID", value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&MASS_VIDEO))]
    video: Option<String>,
    /// A picture, temporary or permanent; may be given several times.
    #[arg(long, value_name = "MEDIA_ID", value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&MASS_IMAGE))]
    image: Vec<String>,
    /// A voice: temporary media.
    #[arg(long, value_name = "MEDIA_ID", value_parser = ids::text, allow_hyphen_values = true, add = complete::ids(&MASS_VOICE))]
    voice: Option<String>,
}

/// What belongs to pictures.
#[derive(Debug, clap::Args)]
pub(super) struct Beside {
    /// Words of recommendation (推荐语) beside pictures.
    #[arg(long, value_name = "TEXT")]
    recommend: Option<String>,
    /// Title of pictures; also of a video that goes to followers by name.
    #[arg(long)]
    pub(super) title: Option<String>,
    /// Let readers comment on the pictures.
    #[arg(long)]
    comments: bool,
    /// Let only followers comment on the pictures.
    #[arg(long, requires = "comments")]
    fans_only: bool,
}

impl Kind {
    pub(super) fn is_news(&self) -> bool {
        self.news.is_some()
    }

    pub(super) fn is_video(&self) -> bool {
        self.video.is_some()
    }

    /// The message.
    pub(super) fn message(self, beside: Beside) -> Result<MassMessage, Failure> {
        let Self { text, news, video, image, voice } = self;
        if !image.is_empty() {
            let Beside { recommend, title, comments, fans_only } = beside;
            let mut images = MassImages::new(image.into_iter().map(MassFileId::from).collect());
            images.recommend = recommend.unwrap_or_default();
            images.title = title.unwrap_or_default();
            images.need_open_comment = comments;
            images.only_fans_can_comment = fans_only;
            return Ok(MassMessage::Images(images));
        }
        beside.is_empty()?;
        Ok(match (text, news, video, voice) {
            (Some(text), ..) => MassMessage::Text(text),
            (_, Some(id), ..) => MassMessage::News(MassNewsId::from(id)),
            (_, _, Some(id), _) => MassMessage::Video(MassVideoId::from(id)),
            (_, _, _, Some(id)) => MassMessage::Voice(MediaId::new(id)),
            (None, None, None, None) => return Err(Failure::usage("the message says nothing")),
        })
    }
}

/// The account, if the ids of the message can be those of such things of its own.
pub(super) fn account_of<'a>(context: &Context<'a>, message: &MassMessage) -> Result<Account<'a>, Failure> {
    match message {
        MassMessage::News(id) => context.account_of(id.as_str(), &MASS_NEWS),
        MassMessage::Video(id) => context.account_of(id.as_str(), &MASS_VIDEO),
        MassMessage::Voice(id) => context.account_of(id.as_str(), &MASS_VOICE),
        MassMessage::Images(images) => {
            let account = context.account()?;
            images.media_ids.iter().try_for_each(|id| account.known().check(id.as_str(), &MASS_IMAGE))?;
            Ok(account)
        }
        _ => context.account(),
    }
}

impl Beside {
    /// The parser does not ask for what an option needs where that is in conflict with something else.
    fn is_empty(&self) -> Result<(), Failure> {
        if self.title.is_some() {
            return Err(Failure::usage_hint(
                "only pictures have a --title, and a video that goes to followers by name",
                "to give a video a title for everybody, prepare it with: wxkit official mass video",
            ));
        }
        if self.recommend.is_some() || self.comments || self.fans_only {
            return Err(Failure::usage("only pictures have --recommend, --comments and --fans-only"));
        }
        Ok(())
    }
}
