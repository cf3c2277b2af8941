//! What the integration tests of wxkit share. Nothing here is published.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

#[cfg(unix)]
pub mod bench;
mod chance;
pub mod command;
mod content;
mod effort;
mod fleet;
pub mod fuzz;
pub mod hostile;
mod openssl;
mod redis;
pub mod sample;
mod send;
mod spellings;
mod world;

pub use chance::Chance;
pub use content::content;
pub use effort::{each_world, everything, how_many};
pub use fleet::{Fleet, Report};
pub use openssl::openssl;
pub use redis::Redis;
pub use send::send;
pub use spellings::spellings;
pub use world::{Account, End, Noticed, Odds, World};
