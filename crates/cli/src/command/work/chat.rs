//! `work appchat`: a message to a group chat.

use wxkit::proto::given::Given;
use wxkit::work::ids::ChatId;
use wxkit::work::message::SendToChat;

use super::content::Content;
use super::known::{Known, is_unknown_media};
use super::robot::unsure;
use super::written::Written;
use crate::chinese::say;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Send a message to a group chat (群聊) that was made by the API.
///
/// It has no id to recall it by, and is not repeated if its answer is lost: exit status 6.
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
        let call = |message| {
            let mut call = SendToChat::new(ChatId::from(self.chatid.clone()), message);
            call.safe = self.content.safe();
            call
        };
        let sent = match (&self.content.written, &self.content.file()?) {
            (Some(from), _) => {
                let mut body = Written::read(from)?;
                body.tell("chatid", &self.chatid)?;
                body.tell_safe(self.content.safe_told())?;
                let (call, body) = body.call::<SendToChat>(context)?;
                app.call(Given::new(call, body)).await
            }
            (None, None) => app.call(call(self.content.message(&known)?)).await,
            (None, Some(path)) => {
                let media = known.upload(context, path, self.content.kind(), true).await?;
                let message = self.content.media_message(media.record.id())?;
                match app.call(call(message)).await {
                    Err(failure) if media.reused && is_unknown_media(&failure) => {
                        let media = known.upload(context, path, self.content.kind(), false).await?;
                        app.call(call(self.content.media_message(media.record.id())?)).await
                    }
                    result => result,
                }
            }
        };
        let done = sent.map_err(unsure)?;
        Ok(Answer::new(&done, say(&format!("sent to {}", self.chatid))))
    }
}
