//! The way to the platform.

use std::fmt;
use std::sync::Arc;

use crate::net::Net;

/// The way to the platform: a transport, and the base URL that requests go to. A clone shares the connections.
#[derive(Clone)]
pub struct Link {
    pub(crate) net: Arc<Net>,
    pub(crate) base_url: Option<Arc<str>>,
}

impl Link {
    /// Where requests go; `None`: to the platform's own host.
    #[must_use]
    pub fn base_url(&self) -> Option<&str> {
        self.base_url.as_deref()
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}
