//! The client: everything that is needed to call one platform.

use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::Arc;

use http::Method;
use serde_json::Value;
use wxkit_proto::download::{Download, Downloaded, Fetch};
use wxkit_proto::exchange::Exchange;
use wxkit_proto::{Call, Endpoint, Error, File, Flow, Platform};

use crate::base_url::{self, PlainHosts};
use crate::drive::{blocking, drive};
use crate::files;
use crate::fixed::Nobody;
use crate::link::Link;
use crate::net::{Net, Proxies};
use crate::observe::Stats;
use crate::provider::Provider;
use crate::session::Session;
use crate::timeouts::Timeouts;
use crate::transport::Transport;

/// Calls one platform. A clone shares connections and credentials; all methods may be called side by side.
///
/// It belongs into a tokio runtime with time and I/O enabled.
pub struct Client<F: Platform> {
    link: Link,
    provider: Arc<dyn Provider<F>>,
}

impl<F: Platform> Client<F> {
    /// Begins a client.
    pub fn builder() -> Builder<F> {
        Builder {
            base_url: None,
            plain: PlainHosts::default(),
            ca_pem: Vec::new(),
            proxies: Proxies::default(),
            timeouts: Timeouts::default(),
            transport: None,
            provider: Arc::new(Nobody),
            platform: PhantomData,
        }
    }

    /// Calls one endpoint; repeats it as [`Call`] says.
    ///
    /// # Errors
    /// Any kind, see [`Error`].
    pub async fn call<E: Endpoint<Platform = F>>(&self, endpoint: E) -> Result<E::Reply, Error> {
        self.run(Call::new(endpoint)).await
    }

    /// Calls an endpoint that has no type yet. `path` begins with `/`, may hold an escaped query, and holds no token.
    /// Where the digits of numbers or the order of fields matter, [`call`](Self::call) an [`Exchange`] of them as they are.
    ///
    /// # Errors
    /// Any kind, see [`Error`].
    pub async fn call_json(
        &self,
        method: Method,
        path: impl Into<String>,
        body: Option<Value>,
    ) -> Result<Value, Error> {
        Ok(self.call(Exchange::new(method, path, body.map(Into::into))).await?.0.to_value())
    }

    /// Runs a flow that is not recorded and whose news nobody hears.
    ///
    /// # Errors
    /// What the flow ends with.
    pub async fn run<T: Flow<Platform = F>>(&self, flow: T) -> Result<T::Output, Error> {
        self.run_with(flow, &mut Session::default()).await
    }

    /// Runs a flow to its end. Dropping the future at any point is safe: what is under way is broken off, and what was
    /// recorded stays.
    ///
    /// # Errors
    /// What the flow ends with.
    pub async fn run_with<T: Flow<Platform = F>>(
        &self,
        flow: T,
        session: &mut Session<'_>,
    ) -> Result<T::Output, Error> {
        let result = drive(flow, &self.link, &*self.provider, session).await;
        self.link.counters.ended(&result);
        result
    }

    /// Downloads a file: into this folder, under the name that the platform gives, or else into this file. It is never
    /// held in memory, and a cut is followed by another attempt, see [`Download`].
    ///
    /// # Errors
    /// [`Error::Request`] if the place cannot be; else any kind, see [`Error`].
    pub async fn download<E: Fetch<Platform = F>>(
        &self,
        endpoint: E,
        path: impl Into<PathBuf>,
    ) -> Result<Downloaded<E::Reply>, Error> {
        let path = path.into();
        let place = blocking(move || files::place(&path)).await?;
        self.run(Download::new(endpoint, place, &[])).await
    }

    /// A file on disk, looked at and ready to be put into an endpoint. Its name is the last part of the path.
    ///
    /// # Errors
    /// [`Error::Local`] if there is none, it is no ordinary file, or it cannot be read.
    pub async fn open(&self, path: impl Into<PathBuf>) -> Result<File, Error> {
        let path = path.into();
        blocking(move || files::open(&path)).await
    }

    /// What this client and its clones have done so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.link.counters.stats()
    }

    /// The way to the platform, for a [`Provider`] or a flow of another platform over the same connections.
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
    base_url: Option<String>,
    plain: PlainHosts,
    ca_pem: Vec<u8>,
    proxies: Proxies,
    timeouts: Timeouts,
    transport: Option<Arc<dyn Transport>>,
    provider: Arc<dyn Provider<F>>,
    platform: PhantomData<F>,
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

    /// Trusts a further certificate authority (one or more certificates in PEM) beside those of the system.
    pub fn ca_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.ca_pem = pem.into();
        self
    }

    /// Sends everything through this proxy, whatever the environment says: `http://[user:password@]host:port`. `None`:
    /// through none. This machine itself is never reached through a proxy. Checked by [`build`](Builder::build).
    pub fn proxy(mut self, url: Option<&str>) -> Self {
        self.proxies = url.map_or(Proxies::None, |url| Proxies::One(url.to_owned()));
        self
    }

    /// How long to wait for what.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sends everything through this, and not over connections of the client's own; then proxy, timeouts and certificate
    /// authorities are the transport's affair.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
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
    /// [`Error::Request`] if the base URL is not valid, it is plain http to another machine, or the proxy or the
    /// certificate authority is not valid.
    pub fn build(self) -> Result<Client<F>, Error> {
        let base_url = self.base_url.map(|url| base_url::parse(&url, &self.plain)).transpose()?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => Arc::new(Net::new(self.timeouts, self.proxies, &self.ca_pem)?),
        };
        let plain = self.plain.with_base_url(base_url.as_deref());
        let link = Link { transport, plain, base_url, counters: Arc::default() };
        Ok(Client { link, provider: self.provider })
    }
}

impl<F: Platform> fmt::Debug for Builder<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The proxy's address may hold a password.
        let mut debug = f.debug_struct("Builder");
        debug.field("base_url", &self.base_url.as_ref().map(|_| "…")).field("timeouts", &self.timeouts);
        debug.finish_non_exhaustive()
    }
}
