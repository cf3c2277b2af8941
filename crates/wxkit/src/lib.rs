//! WeChat media and publishing: one facade over the wxkit crates.
//!
//! | feature | what it brings |
//! |---|---|
//! | `official` (default) | [`official`]: endpoints and flows of the official account (公众号); [`token`] |
//! | `work` | `work`: endpoints and flows of WeChat Work (企业微信); [`token`] |
//! | `pay` | `pay`: merchant uploads and what belongs to them, on WeChat Pay (微信支付) |
//! | `callback` | `callback`: what WeChat pushes to a server, verified, decrypted, typed and answered |
//! | `client` (default) | [`client`]: the driver on tokio, with hyper and rustls |
//! | `blocking` | `client::blocking`: the driver without a runtime, over ureq or a transport of your own |
//! | `redis` | `token::store::RedisStore`: one token for a fleet of machines |
//! | `diagrams` | `article`, with diagrams from Mermaid's notation |
//! | `article` | `article`: Markdown or HTML to what an official account can publish |
//! | `structure` | `structure`: a checker of WeChat's standard for article HTML |
//! | `prepare` | `article::prepare`: the pictures of an article fetched, converted and made small enough |
//!
//! The module `guide` (with all features) shows how each kind of job is done.
//!
//! Three levels: a client that calls endpoints and runs flows; flows in a loop of your own ([`proto::Flow`]); values, that
//! is a request to send and an answer to read ([`proto::Endpoint`]). Each works without the ones before it.
//!
//! # Invariants
//! - **There is no code here but what joins crates**: an account and a client (`connect`), an article and the official account,
//!   since they do not know each other. Whoever needs one crate depends on that crate alone.
//! - **Features add and never change.**
//!
//! # A complete use
#![cfg_attr(all(feature = "official", feature = "client"), doc = "```no_run")]
#![cfg_attr(not(all(feature = "official", feature = "client")), doc = "```ignore")]
//! use wxkit::official::upload::VideoOptions;
//! use wxkit::official::{UploadImage, Video, VideoUpload, connect};
//! use wxkit::proto::{Error, Source};
//!
//! async fn run() -> Result<(), Error> {
//!     let official = connect("wx0123456789abcdef", "…")?;
//!
//!     // One call:
//!     let file = official.open("茶园.jpg").await?;
//!     println!("{}", official.call(UploadImage::new(file)).await?.url);
//!
//!     // What takes many:
//!     let video = Video::new("冲茶.mp4", Source::path("冲茶.mp4"), "冲一壶茶");
//!     println!("{}", official.run(VideoUpload::new(video, VideoOptions::default())).await?.vid);
//!     Ok(())
//! }
//! ```

#[cfg(feature = "article")]
pub mod article {
    //! Article source, see [`wxkit_article`]; [`open`], which finds it on a disk; and [`in_folder`], which hands it to
    //! the official account.
    pub use crate::convert::{Unprepared, in_folder};
    pub use crate::disk::{OpenErrors, Opened, open, open_text};
    #[cfg(feature = "prepare")]
    pub use crate::prepare::{
        Change, Cover, Fault, FaultKind, Fonts, PrepareOptions, Prepared, Ready, prepare,
    };
    pub use wxkit_article::*;
}
#[cfg(feature = "callback")]
pub use wxkit_callback as callback;
#[cfg(any(feature = "client", feature = "blocking"))]
pub use wxkit_client as client;
#[cfg(feature = "official")]
pub mod official;
#[cfg(feature = "pay")]
pub mod pay;
pub use wxkit_proto as proto;
#[cfg(feature = "structure")]
pub use wxkit_structure as structure;
#[cfg(any(
    feature = "official",
    feature = "work",
    feature = "client",
    feature = "blocking",
    feature = "redis"
))]
pub use wxkit_token as token;
#[cfg(feature = "work")]
pub mod work;

#[cfg(feature = "article")]
mod convert;
#[cfg(feature = "article")]
mod disk;
#[cfg(feature = "prepare")]
mod prepare;

// Its programs use all of them.
#[cfg(all(
    feature = "official",
    feature = "work",
    feature = "pay",
    feature = "callback",
    feature = "client",
    feature = "blocking",
    feature = "prepare",
    feature = "redis"
))]
pub mod guide;

#[doc = include_str!("promises.md")]
pub mod promises {}

/// The examples of the README compile.
#[cfg(all(doctest, feature = "official", feature = "client"))]
#[doc = include_str!("../../../README.md")]
mod readme {}
