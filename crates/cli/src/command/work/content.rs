//! What a message holds, from the command line.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use wxkit::work::Message;
use wxkit::work::ids::MediaId;
use wxkit::work::media::MediaKind;
use wxkit::work::message::{Safety, VideoMessage};

use super::known::Known;
use crate::complete;
use crate::failure::Failure;
use crate::folder::{Input, Named};

/// What a message holds: one of these.
#[derive(Debug, Args)]
pub(super) struct Content {
    /// A text of up to 2048 bytes.
    #[arg(long, value_name = "TEXT", group = "content")]
    text: Option<String>,
    /// A text of up to 2048 bytes in Markdown.
    #[arg(long, value_name = "TEXT", group = "content")]
    markdown: Option<String>,
    /// A file on this machine, or - for standard input; it is uploaded, unless an earlier upload of it is still alive.
    #[arg(long, value_name = "PATH", group = "content")]
    file: Option<PathBuf>,
    #[command(flatten)]
    name: Named,
    /// Media that was uploaded before; needs --as, unless it was uploaded from here.
    #[arg(long, value_name = "MEDIA_ID", group = "content", allow_hyphen_values = true, add = complete::work_media())]
    media: Option<String>,
    /// Any message as JSON, with its msgtype and the object of that name, or the whole body of the call as WeChat's manual
    /// has it; or @FILE, or - for standard input.
    #[arg(long = "message", value_name = "JSON", group = "content", add = complete::data())]
    pub(super) written: Option<String>,
    /// What file or media is sent as; without it a file is sent as what its content is.
    #[arg(long = "as", value_name = "TYPE", value_parser = PossibleValuesParser::new(words()), conflicts_with_all = WORDS)]
    kind: Option<String>,
    /// The title beside a video.
    #[arg(long, default_value = "", hide_default_value = true, conflicts_with_all = WORDS)]
    pub(super) title: String,
    /// The description beside a video.
    #[arg(long, default_value = "", hide_default_value = true, conflicts_with_all = WORDS)]
    pub(super) description: String,
    /// Let nobody pass it on: confidential, with a watermark; or, for articles that WeChat keeps, nobody outside the corp.
    #[arg(long, value_name = "HOW", value_parser = PossibleValuesParser::new(["confidential", "corp"]))]
    safe: Option<String>,
}

/// What holds its words itself.
const WORDS: [&str; 3] = ["text", "markdown", "written"];

/// What `--type` and `--as` may be.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    MediaKind::ALL.iter().map(|(word, _)| *word)
}

impl Content {
    /// What it is sent as, if that is told.
    pub(super) fn kind(&self) -> Option<MediaKind> {
        self.kind.as_deref().and_then(MediaKind::from_word)
    }

    /// The file that is to be sent, if it is one.
    pub(super) fn file(&self) -> Result<Option<Input>, Failure> {
        self.file.as_deref().map(|path| self.name.read(path)).transpose()
    }

    pub(super) fn safe(&self) -> Safety {
        self.safe_told().unwrap_or_default()
    }

    pub(super) fn safe_told(&self) -> Option<Safety> {
        self.safe.as_deref().map(|how| match how {
            "confidential" => Safety::Confidential,
            _ => Safety::WithinCorp,
        })
    }

    /// The message, unless it is a file that has to be uploaded first, or was written as JSON.
    pub(super) fn message(&self, known: &Known<'_>) -> Result<Message, Failure> {
        if let Some(id) = &self.media {
            return self.media_message(known.id(id)?);
        }
        match (&self.text, &self.markdown) {
            (Some(text), _) => Ok(Message::Text(text.clone())),
            (None, Some(text)) => Ok(Message::Markdown(text.clone())),
            (None, None) => Err(Failure::usage_hint(
                "the message is empty",
                "give one of --text, --markdown, --file, --media and --message",
            )),
        }
    }

    /// A message of this media.
    pub(super) fn media_message(&self, id: MediaId) -> Result<Message, Failure> {
        let kind = self.kind().or(id.kind()).ok_or_else(|| {
            Failure::usage_hint("it is not known what the media was uploaded as", "say so with --as")
        })?;
        if kind != MediaKind::Video && !(self.title.is_empty() && self.description.is_empty()) {
            return Err(Failure::usage("only a video has a --title and a --description"));
        }
        Ok(match kind {
            MediaKind::Image => Message::Image(id),
            MediaKind::Voice => Message::Voice(id),
            MediaKind::Video => {
                let (title, description) = (self.title.clone(), self.description.clone());
                let mut video = VideoMessage::new(id);
                (video.title, video.description) = (title, description);
                Message::Video(video)
            }
            _ => Message::File(id),
        })
    }
}
