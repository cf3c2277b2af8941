//! The calls, one file per group; each is registered in `crate::route`.

mod address;
pub(crate) mod comment;
pub(crate) mod custom;
pub(crate) mod draft;
pub(crate) mod file;
pub(crate) mod follower;
pub(crate) mod freepublish;
pub(crate) mod library;
pub(crate) mod mass;
pub(crate) mod material;
pub(crate) mod media;
mod page;
pub(crate) mod product;
pub(crate) mod service;
pub(crate) mod stats;
pub(crate) mod ticket;
pub(crate) mod token;
pub(crate) mod video;
pub(crate) mod work;
