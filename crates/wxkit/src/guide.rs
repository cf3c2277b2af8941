//! The guide: how each kind of job is done. Its programs are compiled and run by the tests.
//!
//! | you want to | read |
//! |---|---|
//! | make the first call | [`start`] |
//! | publish articles, from folders or from a database | [`publish`] |
//! | move large videos, with progress and across crashes; download | [`files`] |
//! | share one access token among processes and machines | [`tokens`] |
//! | keep your HTTP client, your runtime, or neither | [`http_stack`] |
//! | know what an error means, and whether to repeat | [`errors`] |
//! | take what WeChat pushes | [`callbacks`] |
//! | test against a WeChat of your own | [`testing`] |
//! | upload for a merchant of WeChat Pay (微信支付) | [`pay`] |
//! | send files with WeChat Work (企业微信) | [`work`] |
//! | see what a running program does | [`watch`] |
//! | know what a new version may change | [`versions`] |
//!
//! Whole programs for all of these are in the repository under `crates/wxkit/examples`.

#[doc = include_str!("guide/start.md")]
pub mod start {}

#[doc = include_str!("guide/publish.md")]
pub mod publish {}

#[doc = include_str!("guide/files.md")]
pub mod files {}

#[doc = include_str!("guide/tokens.md")]
pub mod tokens {}

#[doc = include_str!("guide/http_stack.md")]
pub mod http_stack {}

#[doc = include_str!("guide/errors.md")]
pub mod errors {}

#[doc = include_str!("guide/callbacks.md")]
pub mod callbacks {}

#[doc = include_str!("guide/testing.md")]
pub mod testing {}

#[doc = include_str!("guide/pay.md")]
pub mod pay {}

#[doc = include_str!("guide/work.md")]
pub mod work {}

#[doc = include_str!("guide/watch.md")]
pub mod watch {}

#[doc = include_str!("guide/versions.md")]
pub mod versions {}
