//! From a name to addresses.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec;

use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use tower_service::Service;

use crate::guard;

/// The system's resolver; a guarded one gives public addresses alone.
#[derive(Clone)]
pub(crate) struct Names {
    system: GaiResolver,
    guarded: bool,
}

impl Names {
    pub(crate) fn new(guarded: bool) -> Self {
        Self { system: GaiResolver::new(), guarded }
    }
}

impl Service<Name> for Names {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.system.poll_ready(cx)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let (found, host, guarded) = (self.system.call(name.clone()), name.to_string(), self.guarded);
        Box::pin(async move {
            let all: Vec<SocketAddr> = found.await?.collect();
            let kept: Vec<_> =
                all.iter().copied().filter(|at| !guarded || !guard::is_private(at.ip())).collect();
            if kept.is_empty() && !all.is_empty() {
                Err(guard::refused_io(&host))
            } else {
                Ok(kept.into_iter())
            }
        })
    }
}
