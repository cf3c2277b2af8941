//! The drivers of wxkit: they do what a [`Flow`](wxkit_proto::Flow) asks for.

mod env;
pub mod files;
#[cfg(any(feature = "hyper", feature = "blocking"))]
mod fixed;
mod journal;
#[cfg(any(feature = "hyper", feature = "blocking"))]
mod origin;
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
mod link;
#[cfg(feature = "hyper")]
mod net;
#[cfg(feature = "hyper")]
mod provider;

#[cfg(all(test, feature = "hyper", feature = "ureq"))]
mod testing;
#[cfg(all(test, feature = "hyper", feature = "ureq"))]
mod tests;

pub use env::env;
#[cfg(any(feature = "hyper", feature = "blocking"))]
pub use fixed::Fixed;
pub use journal::Journal;
#[cfg(any(feature = "hyper", feature = "blocking"))]
pub use session::Session;
pub use timeouts::Timeouts;

#[cfg(feature = "hyper")]
pub use client::{Builder, Client};
#[cfg(feature = "hyper")]
pub use link::Link;
#[cfg(feature = "hyper")]
pub use provider::{Provider, Providing};
