//! The client: everything that is needed to call one platform.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use http::Method;
use serde_json::Value;
use wxkit_proto::download::{Download, Downloaded, Fetch};
use wxkit_proto::exchange::Exchange;
use wxkit_proto::{Call, Endpoint, Error, File, Flow, Platform};

use super::drive::drive;
use super::{Link, Provider, Transport};
use crate::base_url::{self, PlainHosts};
use crate::files;
use crate::fixed::Nobody;
use crate::observe::Stats;
use crate::session::Session;

/// Calls one platform without a runtime. A clone shares transport and credentials.
pub struct Client<F: Platform> {
    link: Link,
    provider: Arc<dyn Provider<F>>,
}

impl<F: Platform> Client<F> {
    /// Begins a client over this transport.
    pub fn builder(transport: impl Transport + 'static) -> Builder<F> {
        Builder {
            transport: Arc::new(transport),
            base_url: None,
            plain: PlainHosts::default(),
            provider: Arc::new(Nobody),
        }
    }

    /// Calls one endpoint; repeats it as [`Call`] says.
    ///
    /// # Errors
    /// Any kind, see [`Error`].
    pub fn call<E: Endpoint<Platform = F>>(&self, endpoint: E) -> Result<E::Reply, Error> {
        self.run(Call::new(endpoint))
    }

    /// Calls an endpoint that has no type yet. `path` begins with `/`, may hold an escaped query, and holds no token.
    /// Where the digits of numbers or the order of fields matter, [`call`](Self::call) an [`Exchange`] of them as they are.
    ///
    /// # Errors
    /// Any kind, see [`Error`].
    pub fn call_json(
        &self,
        method: Method,
        path: impl Into<String>,
        body: Option<Value>,
    ) -> Result<Value, Error> {
        Ok(self.call(Exchange::new(method, path, body.map(Into::into)))?.0.to_value())
    }

    /// Runs a flow that is not recorded and whose news nobody hears.
    ///
    /// # Errors
    /// What the flow ends with.
    pub fn run<T: Flow<Platform = F>>(&self, flow: T) -> Result<T::Output, Error> {
        self.run_with(flow, &mut Session::default())
    }

    /// Runs a flow to its end.
    ///
    /// # Errors
    /// What the flow ends with.
    pub fn run_with<T: Flow<Platform = F>>(
        &self,
        flow: T,
        session: &mut Session<'_>,
    ) -> Result<T::Output, Error> {
        let result = drive(flow, &self.link, &*self.provider, session);
        self.link.counters.ended(&result);
        result
    }

    /// Downloads a file: into this folder, under the name that the platform gives, or else into this file. It is never
    /// held in memory, and a cut is followed by another attempt, see [`Download`].
    ///
    /// # Errors
    /// [`Error::Request`] if the place cannot be; else any kind, see [`Error`].
    pub fn download<E: Fetch<Platform = F>>(
        &self,
        endpoint: E,
        path: impl AsRef<Path>,
    ) -> Result<Downloaded<E::Reply>, Error> {
        self.run(Download::new(endpoint, files::place(path.as_ref())?, &[]))
    }

    /// A file on disk, looked at and ready to be put into an endpoint. Its name is the last part of the path.
    ///
    /// # Errors
    /// [`Error::Local`] if there is none, it is no ordinary file, or it cannot be read.
    pub fn open(&self, path: impl AsRef<Path>) -> Result<File, Error> {
        files::open(path.as_ref())
    }

    /// What this client and its clones have done so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.link.counters.stats()
    }

    /// The way to the platform, for a [`Provider`] or a flow of another platform.
    #[must_use]
    pub fn link(&self) -> &Link {
        &self.link
    }
}

impl<F: Platform> Clone for Client<F> {
    fn clone(&self) -> Self {
        Self { link: self.link.clone(), provider: Arc::clone(&self.provider) }
    }
}

impl<F: Platform> fmt::Debug for Client<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("link", &self.link).finish_non_exhaustive()
    }
}

/// Settings of a [`Client`]; from [`Client::builder`].
#[must_use]
pub struct Builder<F: Platform> {
    transport: Arc<dyn Transport>,
    base_url: Option<String>,
    plain: PlainHosts,
    provider: Arc<dyn Provider<F>>,
}

impl<F: Platform> Builder<F> {
    /// Sends everything to this address in place of the platform's own host: `https://host[:port][/prefix]`. Checked by
    /// [`build`](Builder::build).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Allows plain http to this host. Without this it is allowed to this machine only, because the token stands in
    /// the address of every request.
    pub fn allow_http(mut self, host: &str) -> Self {
        self.plain.allow(host);
        self
    }

    /// Who brings credentials; without one, only endpoints that need none can be called.
    pub fn credentials(mut self, provider: impl Provider<F> + 'static) -> Self {
        self.provider = Arc::new(provider);
        self
    }

    /// The client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Request`] if the base URL is not valid, or it is plain http to another machine.
    pub fn build(self) -> Result<Client<F>, Error> {
        let base_url = self.base_url.map(|url| base_url::parse(&url, &self.plain)).transpose()?;
        let link = Link {
            transport: self.transport,
            plain: self.plain.with_base_url(base_url.as_deref()),
            base_url,
            counters: Arc::default(),
        };
        Ok(Client { link, provider: self.provider })
    }
}

impl<F: Platform> fmt::Debug for Builder<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("base_url", &self.base_url.as_ref().map(|_| "…"))
            .finish_non_exhaustive()
    }
}
