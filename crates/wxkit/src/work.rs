//! WeChat Work (企业微信): see [`wxkit_work`]; and [`connect`], which makes a client of an application.

#[doc(inline)]
pub use wxkit_work::*;

#[cfg(feature = "client")]
use wxkit_client::{Builder, Client, Tokens};
#[cfg(any(feature = "client", feature = "blocking"))]
use wxkit_proto::{Error, Secret};
#[cfg(any(feature = "client", feature = "blocking"))]
use wxkit_token::store::Memory;

/// A client for an application. It fetches access tokens when it needs them and keeps them in memory; nothing is sent
/// yet.
///
/// [`builder`] is the way to other stores of tokens, addresses and clocks.
///
/// ```no_run
/// use wxkit::work::{Message, Receivers, SendMessage, connect};
/// use wxkit::work::ids::AgentId;
///
/// # async fn run() -> Result<(), wxkit::proto::Error> {
/// let work = connect("ww0123456789abcdef", "…")?;
/// let text = Message::Text("报告来了".into());
/// work.call(SendMessage::new(Receivers::users(["zhangsan"]), AgentId::from(1_000_002), text)).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Error::Request`] if a proxy that the environment names is not valid.
#[cfg(feature = "client")]
pub fn connect(corpid: impl Into<String>, secret: impl Into<Secret>) -> Result<Client<Work>, Error> {
    builder(corpid, secret).build()
}

/// The same client before it is built: with a base URL, a proxy or other timeouts, or with tokens that
/// processes share ([`Builder::credentials`]).
#[cfg(feature = "client")]
pub fn builder(corpid: impl Into<String>, secret: impl Into<Secret>) -> Builder<Work> {
    let tokens = AppTokens::new(corpid, secret.into());
    Client::builder().credentials(Tokens::new(tokens, Memory::default()))
}

#[cfg(feature = "blocking")]
pub mod blocking {
    //! The same without a runtime.

    use wxkit_client::Timeouts;
    use wxkit_client::blocking::{Builder, Client, Tokens, Ureq};

    use super::{AppTokens, Error, Memory, Secret, Work};

    /// A client for an application, over ureq; see [`connect`](super::connect).
    ///
    /// # Errors
    /// None today; a client may one day be refused as the other is.
    pub fn connect(corpid: impl Into<String>, secret: impl Into<Secret>) -> Result<Client<Work>, Error> {
        builder(corpid, secret).build()
    }

    /// The same client before it is built.
    pub fn builder(corpid: impl Into<String>, secret: impl Into<Secret>) -> Builder<Work> {
        let tokens = AppTokens::new(corpid, secret.into());
        Client::builder(Ureq::new(Timeouts::default())).credentials(Tokens::new(tokens, Memory::default()))
    }
}
