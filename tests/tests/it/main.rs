//! One binary for all integration tests.

mod fuzz_corpora;
mod publish_worlds;
mod round_trip;
mod video_worlds;
