//! The flow [`VideoPreview`]: a video from its file to the telephone of one person.

mod known;
mod library;
mod script;
#[cfg(test)]
mod tests;

pub use known::ClipRecord;

use wxkit_proto::digest::{Algorithm, hex_digest};
use wxkit_proto::error::Invalid;
use wxkit_proto::flow::Ticket;
use wxkit_proto::{Answer, Endpoint as _, Env, File, Flow, Script, Source, Step, Token, Warning, json};

use crate::Official;
use crate::ids::{MassVideoId, MediaId};
use crate::mass::{MassMessage, PreviewMass, Previewed, Viewer};
use crate::material::{AddMaterial, MaterialKind, VideoDescription};
use crate::media::{UploadHost, UploadMedia};
use known::Known;

/// Sends a video to one person, to look at it, by either of the two ways of a log of 2018.
///
/// | [`Through`] | calls | what is left |
/// |---|---|---|
/// | `Temporary` | `media/upload`, `media/uploadvideo`, `message/mass/preview` with the id of `uploadvideo` | nothing after 3 days |
/// | `Permanent` | `material/add_material`, `message/mass/preview` with that id | the video in the library of material |
///
/// Everything that can be wrong is found before anything is sent. An id of the journal is taken for the same content and
/// words again while it has five more minutes to live, so a second run only sends the preview; if the platform does not
/// know it any more (40007), the video is uploaded anew.
///
/// After a lost answer, temporary media is uploaded once more, which harms nobody. What occupies a place in the library
/// is looked for in its list first, by name, title and introduction. A lost preview is
/// [`OutcomeUnknown`](wxkit_proto::Error::OutcomeUnknown): only the viewer can tell.
#[derive(Debug)]
pub struct VideoPreview {
    script: Script<Official, PreviewedVideo>,
}

/// By which way a video is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Through {
    /// Temporary media (临时素材): lives for 3 days.
    Temporary,
    /// Permanent material (永久素材): occupies one of 1000 places.
    Permanent,
}

/// A video and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Clip {
    /// The file's name, without folders.
    pub name: String,
    /// Where the bytes are: MP4, at most 10 MB.
    pub source: Source,
    /// The title; required.
    pub title: String,
    /// The description; may be empty.
    pub description: String,
}

impl Clip {
    /// With all that it must have; the description can be set afterwards.
    pub fn new(name: impl Into<String>, source: Source, title: impl Into<String>) -> Self {
        Self { name: name.into(), source, title: title.into(), description: String::new() }
    }
}

/// A video that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PreviewedVideo {
    /// The id that was sent.
    pub media_id: MassVideoId,
    /// Whether it is from an earlier run.
    pub reused: bool,
    /// What the platform says.
    pub previewed: Previewed,
}

impl PreviewedVideo {
    /// By its id, where that is from, and what the platform says.
    #[must_use]
    pub fn new(media_id: MassVideoId, reused: bool, previewed: Previewed) -> Self {
        Self { media_id, reused, previewed }
    }
}

impl VideoPreview {
    /// Sends a video, with what the journal of earlier runs has; an empty journal begins anew.
    #[must_use]
    pub fn new(clip: Clip, to: Viewer, through: Through, journal: &[ClipRecord]) -> Self {
        let known = Known::replay(journal);
        Self { script: Script::new(|desk| script::preview(desk, clip, to, through, known)) }
    }
}

impl Clip {
    /// A digest of the words beside the video.
    fn words(&self) -> String {
        let words = (&self.title, &self.description);
        hex_digest(Algorithm::Sha1, &json::to_vec(&words).unwrap_or_default())
    }

    fn add(&self, file: File) -> AddMaterial {
        let (title, introduction) = (self.title.clone(), self.description.clone());
        let description = Some(VideoDescription { title, introduction });
        AddMaterial { kind: MaterialKind::Video, file, description }
    }

    /// Everything that can be told to be wrong before anything is sent.
    fn check(&self, file: &File, to: &Viewer, through: Through) -> Result<Vec<Warning>, Invalid> {
        if self.title.trim().is_empty() {
            return Err(Invalid::new(format!("{}: a video needs a title", self.name)));
        }
        to.check()?;
        match through {
            Through::Temporary => {
                UploadMedia { kind: MaterialKind::Video, file: file.clone(), host: UploadHost::Api }.check()
            }
            Through::Permanent => self.add(file.clone()).check(),
        }
    }
}

fn message(to: Viewer, media_id: MassVideoId) -> PreviewMass {
    PreviewMass { to, message: MassMessage::Video(media_id).into() }
}

impl Flow for VideoPreview {
    type Platform = Official;
    type Output = PreviewedVideo;

    fn step(&mut self, env: &Env) -> Step<PreviewedVideo, Token> {
        self.script.step(env)
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        self.script.answer(env, ticket, answer);
    }
}
