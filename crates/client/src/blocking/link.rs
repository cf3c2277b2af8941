//! The way to the platform.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use http::Request;
use wxkit_proto::sink::Sink;
use wxkit_proto::{Body, Error, Flow, Platform};

use super::Transport;
use super::drive::drive;
use crate::base_url::PlainHosts;
use crate::files::{self, Received};
use crate::fixed::{Fixed, Nobody};
use crate::observe::{Exchange, Shared};
use crate::session::Session;

/// The way to the platform: a transport, and the base URL that requests go to.
#[derive(Clone)]
pub struct Link {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) plain: PlainHosts,
    pub(super) base_url: Option<Arc<str>>,
    pub(super) counters: Shared,
}

impl Link {
    /// Where requests go; `None`: to the platform's own host.
    #[must_use]
    pub fn base_url(&self) -> Option<&str> {
        self.base_url.as_deref()
    }

    /// Runs a flow that needs no credential, such as the call that fetches one.
    ///
    /// # Errors
    /// What the flow ends with; [`Error::Request`] if it asks for a credential.
    pub fn run<F: Flow>(&self, flow: F) -> Result<F::Output, Error> {
        drive(flow, self, &Nobody, &mut Session::default())
    }

    /// Runs a flow with a credential that never changes.
    ///
    /// # Errors
    /// What the flow ends with.
    pub fn run_as<F: Flow>(
        &self,
        flow: F,
        credential: <F::Platform as Platform>::Credential,
    ) -> Result<F::Output, Error> {
        drive(flow, self, &Fixed(credential), &mut Session::default())
    }

    /// One exchange with the platform `F`.
    pub(super) fn send<F: Platform>(
        &self,
        mut request: Request<Body>,
        sink: Sink,
        public: bool,
    ) -> Result<Received, Error> {
        self.plain.admit(&mut request, public)?;
        let exchange = Exchange::begin(&self.counters, &request, &sink, Instant::now());
        let result = exchange.span().in_scope(|| {
            let (head, body) = self.transport.send(request)?.into_parts();
            files::receive(sink, head, body)
        });
        exchange.end::<F>(&result, Instant::now());
        result
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}
