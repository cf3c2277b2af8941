//! A server that does everything wrong which a server can do on the wire, before a platform that does everything right.
//!
//! | module | what it is |
//! |---|---|
//! | `fault` | what goes wrong with one answer |
//! | `answer` | an answer as bytes, and the ways to spoil it |
//! | `server` | the sockets: reads a request, lets the sandbox carry it out, and spoils its answer |
//! | `flow` | what is tried: each flow of each platform through both drivers |
//! | `matrix` | every fault at every call of every flow, and a clean run afterwards |

mod answer;
mod certificates;
mod fault;
mod flow;
mod matrix;
mod server;

pub use certificates::WrongCertificate;
pub use fault::Fault;
pub use flow::{Driver, Task};
pub use matrix::{Cell, Tally, every_cell, some_cells, try_all, try_certificates};
pub use server::Hostile;
