//! `work appchat`: a message to a group chat.

use wxkit::work::Message;
use wxkit::work::ids::ChatId;
use wxkit::work::message::{AppMessage, SendToChat};

use super::content::Content;
use super::known::{Known, is_unknown_media};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Send a message to a group chat (群聊) that was made by the API.
///
/// There is no id to take it back by, and a lost answer is not followed by another attempt: exit status 6.
#[derive(Debug, clap::Args)]
pub(crate) struct Appchat {
    /// The chat's id.
    chatid: String,
    #[command(flatten)]
    content: Content,
}

impl Appchat {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let (app, _) = context.app()?;
        let known = Known::read(&app);
        let call = |message| SendToChat {
            chatid: ChatId::from(self.chatid.clone()),
            message,
            safe: self.content.safe(),
        };
        let done = match &self.content.file {
            None => app.call(call(common(self.content.message(&known)?)?)).await?,
            Some(path) => {
                let media = known.upload(context, path, self.content.kind(), true).await?;
                let message = self.content.media_message(media.record.id())?;
                match app.call(call(message)).await {
                    Err(failure) if media.reused && is_unknown_media(&failure) => {
                        let media = known.upload(context, path, self.content.kind(), false).await?;
                        app.call(call(self.content.media_message(media.record.id())?)).await?
                    }
                    result => result?,
                }
            }
        };
        Ok(Answer::new(&done, format!("sent to {}", self.chatid)))
    }
}

fn common(message: AppMessage) -> Result<Message, Failure> {
    match message {
        AppMessage::Common(message) => Ok(message),
        other => {
            Err(Failure::usage(format!("a chat gets no message of type {} (as documented)", other.word())))
        }
    }
}
