//! What the benches share: figures beside their yardsticks, what a process costs, and a server that only counts.

mod cost;
mod counting;
mod line;
mod report;
mod valgrind;

pub use cost::{Cost, Play, is_there, least, measure, role};
pub use counting::Counting;
pub use line::Line;
pub use report::Report;
pub use valgrind::{allocations, instructions};
