//! `official mass preview`.

use wxkit::official::ids::OpenId;
use wxkit::official::mass::{PreviewMass, Viewer};

use super::message::{Beside, Kind, account_of};
use crate::chinese::say;
use crate::command::ids;
use crate::context::Context;
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
pub(crate) struct To {
    /// The viewer's WeChat number (微信号); 100 times a day.
    #[arg(long, value_name = "WECHAT_ID", value_parser = ids::text)]
    to: Option<String>,
    /// The viewer's openid.
    #[arg(long, value_name = "OPENID", value_parser = ids::text, allow_hyphen_values = true)]
    openid: Option<String>,
}

impl To {
    pub(crate) fn viewer(self) -> Option<Viewer> {
        let number = self.to.map(Viewer::WeChatNumber);
        number.or(self.openid.map(|openid| Viewer::OpenId(OpenId::from(openid))))
    }
}

impl Preview {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self { to, kind, beside } = self;
        let message = kind.message(beside)?;
        let nobody = || Failure::usage_hint("the preview has no viewer", "name one with --to or --openid");
        let to = to.viewer().ok_or_else(nobody)?;
        let name = to.name().to_owned();
        let account = account_of(context, &message)?;
        let call = PreviewMass::new(to, message.into());
        let done = account.call(call).await.map_err(|failure| {
            failure.find_out(format!("ask {name} whether the preview came; sent again, it may come twice"))
        })?;
        Ok(Answer::new(&done, say(&format!("preview sent to {name}"))))
    }
}
