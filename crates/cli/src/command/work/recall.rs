//! `work recall`.

use wxkit::work::ids::MessageId;
use wxkit::work::message::RecallMessage;

use crate::chinese::say;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Recall a message of the same application, within 24 hours.
///
/// It vanishes from the Work client, not from WeChat (微信插件).
#[derive(Debug, clap::Args)]
pub(crate) struct Recall {
    /// What `work send` printed.
    #[arg(allow_hyphen_values = true)]
    msgid: String,
}

impl Recall {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let msgid = MessageId::from(self.msgid.clone());
        let done = context.app()?.0.call(RecallMessage::new(msgid)).await?;
        Ok(Answer::new(&done, say(&format!("{} taken back", self.msgid))))
    }
}
