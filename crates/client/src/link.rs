//! The way to the platform.

use std::fmt;
use std::sync::Arc;

use http::Request;
use tokio::time::Instant;
use tracing::Instrument as _;
use wxkit_proto::sink::Sink;
use wxkit_proto::{Body, Error, Platform};

use crate::base_url::PlainHosts;
use crate::files::Received;
use crate::observe::{Exchange, Shared};
use crate::transport::Transport;

/// The way to the platform: a transport, and the base URL that requests go to. A clone shares the connections.
#[derive(Clone)]
pub struct Link {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) plain: PlainHosts,
    pub(crate) base_url: Option<Arc<str>>,
    pub(crate) counters: Shared,
}

impl Link {
    /// Where requests go; `None`: to the platform's own host.
    #[must_use]
    pub fn base_url(&self) -> Option<&str> {
        self.base_url.as_deref()
    }

    /// One exchange with the platform `F`.
    pub(crate) async fn send<F: Platform>(
        &self,
        mut request: Request<Body>,
        sink: Sink,
        public: bool,
    ) -> Result<Received, Error> {
        self.plain.admit(&mut request, public)?;
        let now = || Instant::now().into_std();
        let exchange = Exchange::begin(&self.counters, &request, &sink, now());
        let result = self.transport.send(request, sink).instrument(exchange.span()).await;
        exchange.end::<F>(&result, now());
        result
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}
