//! The life of a WeChat access token (接口调用凭证): fetched once, shared by all, renewed ahead of time.
//!
//! | you have | you use |
//! |---|---|
//! | an app and its secret | a [`Source`]: the endpoint that fetches, and the name of the token in stores |
//! | tokens that somebody else keeps | [`TokenServer`], a source that asks over HTTP; or a source of your own |
//! | callers who need a token | [`Current`]: the current token, one atomic load; then [`Keeper`] |
//! | one process | [`store::Memory`] |
//! | many processes of one machine | `store::FileStore` (feature `file`) |
//! | many machines | `store::RedisStore` (feature `redis`) |
//! | anything else that can be shared | your own [`store::Store`] |
//!
//! # Invariants
//! - **The keeper does nothing itself.** It reads no clock, no randomness, no file and no socket: it is told ([`Env`])
//!   and it asks ([`Act`]). All I/O of this crate is in `store`.
//! - **A caller with a valid token never waits**, neither for a fetch nor for a lock nor for a store.
//! - **A stale token is never handed out after a newer one was seen.**
//! - **Fetches are bounded**, whatever the platform and the callers do.
//! - **A store that fails never stops work** as long as a token can be had.
//! - **Nothing shows a token or a secret**: no `Debug`, no error, no warning, no name. Only [`Held::reveal_json`] does,
//!   for stores.
//!
//! # Many callers in one process
//! Keep the [`Current`] of a keeper beside a mutex with the keeper in it. A need that [`Current::read`] answers with
//!
//! - [`Ready::Fresh`] is met;
//! - [`Ready::Renewable`] is met, and whoever gets the mutex without waiting (`try_lock`) drives the keeper in passing;
//! - [`Ready::No`] waits for the mutex, and drives the keeper with its need. Whoever comes second finds the token that
//!   the first one fetched: [`Keeper::begin`] ends at once.
//!
//! In an async program the mutex is an async one, held from [`Keeper::begin`] to [`Act::Done`]. A waiter that is dropped
//! half-way lets go of it, and the next one begins anew: nothing needs to be put right first. What it had under way
//! is lost, a fetch too; where callers give up quickly, let a task of its own drive the keeper.
//!
//! # A complete use
//! The fetch is answered by hand; [`Keeper`] shows the loop for any transport.
//!
//! ```
//! # use bytes::Bytes;
//! # use http::{Method, Response};
//! # use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Platform};
//! # use wxkit_proto::encoder::Draft;
//! # use wxkit_proto::secret::redact;
//! # struct Tea;
//! # impl Platform for Tea {
//! #     type Credential = Token;
//! #     const BASE_URL: &'static str = "https://tea.invalid";
//! #     fn authorize(_: &Token, _: &mut Draft, _: &Env) -> Result<(), Error> {
//! #         Ok(())
//! #     }
//! #     fn refusal(_: bool, _: &Response<Bytes>) -> Option<Error> {
//! #         None
//! #     }
//! #     fn redact(token: &Token, text: &str) -> String {
//! #         redact(text, &[token.reveal()])
//! #     }
//! # }
//! # struct FetchToken {
//! #     appid: String,
//! #     secret: Secret,
//! # }
//! # impl Endpoint for FetchToken {
//! #     type Platform = Tea;
//! #     type Reply = Grant;
//! #     const METHOD: Method = Method::GET;
//! #     const PATH: &'static str = "/token";
//! #     const AUTH: bool = false;
//! #     const PATIENT: bool = false;
//! #     fn encode(&self, out: &mut Encoder) {
//! #         out.query("appid", &self.appid);
//! #         out.query("secret", self.secret.reveal());
//! #     }
//! #     fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
//! #         Ok(Self { appid: from.query("appid")?, secret: Secret::new(from.query("secret")?) })
//! #     }
//! # }
//! use wxkit_proto::envelope::Grant;
//! use wxkit_proto::{Env, Error, Secret, Timestamp, Token};
//! use wxkit_proto::flow::Need;
//! use wxkit_token::store::Memory;
//! use wxkit_token::{Act, Answer, Keeper, Ready, Source, StoreKey};
//!
//! struct App {
//!     appid: String,
//!     secret: Secret,
//! }
//!
//! impl Source for App {
//!     type Endpoint = FetchToken;
//!     fn key(&self) -> StoreKey {
//!         StoreKey::new("tea", &self.appid, &self.secret)
//!     }
//!     fn endpoint(&self, _forced: bool) -> FetchToken {
//!         FetchToken { appid: self.appid.clone(), secret: self.secret.clone() }
//!     }
//! }
//!
//! let store = Memory::default();
//! let mut keeper = Keeper::new(App { appid: "wx0123456789abcdef".into(), secret: Secret::new("secret") });
//! let current = keeper.current();
//! let env = Env::new(Timestamp::from_secs(1_700_000_000), [0; 32]);
//!
//! assert_eq!(current.read(&Need::First, env.now), Ready::No);
//! keeper.begin(&env, Need::First);
//! let held = loop {
//!     let answer = match keeper.step(&env) {
//!         Act::Store(op) => op.perform(&store, env.now),
//!         Act::Fetch(_) => Answer::Fetched(Grant::new(Token::new("TOKEN"), 7200)),
//!         Act::Tell(_) | Act::Wait(_) => continue,
//!         Act::Done(result) => break result?,
//!     };
//!     keeper.answer(&env, answer);
//! };
//! assert_eq!(held.token.reveal(), "TOKEN");
//! assert_eq!(current.read(&Need::First, env.now), Ready::Fresh(Token::new("TOKEN")));
//! # Ok::<(), Error>(())
//! ```
//!
//! [`Env`]: wxkit_proto::Env

mod act;
mod current;
mod held;
mod keeper;
mod key;
mod limits;
mod server;
mod source;
pub mod store;
#[cfg(test)]
mod testing;

pub use act::{Act, Answer, Op};
pub use current::{Current, Ready};
pub use held::{Held, State};
pub use keeper::{FETCH_LIMIT, Keeper, LOCK_LIMIT};
pub use key::StoreKey;
pub use server::{AskTokenServer, TokenServer};
pub use source::Source;
