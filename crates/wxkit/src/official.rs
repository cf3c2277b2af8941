//! The official account (公众号): see [`wxkit_official`]; and [`connect`], which makes a client of an official account.

#[doc(inline)]
pub use wxkit_official::*;

#[cfg(feature = "client")]
use wxkit_client::{Builder, Client, Tokens};
#[cfg(any(feature = "client", feature = "blocking"))]
use wxkit_proto::{Error, Secret};
#[cfg(any(feature = "client", feature = "blocking"))]
use wxkit_token::store::Memory;

/// A client for an official account. It fetches access tokens when it needs them and keeps them in memory; nothing is sent
/// yet.
///
/// [`builder`] is the way to other stores of tokens, addresses and clocks.
///
/// ```no_run
/// use wxkit::official::{UploadImage, connect};
///
/// # async fn run() -> Result<(), wxkit::proto::Error> {
/// let official = connect("wx0123456789abcdef", "…")?;
/// let file = official.open("茶园.jpg").await?;
/// println!("{}", official.call(UploadImage::new(file)).await?.url);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Error::Request`] if a proxy that the environment names is not valid.
#[cfg(feature = "client")]
pub fn connect(appid: impl Into<String>, secret: impl Into<Secret>) -> Result<Client<Official>, Error> {
    builder(appid, secret).build()
}

/// The same client before it is built: with a base URL, a proxy or other timeouts, or with tokens that
/// processes share ([`Builder::credentials`]).
#[cfg(feature = "client")]
pub fn builder(appid: impl Into<String>, secret: impl Into<Secret>) -> Builder<Official> {
    let tokens = StableTokens::new(appid, secret.into());
    Client::builder().credentials(Tokens::new(tokens, Memory::default()))
}

#[cfg(feature = "blocking")]
pub mod blocking {
    //! The same without a runtime.

    use wxkit_client::Timeouts;
    use wxkit_client::blocking::{Builder, Client, Tokens, Ureq};

    use super::{Error, Memory, Official, Secret, StableTokens};

    /// A client for an official account, over ureq; see [`connect`](super::connect).
    ///
    /// # Errors
    /// None today; a client may one day be refused as the other is.
    pub fn connect(appid: impl Into<String>, secret: impl Into<Secret>) -> Result<Client<Official>, Error> {
        builder(appid, secret).build()
    }

    /// The same client before it is built.
    pub fn builder(appid: impl Into<String>, secret: impl Into<Secret>) -> Builder<Official> {
        let tokens = StableTokens::new(appid, secret.into());
        Client::builder(Ureq::new(Timeouts::default())).credentials(Tokens::new(tokens, Memory::default()))
    }
}
