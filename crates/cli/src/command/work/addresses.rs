//! `work addresses`.

use wxkit::work::addresses::{ApiAddresses, CallbackAddresses};

use crate::console::visible;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// List the platform's addresses: those that you call.
#[derive(Debug, clap::Args)]
pub(crate) struct Addresses {
    /// Those that call you.
    #[arg(long)]
    callback: bool,
}

impl Addresses {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let (app, _) = context.app()?;
        let reply = match self.callback {
            true => app.call(CallbackAddresses).await?,
            false => app.call(ApiAddresses).await?,
        };
        Ok(Answer::new(&reply, visible(&reply.ip_list.join("\n"))))
    }
}
