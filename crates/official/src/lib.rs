//! The WeChat official account (公众号): its endpoints as values, and what takes more than one of them as flows.
//!
//! | you want to | take | level |
//! |---|---|---|
//! | publish an article with its pictures and videos, or make a draft of it | [`Publish`] | flow |
//! | upload a video in blocks and wait for its review | [`VideoUpload`] | flow |
//! | send a short video to one person, to look at it | [`VideoPreview`](preview::VideoPreview) | flow |
//! | make one call, with retry | any endpoint in a [`Call`](wxkit_proto::Call) | flow |
//! | make one call with your own HTTP client | [`Endpoint::request`](wxkit_proto::Endpoint::request) and `reply` | values |
//! | read what a call takes and returns, and its traps | [`manual`] | docs |
//! | share a token | [`StableTokens`] with a keeper of `wxkit-token` | |
//!
//! "The manual" in docs and messages is the platform's own 媒体API文档, the only source for the publish library and for
//! chunked video; the module [`manual`] is ours.
//!
//! # Invariants
//! - **This crate reads no clock, no randomness, no file and no socket**; see [`wxkit_proto`].
//! - **Ids that must not be confused are different types**: [`MaterialId`](ids::MaterialId), [`Vid`](ids::Vid), [`VideoId`](ids::VideoId), [`NewsId`](ids::NewsId).
//! - **Positions count from 0** in every field, whatever the wire does.
//! - **Limits are data** ([`limits`]), each with its source; the largest documented value refuses, the smallest warns.
//! - **Nothing that was acknowledged is done twice** by a flow, also not by the next process that reads its journal; and
//!   nothing is submitted twice. Only [`VideoPreview`](preview::VideoPreview) sends one preview for each run.
//! - **What the manual leaves open can be configured**: [`Dialect`](video::Dialect), the block size, how many blocks travel at once.
//!
//! # A complete use
//! One call without any I/O of this crate; send it with whatever you have:
//!
//! ```
//! use bytes::Bytes;
//! use http::Response;
//! use wxkit_official::UploadImage;
//! use wxkit_proto::{Endpoint, Env, Error, File, Timestamp, Token};
//!
//! let png = Bytes::from_static(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0");
//! let call = UploadImage::new(File::from_bytes("茶.png", png));
//! call.check()?;
//!
//! let env = Env::new(Timestamp::from_secs(1_700_000_000), [0; 32]); // your clock, your randomness
//! let request = call.request(Some(&Token::new("ACCESS_TOKEN")), &env)?;
//! assert_eq!(request.uri().path(), "/cgi-bin/media/uploadimg");
//! assert_eq!(request.headers()["content-length"], request.body().len().to_string());
//!
//! let answer = Response::new(Bytes::from_static(br#"{"url":"http://mmbiz.qpic.cn/mmbiz/0"}"#));
//! assert_eq!(UploadImage::reply(&answer)?.url, "http://mmbiz.qpic.cn/mmbiz/0");
//!
//! let answer = Response::new(Bytes::from_static(br#"{"errcode":40005,"errmsg":"invalid file type"}"#));
//! let error = UploadImage::reply(&answer).unwrap_err();
//! assert_eq!((error.kind().as_str(), error.code()), ("media", Some(40005)));
//! # Ok::<(), Error>(())
//! ```
//!
//! A flow asks for everything it needs, a look into a file included; [`Flow`](wxkit_proto::Flow) shows the loop that
//! drives it, and `wxkit-client` has two that are finished.

mod account;
pub mod article;
pub mod comment;
pub mod custom;
pub mod draft;
pub mod errors;
mod explain;
pub mod follower;
mod foreign;
pub mod freepublish;
pub mod ids;
pub mod image;
pub mod library;
pub mod limits;
mod lost;
pub mod manual;
pub mod mass;
pub mod material;
pub mod media;
pub mod pages;
mod platform;
pub mod preflight;
pub mod preview;
pub mod product;
pub mod publish;
mod register;
pub mod service;
pub mod stats;
#[cfg(test)]
mod testing;
pub mod ticket;
pub mod token;
pub mod upload;
pub mod video;

pub use wxkit_proto::Patience;
pub use wxkit_proto::envelope::Addresses;
use wxkit_proto::json::flag;

pub use account::{ClassicTokens, StableTokens};
pub use article::{Article, Asset, Picture};
pub use explain::explain;
pub use image::UploadImage;
pub use material::AddMaterial;
pub use media::UploadMedia;
pub use platform::{Official, says_submitted};
pub use publish::{Publish, PublishOptions, Published, Via};
pub use register::each;
pub use upload::{Video, VideoUpload};
