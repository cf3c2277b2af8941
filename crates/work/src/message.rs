//! Messages: of an application to members, to a group chat, and of a group robot.
//!
//! | to | take | kinds of messages |
//! |---|---|---|
//! | members, departments, tags | [`SendMessage`] | [`AppMessage`] |
//! | a group chat (群聊) that was made by the API | [`SendToChat`] | [`Message`] |
//! | the chat of a group robot (群机器人) | [`SendByRobot`] | [`RobotMessage`] |
//!
//! What is sent too often to one member is dropped without a word: above 30 messages a minute or 1000 an hour from one
//! application.

mod app;
mod articles;
mod card;
mod chat;
mod kinds;
mod notice;
mod recall;
mod receivers;
mod robot;
mod robot_key;
mod safety;
mod send;
mod sent;
mod wire;

pub use app::AppMessage;
pub use articles::{KeptArticle, NewsArticle};
pub use chat::SendToChat;
pub use kinds::{Message, TextCard, VideoMessage};
pub use notice::{Notice, NoticeItem};
pub use recall::RecallMessage;
pub use receivers::Receivers;
pub use robot::{Mentions, RobotMessage, SendByRobot};
pub use robot_key::robot_key;
pub use safety::Safety;
pub use send::SendMessage;
pub use sent::Sent;
