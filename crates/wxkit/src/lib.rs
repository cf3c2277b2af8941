//! WeChat media and publishing: one facade over the wxkit crates.

#[cfg(feature = "article")]
pub mod article {
    //! Article source, see [`wxkit_article`]; and [`in_folder`], which hands it to the official account.
    pub use crate::convert::in_folder;
    pub use wxkit_article::*;
}
#[cfg(any(feature = "client", feature = "blocking"))]
pub use wxkit_client as client;
#[cfg(feature = "official")]
pub use wxkit_official as official;
pub use wxkit_proto as proto;
#[cfg(feature = "official")]
pub use wxkit_token as token;

#[cfg(feature = "article")]
mod convert;
