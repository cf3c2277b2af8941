//! What the integration tests of wxkit share. Nothing here is published.

mod chance;
pub mod fuzz;
mod world;

pub use chance::Chance;
pub use world::{End, Odds, World};
