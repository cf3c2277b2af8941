//! Requests as clients nobody here wrote would send them.

mod after;
mod bench;
mod content;
mod corp;
#[cfg(feature = "serve")]
mod crowd;
mod downloads;
mod drafts;
mod faults;
mod freepublish;
mod hostile;
mod library;
mod list;
mod manual;
mod mass;
mod material;
mod media;
mod pay;
#[cfg(feature = "serve")]
mod server;
mod service;
mod show;
mod speak;
mod tokens;
mod videos;
