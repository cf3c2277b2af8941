//! What the integration tests of wxkit share. Nothing here is published.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

mod chance;
pub mod command;
pub mod fuzz;
mod redis;
mod world;

pub use chance::Chance;
pub use redis::Redis;
pub use world::{End, Odds, World};
