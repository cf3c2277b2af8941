//! The calls, one file per group; each is registered in `crate::route`.

pub(crate) mod library;
pub(crate) mod material;
pub(crate) mod media;
pub(crate) mod service;
pub(crate) mod token;
pub(crate) mod video;
pub(crate) mod work;
