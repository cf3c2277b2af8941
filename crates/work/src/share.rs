//! The flow [`SendFile`]: this file to these people.

mod known;
mod send;
#[cfg(test)]
mod tests;
mod upload;

pub use known::MediaRecord;
pub use upload::{MediaUpload, ReadyMedia};

use wxkit_proto::error::Invalid;
use wxkit_proto::flow::Ticket;
use wxkit_proto::{Answer, Endpoint as _, Env, File, Flow, Script, Source, Step, Token, Warning};

use crate::Work;
use crate::ids::{AgentId, MediaId};
use crate::media::MediaKind;
use crate::message::{Message, Receivers, Safety, SendMessage, Sent, VideoMessage};

/// Sends a file to members: uploads it, or takes an id of the same content that is still alive, and sends the message.
///
/// 1. Everything that can be wrong is found before anything is sent: file, receivers, words.
/// 2. [`MediaUpload`]: an upload, or an earlier one.
/// 3. `message/send`. If the platform does not know an id of an earlier upload any more (40007), the file is uploaded anew.
///
/// A lost answer to the message is followed by a repeat only with [`FileMessage::duplicate_check`].
#[derive(Debug)]
pub struct SendFile {
    script: Script<Work, SentFile>,
}

/// A file, and to whom it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileMessage {
    /// The file's name, without folders. A receiver of a file sees it.
    pub name: String,
    /// Where the bytes are.
    pub source: Source,
    /// What it is sent as; `None`: what its content is, and a file if that is nothing else.
    pub kind: Option<MediaKind>,
    /// The corp (CorpID) that the media will belong to.
    pub corp: String,
    /// To whom.
    pub to: Receivers,
    /// The application that sends.
    pub agentid: AgentId,
    /// How far it may be passed on; a voice must be shareable.
    pub safe: Safety,
    /// As [`SendMessage::duplicate_check`].
    pub duplicate_check: Option<u32>,
    /// The title beside a video; else it must be empty.
    pub title: String,
    /// The description beside a video; else it must be empty.
    pub description: String,
}

/// A file that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SentFile {
    /// What became of the message: a success may have missed somebody.
    pub sent: Sent,
    /// The media, for further messages.
    pub media: ReadyMedia,
}

impl FileMessage {
    /// A file that may be passed on, as what its content is.
    pub fn new(
        name: impl Into<String>,
        source: Source,
        corp: impl Into<String>,
        to: Receivers,
        agentid: AgentId,
    ) -> Self {
        Self {
            name: name.into(),
            source,
            kind: None,
            corp: corp.into(),
            to,
            agentid,
            safe: Safety::Shareable,
            duplicate_check: None,
            title: String::new(),
            description: String::new(),
        }
    }

    fn kind(&self, file: &File) -> MediaKind {
        self.kind.unwrap_or_else(|| MediaKind::of(file.probe.kind))
    }

    /// What can be told to be wrong about the message before anything is sent; the file is looked at by the upload.
    fn check(&self, file: &File) -> Result<Vec<Warning>, Invalid> {
        let kind = self.kind(file);
        if kind != MediaKind::Video && !(self.title.is_empty() && self.description.is_empty()) {
            return Err(Invalid::new(format!("{}: only a video has a title and a description", self.name)));
        }
        let placeholder = MediaId::new("-").uploaded_as(kind);
        self.message(kind, placeholder).check()
    }

    fn message(&self, kind: MediaKind, media_id: MediaId) -> SendMessage {
        let message = match kind {
            MediaKind::Image => Message::Image(media_id),
            MediaKind::Voice => Message::Voice(media_id),
            MediaKind::File => Message::File(media_id),
            MediaKind::Video => {
                let (title, description) = (self.title.clone(), self.description.clone());
                Message::Video(VideoMessage { media_id, title, description })
            }
        };
        let (safe, duplicate_check) = (self.safe, self.duplicate_check);
        SendMessage { safe, duplicate_check, ..SendMessage::new(self.to.clone(), self.agentid, message) }
    }
}

impl SendFile {
    /// Sends a file. `known` are earlier uploads, from the journal; those that are dead or of other files do no harm.
    #[must_use]
    pub fn new(parcel: FileMessage, known: Vec<MediaRecord>) -> Self {
        Self { script: Script::new(|desk| send::send(desk, parcel, known)) }
    }
}

impl Flow for SendFile {
    type Platform = Work;
    type Output = SentFile;

    fn step(&mut self, env: &Env) -> Step<SentFile, Token> {
        self.script.step(env)
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        self.script.answer(env, ticket, answer);
    }
}
