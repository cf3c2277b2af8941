//! The transport: one HTTP/1.1 exchange over a connection that is kept for the next.

mod body;
mod connect;
mod names;
mod pool;
mod tls;
mod watch;

use std::pin::pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, poll_fn, select};
use http::header::{CONTENT_LENGTH, HOST, HeaderValue};
use http::{Method, Request, Response, Uri};
use http_body::Body as _;
use hyper::body::Incoming;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tracing::Instrument as _;
use wxkit_proto::{Body, Error, Sink, Stored, Target, Transport, TransportKind};

use crate::files::{Intake, Part, Received, Taken};
use crate::origin::PlainHosts;
use crate::timeouts::Timeouts;
use body::{Handed, Streamed};
use connect::Connector;
use pool::{Connection, Key, Pool};

pub(crate) use connect::Proxies;

/// How long a connection may need to become ready for the next request once its answer is complete.
const SETTLE: Duration = Duration::from_secs(1);

/// Sends requests and reads answers; knows nothing of platforms.
pub(crate) struct Net {
    connector: Connector,
    pool: Pool,
    timeouts: Timeouts,
    plain: PlainHosts,
}

impl Net {
    pub(crate) fn new(
        timeouts: Timeouts,
        plain: PlainHosts,
        proxies: Proxies,
        ca_pem: &[u8],
    ) -> Result<Self, Error> {
        Ok(Self { connector: Connector::new(proxies, ca_pem)?, pool: Pool::default(), timeouts, plain })
    }

    /// One exchange. What is logged of it is its method and path.
    pub(crate) async fn send(
        &self,
        request: Request<Body>,
        sink: Sink,
        public: bool,
    ) -> Result<Received, Error> {
        let span = tracing::debug_span!("send", method = %request.method(), path = wxkit_proto::logged_path(&request));
        let sent = async {
            self.plain.check(request.uri(), public)?;
            let guarded = self.plain.is_guarded(public);
            let result = self.exchange(request, sink, guarded).await;
            match &result {
                Ok(Received::Reply(reply)) => tracing::debug!(status = reply.status().as_u16(), "answered"),
                Ok(Received::Stored(stored)) => tracing::debug!(bytes = stored.len, "stored"),
                Err(error) => tracing::debug!(%error, "failed"),
            }
            result
        };
        sent.instrument(span).await
    }

    async fn exchange(&self, request: Request<Body>, sink: Sink, guarded: bool) -> Result<Received, Error> {
        let uri = request.uri().clone();
        let key = Key::of(&uri, guarded);
        let len = request.body().len();
        let (mut request, handed) = self.prepare(request)?;
        loop {
            let (mut connection, reused) = match self.pool.take(&key) {
                Some(connection) => {
                    // Lets the runtime look at the socket once more: it may have been closed meanwhile.
                    tokio::task::yield_now().await;
                    (connection, true)
                }
                None => (self.connect(&uri, key.clone()).await?, false),
            };
            connection.watch.begin();
            let sending = connection.sender.try_send_request(request);
            let limit =
                || if handed.is_over() { self.timeouts.answer_after(len) } else { self.timeouts.stall };
            let clock = connection.watch.clock(limit, self.timeouts.stall.min(self.timeouts.answer));
            let answered = match select(pin!(sending), pin!(clock)).await {
                Either::Left((answered, _)) => answered,
                Either::Right((limit, _)) => {
                    let arrived = connection.watch.has_written();
                    let what = if handed.is_over() { "no answer" } else { "nothing could be sent" };
                    return Err(timed_out(what, limit, arrived));
                }
            };
            match answered {
                Ok(response) => {
                    let received = self.receive(&connection, response, sink).await?;
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
                let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
                parts.uri = target.parse().map_err(|_| Error::invalid("the path is not valid"))?;
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
    async fn receive(
        &self,
        connection: &Connection,
        response: Response<Incoming>,
        sink: Sink,
    ) -> Result<Received, Error> {
        let (head, mut incoming) = response.into_parts();
        let mut intake = Intake::new(sink, head, Some(incoming.size_hint().lower()))?;
        while let Some(data) = self.piece(connection, &mut incoming).await? {
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
            match self.piece(connection, &mut incoming).await {
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
        let died = Error::Misuse("a blocking task died, or the runtime is shutting down");
        let len = written.await.unwrap_or(Err(died))?;
        Ok(Received::Stored(Stored { head, len, cut }))
    }

    /// The next piece of an answer.
    async fn piece(&self, connection: &Connection, incoming: &mut Incoming) -> Result<Option<Bytes>, Error> {
        let stall = self.timeouts.stall;
        loop {
            let frame = poll_fn(|cx: &mut Context<'_>| std::pin::Pin::new(&mut *incoming).poll_frame(cx));
            let frame = match select(frame, pin!(connection.watch.clock(|| stall, stall))).await {
                Either::Left((frame, _)) => frame,
                Either::Right((limit, _)) => {
                    return Err(timed_out("the answer stopped in the middle", limit, true));
                }
            };
            let Some(frame) = frame else { return Ok(None) };
            // Trailers hold nothing for us.
            if let Ok(data) = frame.map_err(|error| broken(&error, true))?.into_data() {
                return Ok(Some(data));
            }
        }
    }

    /// Keeps a connection whose exchange is complete for the next one.
    async fn keep(&self, mut connection: Connection) {
        let ready = poll_fn(|cx| -> Poll<_> { connection.sender.poll_ready(cx) });
        if let Ok(Ok(())) = tokio::time::timeout(SETTLE, ready).await {
            self.pool.put(connection);
        }
    }
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
    Error::Transport(Transport { kind: TransportKind::Connect, arrived: false, message })
}

fn key_host(uri: &Uri) -> &str {
    uri.host().unwrap_or_default()
}

fn timed_out(what: &str, limit: Duration, arrived: bool) -> Error {
    let message = format!("{what} for {limit:?}");
    Error::Transport(Transport { kind: TransportKind::Timeout, arrived, message })
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
    Error::Transport(Transport { kind: TransportKind::Interrupted, arrived, message: connect::chain(error) })
}
