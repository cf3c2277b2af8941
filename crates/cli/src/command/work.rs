//! `wxkit work`: WeChat Work (企业微信), step by step.

mod addresses;
mod chat;
mod content;
pub(crate) mod known;
mod media;
mod recall;
mod robot;
mod send;
mod ticket;
mod written;

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;
pub(super) use robot::unsure;

/// One step of WeChat Work.
#[derive(Debug, Subcommand)]
pub(crate) enum Work {
    /// Temporary media (临时素材), and pictures with a permanent address.
    #[command(subcommand, arg_required_else_help = true)]
    Media(media::Media),
    // The rest have their help with their fields, where there is room for more than a line.
    Send(send::Send),
    Recall(recall::Recall),
    Appchat(chat::Appchat),
    /// A group robot (群机器人), by its key.
    #[command(subcommand, arg_required_else_help = true)]
    Robot(robot::Robot),
    Addresses(addresses::Addresses),
    Ticket(ticket::Ticket),
}

impl Work {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        match self {
            Self::Media(media) => media.run(context).await,
            Self::Send(send) => send.run(context).await,
            Self::Recall(recall) => recall.run(context).await,
            Self::Appchat(chat) => chat.run(context).await,
            Self::Robot(robot) => robot.run(context).await,
            Self::Addresses(addresses) => addresses.run(context).await,
            Self::Ticket(ticket) => ticket.run(context).await,
        }
    }
}
