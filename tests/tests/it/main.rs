//! One binary for all integration tests.

mod publish_worlds;
mod video_worlds;
