//! The drivers of wxkit: they do what a [`Flow`](wxkit_proto::Flow) asks for.

mod env;
mod files;
mod journal;
mod origin;
mod session;
mod timeouts;

#[cfg(feature = "hyper")]
mod client;
#[cfg(feature = "hyper")]
mod drive;
#[cfg(feature = "hyper")]
mod link;
#[cfg(feature = "hyper")]
mod net;
#[cfg(feature = "hyper")]
mod provider;

pub use journal::Journal;
pub use session::Session;
pub use timeouts::Timeouts;

#[cfg(feature = "hyper")]
pub use client::{Builder, Client};
#[cfg(feature = "hyper")]
pub use link::Link;
#[cfg(feature = "hyper")]
pub use provider::{Fixed, Provider, Providing};
