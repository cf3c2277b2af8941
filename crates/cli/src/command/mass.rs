//! `official mass`: mass messages (群发).

mod message;
mod prepare;
mod preview;
mod send;
mod sent;

use clap::Subcommand;

pub(crate) use preview::To;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Mass messages (群发).
#[derive(Debug, Subcommand)]
pub(crate) enum Mass {
    // The help of each stands with its fields.
    Preview(preview::Preview),
    Send(Box<send::Send>),
    Status(sent::Status),
    Delete(sent::Delete),
    Speed(sent::Speed),
    Video(prepare::Video),
    News(prepare::News),
}

impl Mass {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        match self {
            Self::Preview(preview) => preview.run(context).await,
            Self::Send(send) => send.run(context).await,
            Self::Status(status) => status.run(context).await,
            Self::Delete(delete) => delete.run(context).await,
            Self::Speed(speed) => speed.run(context).await,
            Self::Video(video) => video.run(context).await,
            Self::News(news) => news.run(context).await,
        }
    }
}
