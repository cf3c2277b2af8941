//! What the benches share: figures beside their yardsticks, what a process costs, a server that only counts, and what is
//! measured.

mod cost;
mod counting;
mod line;
mod report;
mod subject;
mod valgrind;

pub use cost::{Cost, Play, is_there, least, measure, role};
pub use counting::Counting;
pub use line::Line;
pub use report::Report;
pub use subject::{article_of, built};
pub use valgrind::{allocations, instructions};
