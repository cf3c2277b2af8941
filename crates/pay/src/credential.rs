//! Who signs, and by which keys answers are verified.

use std::fmt;
use std::sync::Arc;

use crate::keys::PlatformKeys;
use crate::merchant::Merchant;

/// A merchant together with the keys of the platform that it knows. A clone shares both.
#[derive(Clone)]
pub struct Credential {
    pub(crate) merchant: Arc<Merchant>,
    pub(crate) keys: Arc<PlatformKeys>,
    /// For the call that brings certificates: its answer may be signed with one that stands in it.
    pub(crate) bootstraps: bool,
}

impl Credential {
    /// A merchant that knows these keys and no others. [`MerchantKeys`](crate::MerchantKeys) makes credentials that grow.
    #[must_use]
    pub fn new(merchant: Arc<Merchant>, keys: Arc<PlatformKeys>) -> Self {
        Self { merchant, keys, bootstraps: false }
    }

    /// Who signs.
    #[must_use]
    pub fn merchant(&self) -> &Merchant {
        &self.merchant
    }

    /// By which keys answers are verified.
    #[must_use]
    pub fn keys(&self) -> &PlatformKeys {
        &self.keys
    }
}

impl PartialEq for Credential {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.merchant, &other.merchant) && self.keys == other.keys
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("merchant", &self.merchant).field("keys", &self.keys).finish()
    }
}
