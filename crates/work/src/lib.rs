//! WeChat Work (企业微信): its endpoints as values, and what takes more than one of them as flows.
//!
//! | you want to | take | level |
//! |---|---|---|
//! | send a file to members, uploading it only if it must be | [`SendFile`] | flow |
//! | get a file back, of any size | [`DownloadMedia`](media::DownloadMedia) in a [`Download`](wxkit_proto::download::Download) | flow |
//! | let the platform fetch a file of up to 200 MB | [`FetchFromUrl`](job::FetchFromUrl) | flow |
//! | make one call, with retry | any endpoint in a [`Call`](wxkit_proto::Call) | flow |
//! | make one call with your own HTTP client | [`Endpoint::request`](wxkit_proto::Endpoint::request) and `reply` | values |
//! | read what a call takes and returns, and its traps | [`manual`] | docs |
//! | share a token | [`AppTokens`] with a keeper of `wxkit-token` | |
//! | sign a page (JS-SDK) | [`sign_page`](ticket::sign_page) with a ticket that is kept like a token | |
//!
//! # Invariants
//! - **This crate reads no clock, no randomness, no file and no socket**; see [`wxkit_proto`].
//! - **Ids that must not be confused are different types**: [`MediaId`](ids::MediaId) for messages, [`AttachmentId`](ids::AttachmentId) for customers,
//!   [`RobotMediaId`](ids::RobotMediaId) for one robot, [`WelcomeMediaId`](ids::WelcomeMediaId) of a job. They know when they die.
//! - **Limits are data** ([`limits`]), each with its source; the largest documented value refuses, the smallest warns.
//! - **Nothing is lost silently**: a text that the platform would cut off is refused, receivers who were missed are in
//!   [`Sent`](message::Sent), and what the platform ignored is a warning.
//! - **A receiver sees the file's own name**, but for characters that the platform does not take.
//! - **The numbers of refusals are its own** ([`TABLE`](errors::TABLE)); the official account's mean something else.
//!
//! # A complete use
//! One call without any I/O of this crate; send it with whatever you have:
//!
//! ```
//! use bytes::Bytes;
//! use http::Response;
//! use wxkit_proto::{Endpoint, Env, Error, File, Timestamp, Token};
//! use wxkit_work::{Message, Receivers, SendMessage, UploadMedia};
//! use wxkit_work::ids::AgentId;
//! use wxkit_work::media::MediaKind;
//!
//! let env = Env::new(Timestamp::from_secs(1_700_000_000), [0; 32]); // your clock, your randomness
//! let token = Token::new("ACCESS_TOKEN");
//!
//! let call = UploadMedia::new(MediaKind::File, File::from_bytes("报告.pdf", "%PDF-1.7 …"));
//! call.check()?;
//! let request = call.request(Some(&token), &env)?;
//! assert_eq!(request.uri().path(), "/cgi-bin/media/upload");
//! let answer = Response::new(Bytes::from_static(
//!     br#"{"errcode":0,"errmsg":"","type":"file","media_id":"1G6nrLmr5EC3MMb","created_at":"1380000000"}"#,
//! ));
//! let media_id = UploadMedia::reply(&answer)?.media_id;
//! assert_eq!(media_id.death(), Some(Timestamp::from_secs(1_380_259_200)));
//!
//! let call = SendMessage::new(Receivers::users(["zhangsan", "lisi"]), AgentId::new(1_000_002), Message::File(media_id));
//! call.check()?;
//! let request = call.request(Some(&token), &env)?;
//! assert_eq!(request.uri().path(), "/cgi-bin/message/send");
//! let answer = Response::new(Bytes::from_static(br#"{"errcode":0,"errmsg":"ok","invaliduser":"lisi","msgid":"M"}"#));
//! assert_eq!(SendMessage::reply(&answer)?.missed().as_deref(), Some("users: lisi"));
//! # Ok::<(), Error>(())
//! ```

pub mod addresses;
mod app;
pub mod errors;
mod explain;
pub mod ids;
#[cfg(test)]
mod inventory;
pub mod job;
pub mod limits;
pub mod manual;
pub mod media;
pub mod message;
mod name;
mod platform;
mod register;
pub mod share;
#[cfg(test)]
mod testing;
pub mod ticket;
pub mod token;

pub use wxkit_proto::Patience;
pub use wxkit_proto::envelope::Addresses;

pub use app::AppTokens;
pub use explain::explain;
pub use media::{UploadByUrl, UploadMedia};
pub use message::{Message, Receivers, RobotMessage, SendByRobot, SendMessage};
pub use platform::Work;
pub use register::each;
pub use share::{FileMessage, MediaUpload, SendFile};
