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
mod openssl;
mod world;

pub use chance::Chance;
pub use openssl::openssl;
pub use world::{End, Odds, World};
