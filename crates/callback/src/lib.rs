//! What WeChat pushes to a server of yours (消息推送, 回调): a request in, a typed event and the bytes of the answer out.
//!
//! | you want to | take |
//! |---|---|
//! | verify, decrypt and read a request | [`Receiver::receive`] |
//! | answer the check of the address | [`Incoming::Check`], which is the answer |
//! | say "received" | [`Delivery::success`] |
//! | reply with a message | [`Receiver::reply`] |
//! | not act twice on one push | [`Delivery::key`] |
//! | wake a flow that waits for what has ended | [`Event::notice`] |
//! | play the platform, in tests | [`Receiver::imitate`], [`Receiver::read_reply`] |
//!
//! The official account (公众号) in clear, compatible and safe mode, WeChat Work (企业微信), XML and JSON. Notifications of WeChat Pay
//! are in `wxkit-pay`.
//!
//! # Invariants
//! - **This crate reads no clock, no randomness, no file and no socket.** It takes an [`http::Request`] of whatever framework.
//! - **Nothing that was encrypted is believed before the signature and the receiver's id hold**, and no word of it is in an
//!   error or its `Debug`.
//! - **A receiver with a key takes nothing that is not encrypted.**
//! - **Nothing is lost**: all values are in [`Delivery::fields`], whether or not they have a type. A value that is read and stands there
//!   twice is an error, and none of the two wins.
//! - **Nothing that comes from outside can make it panic**, or hold more than [`BODY_CAP`]: no document types, no entities, bounds
//!   on depth and number.
//! - **Positions count from 0**, whatever the wire does.
//!
//! # A complete use
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response};
//! use wxkit_callback::{Content, EncodingKey, Event, Incoming, Receiver, Reply};
//! use wxkit_proto::{Env, Secret};
//! use wxkit_proto::error::Invalid;
//!
//! fn receiver() -> Result<Receiver, Invalid> {
//!     let key = EncodingKey::new("Wxkit0Sample0Key0For0Tests0Only0abcdefghijk")?;
//!     Ok(Receiver::official(Secret::new("wxkitToken"), "wx0123456789abcdef").with_key(key))
//! }
//!
//! /// Your framework's handler; your clock and your randomness are in `env`.
//! fn handle(receiver: &Receiver, request: &Request<Bytes>, env: &Env) -> Response<Bytes> {
//!     let delivery = match receiver.receive(request, env.now) {
//!         Ok(Incoming::Delivery(delivery)) => delivery,
//!         Ok(Incoming::Check(answer)) => return answer,
//!         Ok(_) => return Response::default(),
//!         Err(rejected) => return rejected.answer(),
//!     };
//!     match &delivery.event {
//!         Event::Message(message) => match &message.content {
//!             Content::Image { media_id, .. } => {
//!                 let thanks = Reply::Image(media_id.clone());
//!                 receiver.reply(&delivery, &thanks, env).unwrap_or_else(|_| delivery.success())
//!             }
//!             _ => delivery.success(),
//!         },
//!         _ => delivery.success(),
//!     }
//! }
//! # use wxkit_callback::{Fields, Form, Mode};
//! # let receiver = receiver()?;
//! # let env = Env::new(wxkit_proto::Timestamp::from_secs(1_790_000_000), [0; 32]);
//! # let fields = Fields::default().with("ToUserName", "gh_00").with("FromUserName", "o1").with("CreateTime", 1_790_000_000)
//! #     .with("MsgType", "image").with("MediaId", "M1").with("MsgId", 1);
//! # let push = receiver.imitate(&fields, Form::Xml, Mode::Safe, &env);
//! # let request = Request::post(format!("/?{}", push.query)).body(push.body.into()).unwrap();
//! # let answer = handle(&receiver, &request, &env);
//! # let reply = receiver.read_reply(answer.body()).unwrap().unwrap();
//! # assert_eq!(reply.get("MsgType"), Some(&"image".into()));
//! # assert_eq!(reply.get("ToUserName"), Some(&"o1".into()));
//! # Ok::<(), Invalid>(())
//! ```

mod delivery;
mod event;
mod fields;
mod key;
mod mass;
mod message;
mod publication;
mod push;
mod query;
mod receiver;
mod rejected;
mod reply;
mod signature;
#[cfg(test)]
mod tests;
mod text;

pub use delivery::Delivery;
pub use event::Event;
pub use fields::{Field, Fields};
pub use key::EncodingKey;
pub use mass::{ArticleUrl, CheckedArticle, CopyrightCheck, MassOutcome, MassResult};
pub use message::{Content, Message};
pub use publication::PublishResult;
pub use push::{Mode, Push};
pub use receiver::{BODY_CAP, Incoming, Receiver, Source};
pub use rejected::{Problem, Rejected};
pub use reply::{Reply, ReplyArticle};
pub use text::Form;
