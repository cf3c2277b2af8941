//! The same without a runtime: one loop, threads for what a flow asks for side by side, and any transport.
//!
//! With the feature `ureq` there is a transport, `Ureq`:
//!
#![cfg_attr(feature = "ureq", doc = "```no_run")]
#![cfg_attr(not(feature = "ureq"), doc = "```text")]
//! use wxkit_client::blocking::{Client, Ureq};
//! use wxkit_client::{Fixed, Timeouts};
//! use wxkit_official::{Official, UploadImage};
//! use wxkit_proto::Token;
//!
//! let client: Client<Official> = Client::builder(Ureq::new(Timeouts::default()))
//!     .credentials(Fixed(Token::new("…")))
//!     .build()?;
//! let file = client.open("cover.jpg")?;
//! println!("{}", client.call(UploadImage::new(file))?.url);
//! # Ok::<(), wxkit_proto::Error>(())
//! ```

mod client;
#[cfg(feature = "ureq")]
mod deadline;
mod drive;
mod keys;
mod link;
mod tokens;
#[cfg(feature = "ureq")]
mod ureq;

use std::io::Read;

use http::{Request, Response};
use wxkit_proto::flow::Need;
use wxkit_proto::{Body, Error, Platform};

use crate::fixed::{Fixed, Nobody, nobody};

#[cfg(feature = "ureq")]
pub use self::ureq::Ureq;
pub use client::{Builder, Client};
pub use keys::Keys;
pub use link::Link;
pub use tokens::Tokens;
#[cfg(test)]
#[cfg(feature = "ureq")]
pub(crate) use tokens::fetch;

/// Sends requests. Everything else is done by the loop around it, which calls it from several threads at once.
pub trait Transport: Send + Sync {
    /// One exchange: sends the request with a `Content-Length` of [`Body::len`], follows no redirect, and gives the body
    /// of the answer to be read. A request that is marked as [`Once`](wxkit_proto::flow::Once) goes over a connection that was not
    /// idle before. Every exchange must come to an end, however slowly its bytes trickle; a read that fails means that it broke off. [`Reader`](crate::files::Reader) gives the
    /// bytes of the request's body.
    ///
    /// # Errors
    /// [`Error::Transport`], `arrived` being false only if the platform cannot have seen a complete request;
    /// [`Error::Local`] if the body could not be read.
    fn send(&self, request: Request<Body>) -> Result<Response<Box<dyn Read + Send>>, Error>;
}

/// Brings credentials when a flow asks for them; called from several threads at once.
pub trait Provider<F: Platform>: Send + Sync {
    /// The current credential, or after [`Need::Refused`] another one than the refused. If it gives the same back, the
    /// refusal is what the caller sees.
    ///
    /// # Errors
    /// Anything; it ends the flow, so what is worth repeating is repeated in here.
    fn credential(&self, need: Need<F::Credential>, link: &Link) -> Result<F::Credential, Error>;
}

impl<F: Platform> Provider<F> for Fixed<F::Credential> {
    fn credential(&self, _: Need<F::Credential>, _: &Link) -> Result<F::Credential, Error> {
        Ok(self.0.clone())
    }
}

impl<F: Platform> Provider<F> for Nobody {
    fn credential(&self, _: Need<F::Credential>, _: &Link) -> Result<F::Credential, Error> {
        Err(nobody())
    }
}
