//! The platform's interface in our words: what each call does, its fields and limits, its traps, and what wxkit makes of it.
//!
//! WeChat's own pages are linked from each endpoint and decide in case of doubt. Where they contradict each other, both
//! values are given.

#[doc = include_str!("manual/signature.md")]
pub mod signature {}

#[doc = include_str!("manual/certificates.md")]
pub mod certificates {}

#[doc = include_str!("manual/upload.md")]
pub mod upload {}

#[doc = include_str!("manual/bills.md")]
pub mod bills {}

#[doc = include_str!("manual/complaints.md")]
pub mod complaints {}

#[doc = include_str!("manual/notifications.md")]
pub mod notifications {}

#[doc = include_str!("manual/errors.md")]
pub mod errors {}
