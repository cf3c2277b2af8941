//! `official mass preview`.

use wxkit::official::PreviewMass;

use super::message::{Beside, Kind, account_of};
use crate::command::publish::To;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Send a message to one follower, to look at it.
///
/// It is not repeated if its answer is lost: exit status 6. To send a video from its file: `official video preview`; an
/// article from its folder: `publish --via preview`.
#[derive(Debug, clap::Args)]
pub(crate) struct Preview {
    #[command(flatten)]
    to: To,
    #[command(flatten)]
    kind: Kind,
    #[command(flatten)]
    beside: Beside,
}

impl Preview {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self { to, kind, beside } = self;
        let to = to.required()?;
        let name = to.name().to_owned();
        let message = kind.message(beside)?;
        let account = account_of(context, &message)?;
        let done = account.call(PreviewMass { to, message: message.into() }).await.map_err(|failure| {
            failure.find_out(format!("ask {name} whether the preview came; sent again, it may come twice"))
        })?;
        Ok(Answer::new(&done, format!("preview sent to {name}")))
    }
}
