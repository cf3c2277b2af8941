//! The platform's interface in our words: what each call does, its fields and limits, its traps, and what wxkit makes of it.
//!
//! WeChat's own pages are linked from each endpoint and decide in case of doubt. Where they contradict each other, both
//! values are given.

#[doc = include_str!("manual/media.md")]
pub mod media {}

#[doc = include_str!("manual/image.md")]
pub mod image {}

#[doc = include_str!("manual/material.md")]
pub mod material {}

#[doc = include_str!("manual/draft.md")]
pub mod draft {}

#[doc = include_str!("manual/freepublish.md")]
pub mod freepublish {}

#[doc = include_str!("manual/mass.md")]
pub mod mass {}

#[doc = include_str!("manual/stats.md")]
pub mod stats {}

#[doc = include_str!("manual/comment.md")]
pub mod comment {}

#[doc = include_str!("manual/follower.md")]
pub mod follower {}

#[doc = include_str!("manual/video.md")]
pub mod video {}

#[doc = include_str!("manual/library.md")]
pub mod library {}

#[doc = include_str!("manual/service.md")]
pub mod service {}

#[doc = include_str!("manual/tokens.md")]
pub mod tokens {}

#[doc = include_str!("manual/errors.md")]
pub mod errors {}
