//! `official mass preview`.

use wxkit::official::{OpenId, PreviewMass, PreviewMessage, Previewed, Viewer};

use super::message::{Beside, Kind};
use crate::command::ids;
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::output::Answer;

/// Send a message to one follower, to look at it.
///
/// It is not repeated if its answer is lost: exit status 6.
#[derive(Debug, clap::Args)]
pub(crate) struct Preview {
    #[command(flatten)]
    to: To,
    #[command(flatten)]
    kind: Kind,
    #[command(flatten)]
    beside: Beside,
}

/// Who gets a preview.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub(super) struct To {
    /// The viewer's WeChat number (微信号); 100 times a day.
    #[arg(long, value_name = "WECHAT_ID", value_parser = ids::text)]
    to: Option<String>,
    /// The viewer's openid.
    #[arg(long, value_name = "OPENID", value_parser = ids::text, allow_hyphen_values = true)]
    openid: Option<String>,
}

impl To {
    pub(super) fn viewer(self) -> Option<Viewer> {
        let number = self.to.map(Viewer::WeChatNumber);
        number.or(self.openid.map(|openid| Viewer::OpenId(OpenId(openid))))
    }
}

impl Preview {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self { to, kind, beside } = self;
        let message = kind.message(beside)?;
        let nobody = || Failure::usage_hint("the preview has no viewer", "name one with --to or --openid");
        let to = to.viewer().ok_or_else(nobody)?;
        let name = name(&to);
        let done = show(&context.account()?, to, message.into()).await?;
        Ok(Answer::new(&done, format!("{name} gets the preview")))
    }
}

/// Sends the preview.
pub(super) async fn show(
    account: &Account<'_>,
    to: Viewer,
    message: PreviewMessage,
) -> Result<Previewed, Failure> {
    let name = name(&to);
    account.call(PreviewMass { to, message }).await.map_err(|failure| {
        failure.find_out(format!("ask {name} whether the preview came; sent again, it may come twice"))
    })
}

pub(super) fn name(viewer: &Viewer) -> String {
    let (Viewer::WeChatNumber(name) | Viewer::OpenId(OpenId(name))) = viewer;
    name.clone()
}
