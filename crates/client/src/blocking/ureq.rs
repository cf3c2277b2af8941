//! A transport over ureq.

use std::fmt;
use std::io::{self, Read};
use std::time::{Duration, Instant};

use http::header::{CONTENT_LENGTH, HeaderValue};
use http::{Method, Request, Response, Uri};
use ureq::config::Config;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Connector as _, DefaultConnector, NextTimeout};
use ureq::{Agent, AsSendBody, RequestExt as _, SendBody, Timeout};
use wxkit_proto::error::{Transport as Failure, TransportKind};
use wxkit_proto::flow::Once;
use wxkit_proto::{Body, Error};

use super::Transport;
use super::deadline::{Punctual, within};
use crate::base_url::is_loopback;
use crate::files::Reader;
use crate::guard::{self, PublicOnly};
use crate::pace::{CRUMBLED, Pace, time_for};
use crate::timeouts::{KEPT_CONNECTIONS, Timeouts};

/// The transport that ureq makes: HTTP/1.1, rustls, connections that are kept, proxies from the environment.
pub struct Ureq {
    agent: Agent,
    /// To public addresses alone.
    guarded: Agent,
    /// Keeps no connection.
    fresh: Agent,
    timeouts: Timeouts,
}

impl Ureq {
    /// Trusts the certificate authorities of the system.
    #[must_use]
    pub fn new(timeouts: Timeouts) -> Self {
        Self::with_roots(timeouts, RootCerts::PlatformVerifier)
    }

    /// Trusts these certificate authorities (one or more certificates in PEM) **and no others**: ureq cannot add to
    /// those of the system.
    ///
    /// # Errors
    /// [`Error::Request`] if it is no certificate in PEM.
    pub fn with_ca_pem(timeouts: Timeouts, pem: &[u8]) -> Result<Self, Error> {
        let mut roots = Vec::new();
        for item in parse_pem(pem) {
            match item {
                Ok(PemItem::Certificate(certificate)) => roots.push(certificate),
                Ok(_) => {}
                Err(_) => return Err(Error::invalid("the certificate authority's file is not valid PEM")),
            }
        }
        if roots.is_empty() {
            return Err(Error::invalid("the certificate authority's file holds no certificate in PEM"));
        }
        Ok(Self::with_roots(timeouts, RootCerts::from(roots)))
    }

    fn with_roots(timeouts: Timeouts, roots: RootCerts) -> Self {
        let tls = TlsConfig::builder().root_certs(roots).build();
        let config = || {
            Config::builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_idle_connections(KEPT_CONNECTIONS)
                .max_idle_connections_per_host(KEPT_CONNECTIONS)
                .tls_config(tls.clone())
                .timeout_resolve(Some(timeouts.connect))
                .timeout_connect(Some(timeouts.connect))
                .timeout_send_request(Some(timeouts.stall))
                .timeout_per_write(Some(timeouts.stall))
                .timeout_recv_body(Some(BODY))
        };
        let names = PublicNames(DefaultResolver::default());
        let fresh = config().max_idle_connections(0).max_idle_connections_per_host(0);
        let connector = || DefaultConnector::new().chain(Punctual);
        let agent = |config: Config| Agent::with_parts(config, connector(), DefaultResolver::default());
        Self {
            guarded: Agent::with_parts(config().build(), connector(), names),
            agent: agent(config().build()),
            fresh: agent(fresh.build()),
            timeouts,
        }
    }

    fn exchange(
        &self,
        request: Request<impl AsSendBody>,
        len: u64,
    ) -> Result<Response<Box<dyn Read + Send>>, ureq::Error> {
        let agent = match (request.extensions().get::<PublicOnly>(), request.extensions().get::<Once>()) {
            (Some(_), _) => &self.guarded,
            // An idle connection may be closed while the request is on its way.
            (None, Some(_)) => &self.fresh,
            (None, None) => &self.agent,
        };
        let is_local = is_loopback(request.uri().host().unwrap_or_default());
        let answer = self.timeouts.answer_after(len);
        let mut config = request
            .with_agent(agent)
            .configure()
            .timeout_send_body(Some(self.timeouts.stall.saturating_add(time_for(len))))
            .timeout_recv_response(Some(answer))
            // One clock for every read: while the answer is waited for, nothing comes.
            .timeout_per_read(Some(answer.max(self.timeouts.stall)));
        if is_local {
            config = config.proxy(None);
        }
        let stall = self.timeouts.stall;
        let paced = |body: ureq::Body| Paced {
            body: body.into_reader(),
            pace: Pace::new(stall),
            taken: 0,
            arrived: 0,
        };
        Ok(config.build().run()?.map(|body| Box::new(paced(body)) as Box<dyn Read + Send>))
    }
}

