//! The platform's interface in our words: what each call does, its fields and limits, its traps, and what wxkit makes of it.
//!
//! WeChat's own pages are linked from each endpoint and decide in case of doubt. Where they contradict each other, both
//! values are given.

#[doc = include_str!("manual/media.md")]
pub mod media {}

#[doc = include_str!("manual/messages.md")]
pub mod messages {}

#[doc = include_str!("manual/robots.md")]
pub mod robots {}

#[doc = include_str!("manual/tokens.md")]
pub mod tokens {}

#[doc = include_str!("manual/errors.md")]
pub mod errors {}
