//! The sans-IO core of wxkit: everything that can be decided about WeChat without a socket, a file, a clock or chance.
//!
//! Two levels of it are meant for people who bring their own HTTP stack:
//!
//! | level | you write | you learn |
//! |---|---|---|
//! | flow | a five-line loop around any HTTP client, any runtime or none | [`Flow`], [`Endpoint`], [`File`], [`Env`] |
//! | values | `endpoint.request(Some(&credential), &env)?` and `E::reply(&response)?` | [`Endpoint`], [`Env`] |
//!
//! # Invariants
//! - **This crate reads no clock, no randomness, no file and no socket.** Time and chance come in [`Env`], bytes stay
//!   behind a [`Source`]; what must be read is asked for ([`Ask`](flow::Ask)).
//! - **A body's length is always known** and nothing is consumed by sending it, so every attempt can be repeated.
//! - **It knows no platform.** Endpoints and tables of errors live in the platform crates; what two of them share is
//!   [`envelope`].
//! - **Nothing shows a credential**: no `Debug`, no error, no record.
//! - **Nothing that comes from outside can make it panic.**
//!
//! # A complete use
//! An endpoint of an invented platform, its request and its reply, without any I/O:
//!
//! ```
//! use bytes::Bytes;
//! use http::{Method, Response};
//! use wxkit_proto::envelope::{self, Done};
//! use wxkit_proto::{
//!     DecodeError, Decoder, Encoder, Endpoint, Env, Error, Platform, Repeat, Timestamp, Token,
//! };
//! use wxkit_proto::encoder::Draft;
//! use wxkit_proto::secret::redact;
//!
//! struct Tea;
//!
//! impl Platform for Tea {
//!     type Credential = Token;
//!     const BASE_URL: &'static str = "https://tea.invalid";
//!     fn authorize(token: &Token, draft: &mut Draft, _: &Env) -> Result<(), Error> {
//!         envelope::authorize(token, draft);
//!         Ok(())
//!     }
//!     fn refusal(auth: bool, response: &Response<Bytes>) -> Option<Error> {
//!         envelope::refusal(&[], auth, response)
//!     }
//!     fn redact(token: &Token, text: &str) -> String {
//!         redact(text, &[token.reveal()])
//!     }
//! }
//!
//! struct Pour {
//!     cup: String,
//! }
//!
//! impl Endpoint for Pour {
//!     type Platform = Tea;
//!     type Reply = Done;
//!     const METHOD: Method = Method::POST;
//!     const PATH: &'static str = "/pour";
//!     fn repeat(&self) -> Repeat {
//!         Repeat::Safe
//!     }
//!     fn encode(&self, out: &mut Encoder) {
//!         out.query("cup", &self.cup);
//!     }
//!     fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
//!         Ok(Self { cup: from.query("cup")? })
//!     }
//! }
//!
//! let env = Env::new(Timestamp::from_secs(1_700_000_000), [0; 32]);
//! let request = Pour { cup: "茶".into() }.request(Some(&Token::new("TOKEN")), &env)?;
//! assert_eq!(request.uri(), "https://tea.invalid/pour?cup=%E8%8C%B6&access_token=TOKEN");
//!
//! let response = Response::new(Bytes::from_static(br#"{"errcode":0,"errmsg":"ok"}"#));
//! assert_eq!(Pour::reply(&response)?.errmsg, "ok");
//! # Ok::<(), Error>(())
//! ```

pub mod body;
mod call;
pub mod decoder;
pub mod digest;
pub mod download;
pub mod encoder;
pub mod endpoint;
pub mod env;
pub mod error;
pub mod exchange;
mod file;
pub mod flow;
pub mod given;
mod id;
pub mod journal;
pub mod keyring;
pub mod limit;
pub mod nest;
pub mod patience;
pub mod platform;
pub mod probe;
pub mod refusal;
pub mod register;
pub mod script;
pub mod secret;
pub mod sink;
#[cfg(feature = "sha1")]
pub mod ticket;

pub mod envelope;
pub mod json;
pub mod multipart;
#[cfg(feature = "sign")]
pub mod sign;
#[cfg(test)]
mod tea;
#[cfg(feature = "testing")]
pub mod testing;

pub use body::Body;
pub use call::Call;
pub use decoder::{DecodeError, Decoder};
pub use encoder::Encoder;
pub use endpoint::{Endpoint, EndpointExt, Repeat, Reply};
pub use env::{Env, Timestamp};
pub use error::{Error, Warning};
pub use file::{File, Source};
pub use flow::{Answer, Event, Flow, Step};
pub use patience::Patience;
pub use platform::Platform;
pub use refusal::{Kind, Refusal};
pub use script::Script;
pub use secret::{Secret, Token};
