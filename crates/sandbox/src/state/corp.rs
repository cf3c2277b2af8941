//! What the sandbox remembers of the corp (企业) of WeChat Work.

mod media;
mod messages;
mod tokens;

pub use media::{CorpMedia, Job, JobState};
pub use messages::{CorpMessage, Sender};

pub(crate) use media::Owner;
pub(crate) use messages::Messages;
pub(crate) use tokens::TOKEN_LENGTH;

use bytes::Bytes;
use http::Request;
use http::header::HOST;
use wxkit_proto::Timestamp;

use super::{Files, Quota};
use crate::route::Platform;
use crate::sandbox::token_of;
use tokens::Tokens;

/// The corp.
#[derive(Debug, Default)]
pub(crate) struct Corp {
    pub(crate) tokens: Tokens,
    pub(crate) media: Vec<CorpMedia>,
    pub(crate) files: Files,
    pub(crate) pictures: Vec<super::Picture>,
    pub(crate) jobs: Vec<Job>,
    pub(crate) messages: Messages,
    pub(crate) pictures_today: Quota,
    pub(crate) pictures_this_month: Quota,
}

impl Corp {
    /// Whose call a request is, if its path is one of both platforms: Work's if it is sent to Work's own host, or carries a
    /// token as long as those that are given out there.
    pub(crate) fn platform(request: &Request<Bytes>) -> Platform {
        let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        if host.starts_with("qyapi.") || token_of(request).len() == TOKEN_LENGTH {
            Platform::Work
        } else {
            Platform::Official
        }
    }

    /// Takes in media; what has died is forgotten.
    pub(crate) fn keep(&mut self, media: CorpMedia, bytes: &Bytes, now: Timestamp, room: u64) {
        let dead = self.media.iter().filter(|media| now >= media.dies);
        dead.for_each(|media| self.files.forget(&media.media_id));
        self.media.retain(|media| now < media.dies);
        self.files.keep(&media.media_id, bytes, room);
        super::push(&mut self.media, media);
    }

    /// Media that lives, by its id, for this owner.
    pub(crate) fn alive(&self, media_id: &str, owner: Owner, now: Timestamp) -> Option<&CorpMedia> {
        self.media.iter().find(|media| media.media_id == media_id && media.owner == owner && now < media.dies)
    }
}
