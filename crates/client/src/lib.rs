//! The drivers of wxkit: they do what a [`Flow`](wxkit_proto::Flow) asks for.
//!
//! | you have | you use |
//! |---|---|
//! | tokio | `Client`, with `Tokens`, `Keys` or another `Provider` of credentials (feature `hyper`, on by default) |
//! | threads | `blocking::Client` (features `blocking` and `ureq`) |
//! | an address that an author wrote | `Web`, which has no token and does not reach into your own network (feature `web`) |
//! | events of the platform | [`Notices`], by which a flow that waits is woken |
//! | tokens that somebody else keeps | `Tokens` over a `TokenServer`, or a `Provider` of your own |
//! | an HTTP client that you want to keep | a `Transport` of your own (or `blocking::Transport`) in the client's builder |
//! | your own loop | [`env()`] and [`files`], which every driver needs |
//!
//! # Invariants
//! - **It knows no platform.** Everything is generic over [`Platform`](wxkit_proto::Platform).
//! - **It decides nothing.** When to repeat, to wait or to renew a token is decided by the flow or the token keeper; a
//!   driver repeats a request by itself only if not a byte of it left this machine.
//! - **A body has exactly the length that was promised, and is never held in memory**: files are read piece by piece
//!   while they are sent, and a file that changes is an error before its last byte is sent.
//! - **"Not arrived" is certain.** A failure says `arrived: false` only if no complete request can have been written to a
//!   connection (over hyper: not a byte of it); what is not known counts as arrived.
//! - **No redirect is followed**, but by `Web`, which has no token; and plain http goes to this machine only, unless a host is allowed by name: the token
//!   stands in the query.
//! - **Nothing shows a query**: no `Debug`, no error, no log. Spans carry method, path, attempt, status, kind, bytes and duration.
//! - **What it does can be seen**: spans of `tracing` at the level debug, one for each request, and `stats` of each client.
//! - **Time is tokio's**: a test that pauses that clock pauses every wait, deadline and life of a token.
//! - **Dropping a future is safe** and frees what it used.
//!
//! # A complete use
#![cfg_attr(feature = "hyper", doc = "```no_run")]
#![cfg_attr(not(feature = "hyper"), doc = "```text")]
//! use wxkit_client::{Client, Journal, Session, Tokens};
//! use wxkit_official::{Official, StableTokens, UploadImage};
//! use wxkit_proto::{Call, Error, Secret};
//! use wxkit_token::store::Memory;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! let app = StableTokens::new("wx0123456789abcdef", Secret::new("…"));
//! let official: Client<Official> =
//!     Client::builder().credentials(Tokens::new(app, Memory::default())).build()?;
//!
//! // One call.
//! let file = official.open("photo.jpg").await?;
//! println!("{}", official.call(UploadImage::new(file.clone())).await?.url);
//!
//! // Any flow, with a journal and with news.
//! let (journal, _former) = Journal::open("run.journal")?;
//! let mut session = Session::new(journal).tell(|event| eprintln!("{event:?}"));
//! let image = official.run_with(Call::new(UploadImage::new(file)), &mut session).await?;
//! # drop(image);
//! # Ok(())
//! # }
//! ```

#[cfg(any(feature = "hyper", feature = "blocking"))]
mod base_url;
mod env;
pub mod files;
#[cfg(any(feature = "hyper", feature = "blocking"))]
mod fixed;
pub mod guard;
mod journal;
#[cfg(any(feature = "hyper", feature = "blocking"))]
mod limited;
#[cfg(any(feature = "hyper", feature = "blocking"))]
mod notices;
#[cfg(any(feature = "hyper", feature = "ureq"))]
mod pace;
#[cfg(any(feature = "hyper", feature = "blocking"))]
mod session;
mod timeouts;

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "hyper")]
mod client;
#[cfg(feature = "hyper")]
mod drive;
#[cfg(feature = "hyper")]
mod keys;
#[cfg(feature = "hyper")]
mod link;
#[cfg(feature = "hyper")]
mod net;
#[cfg(any(feature = "hyper", feature = "blocking"))]
mod observe;
#[cfg(feature = "hyper")]
mod provider;
#[cfg(feature = "hyper")]
mod tokens;
#[cfg(feature = "hyper")]
mod transport;
#[cfg(any(feature = "hyper", feature = "blocking"))]
mod voice;
#[cfg(feature = "web")]
mod web;

#[cfg(test)]
#[cfg(all(feature = "hyper", feature = "ureq"))]
mod testing;
#[cfg(test)]
#[cfg(all(feature = "hyper", feature = "ureq"))]
mod tests;

pub use env::env;
#[cfg(any(feature = "hyper", feature = "blocking"))]
pub use fixed::Fixed;
pub use journal::Journal;
#[cfg(any(feature = "hyper", feature = "blocking"))]
pub use notices::Notices;
#[cfg(any(feature = "hyper", feature = "blocking"))]
pub use observe::Stats;
#[cfg(any(feature = "hyper", feature = "blocking"))]
pub use session::Session;
pub use timeouts::Timeouts;

#[cfg(feature = "hyper")]
pub use client::{Builder, Client};
#[cfg(feature = "hyper")]
pub use keys::Keys;
#[cfg(feature = "hyper")]
pub use link::Link;
#[cfg(feature = "hyper")]
pub use provider::{Provider, Providing};
#[cfg(feature = "hyper")]
pub use tokens::Tokens;
#[cfg(feature = "hyper")]
pub use transport::{Sending, Transport};
#[cfg(feature = "web")]
pub use web::{Web, WebError, WebOptions};
