//! Mass messages (群发): prepared, looked at, sent.

use std::time::Duration;

use wxkit_official::custom::SendCustomMessage;
use wxkit_official::ids::{MassNewsId, MassVideoId, MessageId, MsgDataId, OpenId};
use wxkit_official::library::News;
use wxkit_official::mass::{Audience, DirectMessage, MassSpeed, MassStatus, PreviewMass};
use wxkit_proto::Timestamp;

use super::{Media, Progress, Quota};
use crate::config::Verdict;

/// Everything about mass messages, each list in the order in which it came.
#[derive(Debug)]
pub(crate) struct Messages {
    pub(crate) videos: Vec<MassVideo>,
    pub(crate) news: Vec<MassNews>,
    pub(crate) previews: Vec<PreviewMass>,
    /// To single persons, and when.
    pub(crate) custom: Vec<(SendCustomMessage, Timestamp)>,
    pub(crate) sent: Vec<MassSend>,
    pub(crate) speed: MassSpeed,
    pub(crate) sent_today: Quota,
    /// Previews by WeChat number.
    pub(crate) previews_today: Quota,
}

/// A video that was prepared for mass messages.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MassVideo {
    /// What is sent.
    pub media_id: MassVideoId,
    /// The id of the file it was made of, temporary or permanent.
    pub source: String,
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: String,
    /// From when on nobody knows its id.
    pub dies: Timestamp,
}

/// Articles that were prepared for mass messages in the old way.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MassNews {
    /// What is sent.
    pub media_id: MassNewsId,
    /// The articles.
    pub articles: Vec<News>,
    /// From when on nobody knows its id.
    pub dies: Timestamp,
}

/// A mass message that was accepted.
#[derive(Debug)]
#[non_exhaustive]
pub struct MassSend {
    /// Its id.
    pub msg_id: MessageId,
    /// Its number in the statistics; of news only.
    pub msg_data_id: Option<MsgDataId>,
    /// Who gets it.
    pub to: Receivers,
    /// What it says.
    pub message: DirectMessage,
    /// The addresses of its articles; none if it is no news.
    pub urls: Vec<String>,
    /// Which of its articles were deleted; a video counts as one, and everything else as none.
    pub deleted: Vec<bool>,
    /// Under which name nothing is sent again for a day: `clientmsgid`, or what stands for it.
    pub(crate) name: Name,
    pub(crate) at: Timestamp,
    pub(crate) progress: Progress,
}

/// Who gets a mass message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Receivers {
    /// All followers, or those with a tag.
    Followers(Audience),
    /// Followers by name.
    Named(Vec<OpenId>),
}

/// What tells a repeat from another message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// `clientmsgid`.
    Given(String),
    /// The digest of range and content.
    Made(String),
}

impl Default for Messages {
    fn default() -> Self {
        Self {
            videos: Vec::new(),
            news: Vec::new(),
            previews: Vec::new(),
            custom: Vec::new(),
            sent: Vec::new(),
            speed: MassSpeed::K800,
            sent_today: Quota::default(),
            previews_today: Quota::default(),
        }
    }
}

impl Messages {
    /// How long what is prepared may be sent.
    pub(crate) const LIFE: Duration = Media::LIFE;
    /// How long a name stands for one message.
    const NAMED: Duration = Duration::from_secs(86_400);

    /// Whether this is a prepared video that still lives.
    pub(crate) fn is_video(&self, id: &str, now: Timestamp) -> bool {
        self.videos.iter().any(|video| video.media_id.as_str() == id && now < video.dies)
    }

    /// Prepared articles that still live.
    pub(crate) fn news(&self, id: &str, now: Timestamp) -> Option<&MassNews> {
        self.news.iter().find(|news| news.media_id.as_str() == id && now < news.dies)
    }

    /// The message that was sent under this name in the last 24 hours.
    pub(crate) fn earlier(&self, name: &Name, now: Timestamp) -> Option<&MassSend> {
        let mut sent = self.sent.iter().rev();
        sent.find(|message| message.name == *name && now.since(message.at) < Self::NAMED)
    }

    pub(crate) fn find(&mut self, id: MessageId) -> Option<&mut MassSend> {
        self.sent.iter_mut().find(|message| message.msg_id == id)
    }

    /// The message with the article of this address.
    pub(crate) fn find_article(&mut self, url: &str) -> Option<&mut MassSend> {
        self.sent.iter_mut().find(|message| message.urls.iter().any(|known| known == url))
    }
}

impl MassSend {
    /// What was last said about it.
    #[must_use]
    pub fn status(&self) -> MassStatus {
        match self.progress.verdict() {
            // Texts and voices have nothing to delete.
            _ if !self.deleted.is_empty() && self.deleted.iter().all(|gone| *gone) => MassStatus::Deleted,
            None => MassStatus::Sending,
            Some(Verdict::Failed) => MassStatus::Failed,
            Some(Verdict::Passed) => MassStatus::Sent,
        }
    }

    /// One more question after its status.
    pub(crate) fn ask(&mut self, now: Timestamp, fails: bool) -> MassStatus {
        self.progress.ask(now, fails);
        self.status()
    }
}
