//! What the benches share: figures beside their yardsticks, what a process costs, and a server that only counts.

mod cost;
mod counting;
mod instructions;
mod report;

pub use cost::{Cost, Play, is_there, least, measure, role};
pub use counting::Counting;
pub use instructions::instructions;
pub use report::Report;
