//! A faithful fake WeChat: first a pure function, [`Sandbox::handle`], then, with the feature `serve`, a server around it.
//!
//! It knows one official account (公众号) and answers every call around its media and articles: both token endpoints,
//! temporary media, permanent material, pictures of articles, the chunked upload of videos, the publish library (发布库),
//! drafts (草稿箱) and their publication, and mass messages (群发); and quotas, records of refused requests and the
//! platform's addresses. And it knows one corp of WeChat Work (企业微信) with two applications and a group robot
//! ([`WorkConfig`]): tokens, media, jobs that fetch a file, messages; and one merchant of WeChat Pay (微信支付, [`pay`]), whose
//! signature it verifies and whose answers it signs. It checks what WeChat checks and answers as WeChat
//! does, wrong content types, missing `errcode`s and slips of the manual included. What goes wrong on purpose is a script:
//! [`Faults`].
//!
//! # Invariants
//! - **[`Sandbox::handle`] is pure.** Time and chance come in [`Env`](wxkit_proto::Env); it reads no clock, no file and no
//!   socket, so the same requests give the same answers, byte for byte.
//! - **It never takes the client's word.** Tokens, digests, sizes, formats, escapes and forms are checked on the raw bytes,
//!   by code that the client does not share; the endpoint types only name the fields.
//! - **Memory does not grow with what is uploaded.** Of files at most [`Config::kept`] bytes are kept, and the first bytes
//!   of a thousand refused requests; of blocks at most [`Config::window`] bytes, until the file is complete ([`Whole`](state::Whole)).
//! - **Whatever arrives, there is an answer**, and no panic.
//! - **Where no manual says what WeChat does, it is a field of [`Config`]** and not a secret of the code.
//! - **Where documents differ on a limit, the larger counts.**
//!
//! # What it sends by itself
//! With [`Config::callback`] it pushes an event when a mass message was sent, a publication or a job has ended, and with
//! [`Config::notify`] the notification of a payment, and repeats each until it is answered as WeChat does. `POST /sandbox/PART` plays
//! people: `text`, `image`, `voice`, `video`, `shortvideo` with the text or the file as the body, `subscribe`, `unsubscribe`, `scan`,
//! `click` and `view` with `key` in the query, and `pay` with the JSON that the payment is about. `from` says who it is, `at=work` makes
//! it a member of the corp.
//!
//! # What people see
//! A browser opens the addresses it gives out, with this host in place of WeChat's: an article and a draft as a phone shows them, light
//! and dark, and a picture. `/` lists all that is held, to whoever asks by a name of this machine. Neither takes a token; no token, key
//! or secret is shown.
//!
//! # Two platforms at one address
//! Some paths are those of both platforms, such as `/cgi-bin/media/upload`. Whose call it is, is told by its token: it is
//! WeChat Work's if the token is as long as those given out there, or the request names a host that begins with `qyapi.`.
//!
//! # Order of the checks
//! Path and `action`, the script of faults, the token, the method, the form of the body, then the call's own rules: so a
//! request with a dead token is never told anything else.
//!
//! # A complete use
//! ```
//! use bytes::Bytes;
//! use http::Request;
//! use wxkit_official::ids::NewsId;
//! use wxkit_official::library::QueryNews;
//! use wxkit_official::token::StableToken;
//! use wxkit_proto::{Endpoint, Env, Secret, Timestamp};
//! use wxkit_sandbox::{Config, Sandbox};
//!
//! let config = Config {
//!     secret: Secret::new("an-invented-secret"),
//!     faults: r#"{"call":"publish/query","nth":1,"do":"busy"}"#.parse()?,
//!     ..Config::default()
//! };
//! let mut sandbox = Sandbox::new(config);
//! let env = Env::new(Timestamp::from_secs(1_525_936_573), [7; 32]);
//!
//! // Any client's request will do; here they are made by the endpoint types.
//! let ask = StableToken::new("wx0123456789abcdef", Secret::new("an-invented-secret"));
//! let request = ask.request(None, &env)?.map(|body| body.in_memory().unwrap_or_default());
//! let token = StableToken::reply(&sandbox.handle(&env, &request).response)?.access_token;
//!
//! let ask = QueryNews::new(NewsId::from("nobody-knows-it"));
//! let request = ask.request(Some(&token), &env)?.map(|body| body.in_memory().unwrap_or_default());
//! let busy = QueryNews::reply(&sandbox.handle(&env, &request).response).unwrap_err();
//! assert!(busy.to_string().contains("-1"), "{busy}");
//! let unknown = QueryNews::reply(&sandbox.handle(&env, &request).response).unwrap_err();
//! assert!(unknown.to_string().contains("40007"), "{unknown}");
//! assert_eq!(sandbox.count("publish/query"), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod amr;
mod answer;
mod api;
mod call;
mod config;
mod content;
mod faults;
mod film;
mod json;
mod outcome;
mod route;
mod rule;
mod sandbox;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod sniff;
mod speak;
mod spoil;
pub mod state;
mod taught;
#[cfg(test)]
mod tests;
mod view;

pub mod pay;

pub use config::{App, BlockRule, Config, Review, Verdict, WorkConfig};
pub use faults::{FaultError, Faults};
pub use film::Film;
pub use outcome::{Delivery, Outcome};
pub use sandbox::Sandbox;
#[cfg(feature = "serve")]
pub use serve::{Authority, BODY_CAP, Server, Shell, serve, serve_with};
pub use speak::{CALLBACK_AES_KEY, CALLBACK_TOKEN, Callback, Letter, Sent};
