//! From an address to a connection: name, proxy, TCP, TLS.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::sync::Arc;

use http::{HeaderValue, Uri};
use hyper::client::conn::http1;
use hyper::rt::{Read, Write};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use tokio::sync::OnceCell;
use tower_service::Service;
use wxkit_proto::Error;

use super::body::Streamed;
use super::names::Names;
use super::pool::{Connection, Key};
use super::watch::{Watch, Watched};
use super::{tls, unconnected};
use crate::base_url::{has_good_port, is_loopback};
use crate::guard;

/// Which proxies to use.
#[derive(Clone, Debug, Default)]
pub(crate) enum Proxies {
    /// What `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say, in either case.
    #[default]
    Environment,
    /// This one for everything.
    One(String),
    None,
}

pub(crate) struct Connector {
    tcp: HttpConnector<Names>,
    /// To public addresses alone.
    guarded: HttpConnector<Names>,
    proxies: Option<Matcher>,
    authorities: Vec<CertificateDer<'static>>,
    tls: OnceCell<Arc<ClientConfig>>,
}

pub(crate) trait Stream: Read + Write + Send + Unpin {}

impl<S: Read + Write + Send + Unpin> Stream for S {}

impl Connector {
    pub(crate) fn new(proxies: Proxies, ca_pem: &[u8]) -> Result<Self, Error> {
        let tcp = |guarded| {
            let mut tcp = HttpConnector::new_with_resolver(Names::new(guarded));
            tcp.enforce_http(false);
            tcp.set_nodelay(true);
            tcp
        };
        let proxies = match proxies {
            Proxies::Environment => Some(Matcher::from_env()),
            Proxies::One(url) => Some(one(&url)?),
            Proxies::None => None,
        };
        let authorities = if ca_pem.is_empty() { Vec::new() } else { tls::parse_pem(ca_pem)? };
        Ok(Self { tcp: tcp(false), guarded: tcp(true), proxies, authorities, tls: OnceCell::new() })
    }

    /// Whether a request goes in plain text to a proxy that passes it on, and what the proxy wants to see for it.
    pub(crate) fn forward_auth(&self, uri: &Uri) -> Option<Option<HeaderValue>> {
        let proxy = self.proxy(uri).filter(|_| uri.scheme_str() == Some("http"))?;
        Some(proxy.basic_auth().cloned())
    }

    /// A new connection, driven by a task of its own.
    pub(crate) async fn connect(&self, uri: &Uri, key: Key) -> Result<Connection, Error> {
        let host = uri.host().unwrap_or_default();
        let failed = |error: &(dyn StdError + 'static)| {
            guard::found_in(error).unwrap_or_else(|| unconnected(format!("{host}: {}", chain(error))))
        };
        let stream = self.stream(uri, key.guarded).await.map_err(|error| failed(&*error))?;
        let watch = Watch::new();
        let stream = Watched::new(stream, Arc::clone(&watch));
        let (sender, driver) =
            http1::handshake::<_, Streamed>(stream).await.map_err(|error| failed(&error))?;
        tokio::spawn(async move {
            // Whoever sends a request learns of the error; nobody else is interested.
            driver.await.ok();
        });
        Ok(Connection { sender, watch, key })
    }

    /// A connection to a host, over TLS if its address says so; guarded, to public addresses alone.
    pub(crate) async fn stream(
        &self,
        uri: &Uri,
        guarded: bool,
    ) -> Result<Box<dyn Stream>, Box<dyn StdError + Send + Sync>> {
        let is_tls = |uri: &Uri| uri.scheme_str() == Some("https");
        let Some(proxy) = self.proxy(uri) else {
            let tcp = if guarded { &self.guarded } else { &self.tcp };
            return Ok(match is_tls(uri) {
                true => Box::new(call(self.over_tls(tcp.clone()).await?, uri).await?),
                false => Box::new(call(tcp.clone(), uri).await?),
            });
        };
        let address = proxy.uri();
        if !matches!(address.scheme_str(), Some("http" | "https")) {
            // One that was given to the client was looked at when that was built.
            return Err(
                "the proxy in the environment is of a kind that is not supported; it must be http or https"
                    .into(),
            );
        }
        if !is_tls(uri) && !is_tls(address) {
            return Ok(Box::new(call(self.tcp.clone(), address).await?));
        }
        let to_proxy = self.over_tls(self.tcp.clone()).await?;
        if !is_tls(uri) {
            return Ok(Box::new(call(to_proxy, address).await?));
        }
        let mut tunnel = Tunnel::new(address.clone(), to_proxy);
        if let Some(auth) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(auth.clone());
        }
        Ok(Box::new(call(self.over_tls(tunnel).await?, uri).await?))
    }

    fn proxy(&self, uri: &Uri) -> Option<Intercept> {
        if is_loopback(uri.host()?) { None } else { self.proxies.as_ref()?.intercept(uri) }
    }

    async fn over_tls<S>(&self, inner: S) -> Result<HttpsConnector<S>, Box<dyn StdError + Send + Sync>> {
        let config = self.tls.get_or_try_init(async || {
            let extra = self.authorities.clone();
            let config = tokio::task::spawn_blocking(move || tls::config(&extra)).await?;
            Ok::<_, Box<dyn StdError + Send + Sync>>(config?)
        });
        let config = ClientConfig::clone(config.await?);
        let builder = HttpsConnectorBuilder::new().with_tls_config(config).https_or_http();
        Ok(builder.enable_http1().wrap_connector(inner))
    }
}

/// One proxy for everything. The matcher takes an address that it cannot read for none, and then everything would go
/// out directly, past the proxy that was asked for.
fn one(url: &str) -> Result<Matcher, Error> {
    // The address may hold a password, so it is not repeated.
    let wrong = |why: &str| Error::invalid(format!("the proxy given to the client {why}"));
    let matcher = Matcher::builder().all(url).build();
    let proxy = matcher.intercept(&Uri::from_static("https://any.invalid"));
    let proxy = proxy
        .ok_or_else(|| wrong("has no valid address; it must look like http://[user:password@]host:port"))?;
    if !matches!(proxy.uri().scheme_str(), Some("http" | "https")) {
        return Err(wrong("is of a kind that is not supported; it must be http or https"));
    }
    if !has_good_port(proxy.uri()) {
        return Err(wrong("has a port that is not a number up to 65535"));
    }
    Ok(matcher)
}

async fn call<S>(mut service: S, uri: &Uri) -> Result<S::Response, Box<dyn StdError + Send + Sync>>
where
    S: Service<Uri>,
    S::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    std::future::poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
    service.call(uri.clone()).await.map_err(Into::into)
}

/// An error and its causes in one line. None of them holds an address beyond host and port.
pub(crate) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        // Some wrappers repeat what they wrap.
        if !text.contains(&inner_text) {
            write!(text, ": {inner_text}").ok();
        }
        cause = inner.source();
    }
    text
}