/// The longest that the body of an answer may take.
const BODY: Duration = Duration::from_secs(6 * 3600);

/// A body that must come at a least rate, and not in crumbs.
struct Paced<R> {
    body: R,
    pace: Pace,
    /// Bytes of the body.
    taken: usize,
    /// Bytes on the line, with the heads of chunks.
    arrived: usize,
}

/// So much more than a body and a half may arrive for it; some of it is only read ahead.
const SPARE: usize = 512 * 1024;

impl<R: Read> Read for Paced<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let begun = Instant::now();
        let (read, arrived) = within(self.pace.left(), || self.body.read(buffer))?;
        self.pace.waited(begun.elapsed());
        if read > 0 && self.pace.left().is_zero() {
            return Err(io::Error::new(io::ErrorKind::TimedOut, "the answer came too slowly"));
        }
        self.pace.moved(read);
        self.taken = self.taken.saturating_add(read);
        self.arrived = self.arrived.saturating_add(arrived);
        // It puts small chunks together, so that their number is not seen here.
        let is_packing = self.arrived > self.taken.saturating_add(self.taken / 2).saturating_add(SPARE);
        if is_packing || self.pace.has_crumbled() { Err(io::Error::other(CRUMBLED)) } else { Ok(read) }
    }
}

impl Transport for Ureq {
    fn send(&self, request: Request<Body>) -> Result<Response<Box<dyn Read + Send>>, Error> {
        let (mut parts, body) = request.into_parts();
        let len = body.len();
        if len > 0 || parts.method != Method::GET {
            parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(len));
        }
        let mut reader = Reader::new(&body);
        let result = match len {
            0 => self.exchange(Request::from_parts(parts, ()), len),
            _ => self.exchange(Request::from_parts(parts, SendBody::from_reader(&mut reader)), len),
        };
        result.map_err(|error| match reader.cause() {
            Some(cause) => cause.clone(),
            // Without its body a request cannot have been carried out.
            None => match &error {
                ureq::Error::Io(io) => guard::found_in(io),
                _ => None,
            }
            .unwrap_or_else(|| failure(&error, len == 0 || reader.has_begun())),
        })
    }
}

fn failure(error: &ureq::Error, begun: bool) -> Error {
    use io::ErrorKind as Io;
    let kind = match error {
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::Tls(_)
        | ureq::Error::Rustls(_)
        | ureq::Error::InvalidProxyUrl
        | ureq::Error::ConnectProxyFailed(_)
        | ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => TransportKind::Connect,
        ureq::Error::Io(error) => match error.kind() {
            Io::ConnectionRefused | Io::AddrNotAvailable => TransportKind::Connect,
            // A handshake comes before any request.
            Io::InvalidData if is_certificate(error) => TransportKind::Connect,
            // These may also meet a connection that is in use. What else rustls has against a server is the last.
            Io::HostUnreachable | Io::NetworkUnreachable | Io::InvalidData if !begun => {
                TransportKind::Connect
            }
            _ => TransportKind::Interrupted,
        },
        ureq::Error::Timeout(_) => TransportKind::Timeout,
        _ => TransportKind::Interrupted,
    };
    let message = match error {
        // Its text repeats the address.
        ureq::Error::BadUri(_) => "the address is not valid".to_owned(),
        error => error.to_string(),
    };
    Error::Transport(Failure::new(kind, kind != TransportKind::Connect && begun, message))
}

fn is_certificate(error: &io::Error) -> bool {
    let found = error.get_ref().and_then(|inner| inner.downcast_ref());
    matches!(found, Some(rustls::Error::InvalidCertificate(_)))
}

/// Resolves to public addresses alone; a proxy resolves for itself, and may be on this machine.
#[derive(Debug)]
struct PublicNames(DefaultResolver);

impl Resolver for PublicNames {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        if config.proxy().is_some() {
            return Ok(found);
        }
        let mut kept = self.empty();
        found.iter().filter(|at| !guard::is_private(at.ip())).for_each(|at| kept.push(*at));
        match kept.is_empty() {
            true => Err(guard::refused_io(uri.host().unwrap_or_default()).into()),
            false => Ok(kept),
        }
    }
}

impl fmt::Debug for Ureq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ureq").field("timeouts", &self.timeouts).finish_non_exhaustive()
    }
}
