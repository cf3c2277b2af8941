//! One binary for all integration tests.

mod curl;
mod fuzz_corpora;
mod publish_rules;
mod publish_worlds;
mod round_trip;
mod video_worlds;
