//! The transport: one HTTP/1.1 exchange over a connection that is kept for the next.

mod body;
mod connect;
mod names;
mod pool;
mod tls;
mod watch;

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, poll_fn, select};
use http::header::{CONTENT_LENGTH, HOST, HeaderValue};
use http::{Method, Request, Response, Uri};
use http_body::Body as _;
use hyper::body::Incoming;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use wxkit_proto::error::{Transport as Failure, TransportKind};
use wxkit_proto::flow::Once;
use wxkit_proto::sink::{Sink, Stored, Target};
use wxkit_proto::{Body, Error};

use crate::drive::runtime_ended;
use crate::files::{Intake, Part, Received, Taken};
use crate::guard::PublicOnly;
use crate::pace::{CRUMBLED, Pace};
use crate::timeouts::Timeouts;
use crate::transport::{Sending, Transport};
use body::Handed;
use pool::{Connection, Key, Pool};
use watch::Late;

pub(crate) use body::Streamed;
#[cfg(feature = "web")]
pub(crate) use connect::chain;
pub(crate) use connect::{Connector, Proxies};

/// So many interim answers (HTTP 1xx) may come before the real one.
const INTERIM: u32 = 16;

/// How long a connection may need to become ready for the next request once its answer is complete.
const SETTLE: Duration = Duration::from_secs(1);

/// Sends requests and reads answers; knows nothing of platforms.
pub(crate) struct Net {
    connector: Connector,
    pool: Pool,
    timeouts: Timeouts,
}

impl Net {
    pub(crate) fn new(timeouts: Timeouts, proxies: Proxies, ca_pem: &[u8]) -> Result<Self, Error> {
        Ok(Self { connector: Connector::new(proxies, ca_pem)?, pool: Pool::default(), timeouts })
    }

    async fn exchange(&self, request: Request<Body>, sink: Sink) -> Result<Received, Error> {
        let uri = request.uri().clone();
        let key = Key::of(&uri, request.extensions().get::<PublicOnly>().is_some());
        let len = request.body().len();
        let once = request.extensions().get::<Once>().is_some();
        let (mut request, handed) = self.prepare(request)?;
        let flood = count_interim(&mut request);
        loop {
            // An idle connection may be closed while the request is on its way.
            let idle = if once { None } else { self.pool.take(&key) };
            let (mut connection, reused) = match idle {
                Some(connection) => {
                    // Lets the runtime look at the socket once more: it may have been closed meanwhile.
                    tokio::task::yield_now().await;
                    (connection, true)
                }
                None => (self.connect(&uri, key.clone()).await?, false),
            };
            let watch = Arc::clone(&connection.watch);
            watch.begin(self.timeouts.stall);
            let sending = connection.sender.try_send_request(request);
            let clock = pin!(watch.clock(|| handed.is_over(), self.timeouts.answer_after(len)));
            let overflow = pin!(flood.notified());
            let answered = match select(pin!(sending), select(clock, overflow)).await {
                Either::Left((answered, _)) => answered,
                Either::Right((why, _)) => {
                    let arrived = watch.has_written();
                    return Err(match why {
                        Either::Left(((Late::Sending, limit), _)) => {
                            timed_out("the request could not be sent, or too slowly,", limit, arrived)
                        }
                        Either::Left(((Late::Answering, limit), _)) => timed_out("no answer", limit, arrived),
                        Either::Right(_) => flooded(),
                    });
                }
            };
            match answered {
                Ok(response) => {
                    let received = self.receive(response, sink).await?;
                    if handed.is_over() {
                        self.keep(connection).await;
                    }
                    return Ok(received);
                }
                Err(mut failed) => match failed.take_message() {
                    // The platform closed an idle connection; not a byte of this request was written to it.
                    Some(unsent) if reused => request = unsent,
                    unsent => {
                        let arrived = unsent.is_none() && connection.watch.has_written();
                        return Err(broken(&failed.into_error(), arrived));
                    }
                },
            }
        }
    }

    fn prepare(&self, request: Request<Body>) -> Result<(Request<Streamed>, Handed), Error> {
        let (mut parts, body) = request.into_parts();
        if !body.is_empty() || parts.method != Method::GET {
            parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        }
        if !parts.headers.contains_key(HOST) {
            parts.headers.insert(HOST, host(&parts.uri)?);
        }
        match self.connector.forward_auth(&parts.uri) {
            // A proxy for plain http wants the whole address.
            Some(auth) => parts.headers.extend(auth.map(|auth| (http::header::PROXY_AUTHORIZATION, auth))),
            None => {
                let target = parts.uri.path_and_query().cloned();
                parts.uri = target.map_or_else(Uri::default, Uri::from);
            }
        }
        let body = Streamed::new(&body);
        let handed = body.handed();
        Ok((Request::from_parts(parts, body), handed))
    }

    async fn connect(&self, uri: &Uri, key: Key) -> Result<Connection, Error> {
        let limit = self.timeouts.connect;
        match tokio::time::timeout(limit, self.connector.connect(uri, key)).await {
            Ok(connected) => connected,
            Err(_) => Err(unconnected(format!("{}: no connection within {limit:?}", key_host(uri)))),
        }
    }

