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
mod draft_rules;
mod draft_worlds;
mod drivers;
mod fuzz_corpora;
mod inventory;
mod killed;
mod known_ids;
mod memory;
mod preview_worlds;
mod publish_desk;
mod publish_rules;
mod publish_worlds;
mod round_trip;
mod secrets;
mod video_worlds;
