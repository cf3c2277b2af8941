//! Requests as clients nobody here wrote would send them.

mod bench;
mod content;
mod faults;
mod hostile;
mod library;
mod manual;
mod material;
#[cfg(feature = "serve")]
mod server;
mod tokens;
mod videos;