    /// Reads the whole answer. The connection of one that is too long is dropped.
    async fn receive(&self, response: Response<Incoming>, sink: Sink) -> Result<Received, Error> {
        let (head, mut incoming) = response.into_parts();
        let mut pace = Pace::new(self.timeouts.stall);
        let mut intake = Intake::new(sink, head, Some(incoming.size_hint().lower()))?;
        while let Some(data) = piece(&mut incoming, &mut pace).await? {
            if intake.push(&data)? {
                break;
            }
        }
        let (head, target, at, bytes) = match intake.end() {
            Taken::Reply(reply) => return Ok(Received::Reply(reply)),
            Taken::File { head, target, at, bytes } => (head, target, at, bytes),
        };
        let (pieces, written) = write(target, at, bytes);
        let cut = loop {
            match piece(&mut incoming, &mut pace).await {
                Ok(Some(data)) => {
                    // A writer that has ended has failed.
                    if pieces.send(data).await.is_err() {
                        break None;
                    }
                }
                Ok(None) => break None,
                Err(Error::Transport(cut)) => break Some(cut),
                Err(error) => return Err(error),
            }
        };
        drop(pieces);
        let len = written.await.map_err(runtime_ended)??;
        Ok(Received::Stored(Stored { head, len, cut }))
    }

    /// Keeps a connection whose exchange is complete for the next one.
    async fn keep(&self, mut connection: Connection) {
        let ready = poll_fn(|cx| -> Poll<_> { connection.sender.poll_ready(cx) });
        if let Ok(Ok(())) = tokio::time::timeout(SETTLE, ready).await {
            self.pool.put(connection);
        }
    }
}

impl Transport for Net {
    fn send(&self, request: Request<Body>, sink: Sink) -> Sending<'_> {
        Box::pin(self.exchange(request, sink))
    }
}

/// The next piece of an answer.
async fn piece(incoming: &mut Incoming, pace: &mut Pace) -> Result<Option<Bytes>, Error> {
    loop {
        let begun = Instant::now();
        let frame = poll_fn(|cx: &mut Context<'_>| std::pin::Pin::new(&mut *incoming).poll_frame(cx));
        let frame = tokio::time::timeout(pace.left(), frame).await;
        pace.waited(begun.elapsed());
        let slow = |_| timed_out("the answer stopped in the middle, or came too slowly,", pace.whole(), true);
        let Some(frame) = frame.map_err(slow)? else { return Ok(None) };
        // Trailers hold nothing for us.
        if let Ok(data) = frame.map_err(|error| broken(&error, true))?.into_data() {
            pace.moved(data.len());
            return if pace.has_crumbled() { Err(crumbled()) } else { Ok(Some(data)) };
        }
    }
}

fn crumbled() -> Error {
    Error::Transport(Failure::new(TransportKind::Interrupted, true, CRUMBLED.to_owned()))
}

/// Tells when too many interim answers have come.
fn count_interim(request: &mut Request<Streamed>) -> Arc<Notify> {
    let flood = Arc::new(Notify::new());
    let (notify, count) = (Arc::clone(&flood), AtomicU32::new(0));
    hyper::ext::on_informational(request, move |_| {
        if count.fetch_add(1, Ordering::Relaxed) == INTERIM {
            notify.notify_one();
        }
    });
    flood
}

fn flooded() -> Error {
    let message = format!("more than {INTERIM} interim answers (HTTP 1xx) and no real one");
    Error::Transport(Failure::new(TransportKind::Interrupted, true, message))
}

/// Writes on the blocking pool until no more pieces can come; the result is the length of the file.
fn write(target: Target, at: u64, first: Vec<u8>) -> (mpsc::Sender<Bytes>, JoinHandle<Result<u64, Error>>) {
    let (pieces, mut coming) = mpsc::channel::<Bytes>(4);
    let written = tokio::task::spawn_blocking(move || {
        let mut part = Part::open(&target, at)?;
        part.write(&first)?;
        while let Some(piece) = coming.blocking_recv() {
            part.write(&piece)?;
        }
        Ok(part.len())
    });
    (pieces, written)
}

fn host(uri: &Uri) -> Result<HeaderValue, Error> {
    let usual = if uri.scheme_str() == Some("http") { 80 } else { 443 };
    let host = uri.host().unwrap_or_default();
    let text = match uri.port_u16() {
        Some(port) if port != usual => format!("{host}:{port}"),
        _ => host.to_owned(),
    };
    HeaderValue::from_str(&text).map_err(|_| Error::invalid("the host is not valid"))
}

/// No connection could be made, so nothing has arrived.
fn unconnected(message: String) -> Error {
    Error::Transport(Failure::new(TransportKind::Connect, false, message))
}

fn key_host(uri: &Uri) -> &str {
    uri.host().unwrap_or_default()
}

fn timed_out(what: &str, limit: Duration, arrived: bool) -> Error {
    let message = format!("{what} for {limit:?}");
    Error::Transport(Failure::new(TransportKind::Timeout, arrived, message))
}

/// What hyper says about a connection that failed; the cause may be a file that could not be read.
fn broken(error: &hyper::Error, arrived: bool) -> Error {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if let Some(ours) = inner.downcast_ref::<Error>() {
            return ours.clone();
        }
        cause = inner.source();
    }
    Error::Transport(Failure::new(TransportKind::Interrupted, arrived, connect::chain(error)))
}
