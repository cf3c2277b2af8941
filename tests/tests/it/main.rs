//! One binary for all integration tests.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod bad_input;
mod curl;
mod drivers;
mod fleets;
mod fuzz_corpora;
mod killed;
mod memory;
mod publish_rules;
mod publish_worlds;
mod redis_store;
mod round_trip;
mod secrets;
mod token_stores;
mod video_worlds;
