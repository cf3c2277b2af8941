//! What was sent.

use std::time::Duration;

use serde_json::Value;
use wxkit_proto::Timestamp;

/// A message that was accepted.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CorpMessage {
    /// Who sent it.
    pub sender: Sender,
    /// What it is recalled by; empty for chats and robots.
    pub msgid: String,
    /// Users that got it, in lower case; `@all` alone for everybody.
    pub users: Vec<String>,
    /// Departments that got it.
    pub parties: Vec<String>,
    /// Tags that got it.
    pub tags: Vec<String>,
    /// `text`, `file` and so on.
    pub msgtype: String,
    /// The object of that name, as it was sent.
    pub content: Value,
    /// `safe`: 0, 1 or 2.
    pub safe: i64,
    /// When it was sent.
    pub at: Timestamp,
    /// Whether it was taken back.
    pub recalled: bool,
}

/// Who sent a message, and with a chat or a robot, where to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sender {
    /// An application, to members.
    App(i64),
    /// An application, to this chat.
    Chat(i64, String),
    /// The group robot.
    Robot,
}

const MINUTE: Duration = Duration::from_secs(60);

/// All messages.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    pub(crate) list: Vec<CorpMessage>,
}

impl Messages {
    /// The same to the same receivers within this time.
    pub(crate) fn double(&self, message: &CorpMessage, within: Duration) -> Option<&CorpMessage> {
        let same = |sent: &&CorpMessage| {
            sent.sender == message.sender
                && (&sent.users, &sent.parties, &sent.tags)
                    == (&message.users, &message.parties, &message.tags)
                && (&sent.msgtype, &sent.content) == (&message.msgtype, &message.content)
        };
        self.list.iter().rev().find(|sent| same(sent) && message.at.since(sent.at) < within)
    }

    /// How many the robot has sent in the last minute.
    pub(crate) fn of_robot(&self, now: Timestamp) -> usize {
        let lately = self.list.iter().rev().take_while(|sent| now.since(sent.at) < MINUTE);
        lately.filter(|sent| sent.sender == Sender::Robot).count()
    }
}
