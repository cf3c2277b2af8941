//! WeChat Pay v3 (微信支付): see [`wxkit_pay`]; and [`connect`], which makes a client of a merchant.

#[doc(inline)]
pub use wxkit_pay::*;

#[cfg(feature = "client")]
use wxkit_client::{Builder, Client, Keys};
#[cfg(any(feature = "client", feature = "blocking"))]
use wxkit_proto::Error;

/// A client for a merchant. It signs what it sends and verifies what comes; the platform's certificates are fetched when
/// they are needed. Nothing is sent yet.
///
/// [`builder`] is the way to other addresses and clocks.
///
/// ```no_run
/// use wxkit::pay::{Merchant, MerchantKeys, PublicKey, Upload, UploadVideo, connect};
/// use wxkit::proto::sign::SigningKey;
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let key = SigningKey::from_pem("apiclient_key.pem", &std::fs::read_to_string("apiclient_key.pem")?)?;
/// let merchant = Merchant::new("1900000001", "2C7E91D05BA84F63A1D0C5E7F9B83A42D61E0B97", key)?;
/// let public = std::fs::read_to_string("pub_key.pem")?;
/// let public = PublicKey::from_pem("PUB_KEY_ID_0119000000012026", "pub_key.pem", &public)?;
/// let pay = connect(MerchantKeys::new(merchant).with_public_key(public))?;
/// let upload = Upload::<UploadVideo>::new(pay.open("film.mp4").await?, None)?;
/// println!("{}", pay.run(upload).await?.media_id);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Error::Request`] if a proxy that the environment names is not valid.
#[cfg(feature = "client")]
pub fn connect(keys: MerchantKeys) -> Result<Client<Pay>, Error> {
    builder(keys).build()
}

/// The same client before it is built: with a base URL, a proxy or other timeouts.
#[cfg(feature = "client")]
pub fn builder(keys: MerchantKeys) -> Builder<Pay> {
    Client::builder().credentials(Keys::new(keys))
}

#[cfg(feature = "blocking")]
pub mod blocking {
    //! The same without a runtime.

    use wxkit_client::Timeouts;
    use wxkit_client::blocking::{Builder, Client, Keys, Ureq};

    use super::{Error, MerchantKeys, Pay};

    /// A client for a merchant, over ureq; see [`connect`](super::connect).
    ///
    /// # Errors
    /// None today; a client may one day be refused as the other is.
    pub fn connect(keys: MerchantKeys) -> Result<Client<Pay>, Error> {
        builder(keys).build()
    }

    /// The same client before it is built.
    pub fn builder(keys: MerchantKeys) -> Builder<Pay> {
        Client::builder(Ureq::new(Timeouts::default())).credentials(Keys::new(keys))
    }
}
