//! A server for what the platforms send by themselves: one address for all three of them.
//!
//! An event is answered when it has been taken by whoever waits for it, or after three seconds; so a process that dies loses
//! only what the platform was told it has.

mod families;
mod recent;
mod wake;

use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use wxkit::callback::{BODY_CAP, Source};
use wxkit::proto::flow::Notice;

use crate::console::Console;
use crate::context::Context;
use crate::door::Door;
use crate::failure::Failure;
pub(crate) use families::Families;
pub(crate) use families::Heard;
use families::Judgement;
use recent::Recent;
pub(crate) use wake::Wake;

/// Connections at the same time; another one waits until one of them ends.
const CONNECTIONS: usize = 128;

/// Events that nobody has taken yet; the platforms are told to repeat what comes then.
const WAITING: usize = 256;

/// A head, and a body, must have come by then.
const SLOW: Duration = Duration::from_secs(4);

/// How long an answer waits for its event to be taken. The platforms wait for five seconds.
const TAKEN: Duration = Duration::from_secs(3);

/// How long connections may take to end.
const FAREWELL: Duration = Duration::from_secs(2);

/// A server that hears events.
pub(crate) struct Ear {
    events: mpsc::Receiver<Event>,
    stop: Option<oneshot::Sender<()>>,
    server: tokio::task::JoinHandle<()>,
}

/// An event, whose answer waits until it is dropped.
pub(crate) struct Event {
    pub(crate) heard: Heard,
    /// What it says has ended.
    pub(crate) notice: Option<Notice>,
    _taken: oneshot::Sender<()>,
}

struct Inner {
    families: Families,
    recent: Mutex<Recent>,
    events: mpsc::Sender<Event>,
    console: Console,
}

impl Ear {
    /// Listens with the tokens and keys of the settings, to one platform or to all.
    pub(crate) fn open(listen: &str, context: &Context<'_>, only: Option<Source>) -> Result<Self, Failure> {
        let families = match only {
            Some(source) => Families::of(source, context)?,
            None => Families::open(context)?,
        };
        let cannot = |error| Failure::listening(listen, &error);
        let listener = TcpListener::bind(listen).map_err(cannot)?;
        listener.set_nonblocking(true).map_err(cannot)?;
        let addr = listener.local_addr().map_err(cannot)?;
        let listener = tokio::net::TcpListener::from_std(listener).map_err(cannot)?;
        let (to, events) = mpsc::channel(WAITING);
        let recent = Mutex::default();
        let inner = Arc::new(Inner { families, recent, events: to, console: context.console.clone() });
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(serve(Door::new(listener, CONNECTIONS), inner, stopped));
        context.console.note(&format!("listening on http://{addr}"));
        Ok(Self { events, stop: Some(stop), server })
    }

    /// The next event.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }

    /// Ends when the last answers are sent.
    pub(crate) async fn close(mut self) {
        self.stop.take();
        // It bounds itself.
        let _ = (&mut self.server).await;
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(door: Door, inner: Arc<Inner>, mut stopped: oneshot::Receiver<()>) {
    let graceful = GracefulShutdown::new();
    loop {
        let (stream, place) = tokio::select! {
            _ = &mut stopped => break,
            guest = door.next() => guest,
        };
        let inner = Arc::clone(&inner);
        let service = service_fn(move |request| {
            let inner = Arc::clone(&inner);
            async move { Ok::<_, std::convert::Infallible>(inner.answer(request).await.map(Full::new)) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(SLOW)
            .max_buf_size(64 * 1024)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            let _place = place;
            // An error here is a client that went away.
            let _ = connection.await;
        });
    }
    let _ = timeout(FAREWELL, graceful.shutdown()).await;
}

impl Inner {
    async fn answer(&self, request: Request<Incoming>) -> Response<Bytes> {
        let (head, body) = request.into_parts();
        let whole = match timeout(SLOW, Limited::new(body, BODY_CAP).collect()).await {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
                return status(StatusCode::PAYLOAD_TOO_LARGE);
            }
            _ => return status(StatusCode::REQUEST_TIMEOUT),
        };
        match self.families.judge(&Request::from_parts(head, whole)).await {
            Judgement::Answer(answer) => answer,
            Judgement::Rejected { why, answer } => {
                self.console.note(&format!("rejected: {why}"));
                answer
            }
            Judgement::Event { heard, notice, key, answer } => match self.pass_on(heard, notice, key).await {
                true => answer,
                false => status(StatusCode::SERVICE_UNAVAILABLE),
            },
        }
    }

    /// Whether the event is in good hands; what came before is.
    async fn pass_on(&self, heard: Heard, notice: Option<Notice>, key: String) -> bool {
        if !self.recent().note(&key) {
            return true;
        }
        let (taken, wait) = oneshot::channel();
        if self.events.try_send(Event { heard, notice, _taken: taken }).is_err() {
            self.recent().forget(&key);
            return false;
        }
        let _ = timeout(TAKEN, wait).await;
        true
    }

    fn recent(&self) -> std::sync::MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn status(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}
