//! One connection: from its bytes to [`Sandbox::handle`] and back.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::{Bytes, BytesMut};
use http::header::{CONNECTION, EXPECT, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout_at};
use wxkit_proto::{Env, Timestamp};

use super::bounds::{AT_ONCE, BODY_CAP, HEAD, IDLE, IN_FLIGHT, PACE, room_for};
use super::delivery::{Hangup, Sending};
use super::fetch::fetch;
use super::patient::Patient;
use crate::answer::response;
use crate::pay::Secure;
use crate::state::{BodySha1, sha1_hex};
use crate::{Delivery, Outcome, Sandbox};

/// A sandbox that connections share.
#[derive(Clone)]
pub struct Shell(Arc<Inner>);

struct Inner {
    sandbox: Arc<Mutex<Sandbox>>,
    in_flight: AtomicUsize,
    /// For bodies, in KiB.
    room: Semaphore,
    most_in_flight: AtomicUsize,
    chance: RandomState,
    steps: AtomicU64,
}

impl From<Sandbox> for Shell {
    fn from(sandbox: Sandbox) -> Self {
        Arc::new(Mutex::new(sandbox)).into()
    }
}

impl From<Arc<Mutex<Sandbox>>> for Shell {
    fn from(sandbox: Arc<Mutex<Sandbox>>) -> Self {
        Self(Arc::new(Inner {
            sandbox,
            in_flight: AtomicUsize::new(0),
            room: Semaphore::new(IN_FLIGHT as usize),
            most_in_flight: AtomicUsize::new(0),
            chance: RandomState::new(),
            steps: AtomicU64::new(0),
        }))
    }
}

impl Shell {
    /// The state; no request is answered while the guard lives.
    pub fn sandbox(&self) -> MutexGuard<'_, Sandbox> {
        // A test that panics with the guard in its hand leaves a state that is still good to look at.
        self.0.sandbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state, to be kept.
    #[must_use]
    pub fn shared(&self) -> Arc<Mutex<Sandbox>> {
        self.0.sandbox.clone()
    }

    /// The largest number of requests that were on their way at the same time.
    #[must_use]
    pub fn most_in_flight(&self) -> usize {
        self.0.most_in_flight.load(Ordering::Relaxed)
    }

    /// Serves one connection to its end.
    pub(super) async fn connection(self, stream: impl AsyncRead + AsyncWrite + Unpin, is_secure: bool) {
        let service = service_fn(|request| self.answer(request, is_secure));
        // Some clients close their half as soon as they have asked.
        let connection = http1::Builder::new()
            .half_close(true)
            .timer(TokioTimer::new())
            .header_read_timeout(IDLE)
            .max_buf_size(HEAD)
            .serve_connection(TokioIo::new(Patient::new(stream, IDLE)), service);
        // An error here is a client that went away, or an answer that was to be lost.
        let _ = connection.await;
    }

    async fn answer(&self, request: Request<Incoming>, is_secure: bool) -> Result<Response<Sending>, Hangup> {
        let _flight = self.enter();
        // Any other status would make this a tunnel.
        if request.method() == Method::CONNECT {
            return Ok(Sending::whole(page(StatusCode::METHOD_NOT_ALLOWED, "405 Method Not Allowed")));
        }
        let (mut head, body) = request.into_parts();
        let waits = head.headers.contains_key(EXPECT);
        if is_secure {
            head.extensions.insert(Secure);
        }
        let outcome = match read(body, waits, &self.0.room).await? {
            // The room is held until there is an answer.
            Ok((body, _room)) => {
                if head.uri.query().is_some_and(|query| query.contains("part_sha=")) {
                    head.extensions.insert(BodySha1(sha1_hex(&body)));
                }
                let outcome = self.sandbox().handle(&self.env(), &Request::from_parts(head, body));
                self.fetch_files();
                self.speak();
                outcome
            }
            Err(Refused(status, title)) => {
                Outcome { response: page(status, title), delivery: Delivery::Whole }
            }
        };
        match outcome.delivery {
            Delivery::Whole => Ok(Sending::whole(outcome.response)),
            Delivery::Lost => Err(Hangup),
            Delivery::Cut(at) => Ok(Sending::cut(outcome.response, at)),
            Delivery::Delayed(pause) => {
                tokio::time::sleep(pause).await;
                Ok(Sending::whole(outcome.response))
            }
        }
    }

    /// Begins to fetch what jobs are to fetch.
    fn fetch_files(&self) {
        for (jobid, url) in self.sandbox().take_jobs() {
            let shell = self.clone();
            tokio::spawn(async move {
                let file = fetch(&url).await;
                shell.sandbox().fetched(&shell.env(), &jobid, file);
                shell.speak();
            });
        }
    }

    pub(super) fn env(&self) -> Env {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = Timestamp::from_millis(u64::try_from(now.as_millis()).unwrap_or(u64::MAX));
        let step = self.0.steps.fetch_add(1, Ordering::Relaxed);
        // Ids need not be hard to guess here, only different.
        let mut hasher = self.0.chance.build_hasher();
        hasher.write_u64(step);
        let mut seed = [0; 32];
        for (to, from) in
            seed.iter_mut().zip(hasher.finish().to_be_bytes().into_iter().chain(step.to_be_bytes()))
        {
            *to = from;
        }
        Env::new(now, seed)
    }

    fn enter(&self) -> Flight<'_> {
        let now = self.0.in_flight.fetch_add(1, Ordering::Relaxed) + 1;
        self.0.most_in_flight.fetch_max(now, Ordering::Relaxed);
        Flight(&self.0)
    }
}

impl fmt::Debug for Shell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shell").finish_non_exhaustive()
    }
}

/// A request on its way.
struct Flight<'a>(&'a Inner);

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A body that is not taken.
#[derive(Clone, Copy)]
struct Refused(StatusCode, &'static str);

const TOO_LARGE: Refused = Refused(StatusCode::PAYLOAD_TOO_LARGE, "413 Request Entity Too Large");
const NO_ROOM: Refused = Refused(StatusCode::SERVICE_UNAVAILABLE, "503 Service Unavailable");

/// The whole body and the room that it takes. One that is refused is read to its end and dropped, because a client that is
/// still writing would see a broken connection and not the answer. One that `waits` for a go-ahead is told at once.
///
/// Room is taken for what has arrived and never for what is announced, and nobody waits for it: clients that announce much
/// and send little keep nobody out.
async fn read(
    mut body: Incoming,
    waits: bool,
    room: &Semaphore,
) -> Result<Result<(Bytes, Option<SemaphorePermit<'_>>), Refused>, Hangup> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut refused = (announced > BODY_CAP).then_some(TOO_LARGE);
    if let Some(refused) = refused.filter(|_| waits) {
        return Ok(Err(refused));
    }
    let mut all = BytesMut::with_capacity(announced.min(AT_ONCE));
    let (mut taken, mut held) = (None::<SemaphorePermit<'_>>, 0);
    let (begun, mut arrived) = (Instant::now(), 0);
    while let Some(frame) = timeout_at(patience(begun, arrived), body.frame()).await.map_err(|_| Hangup)? {
        let frame = frame.map_err(|_| Hangup)?;
        let Some(data) = frame.data_ref() else { continue };
        arrived += data.len();
        if refused.is_none() && arrived > BODY_CAP {
            refused = Some(TOO_LARGE);
        }
        let more = room_for(arrived).saturating_sub(held);
        if refused.is_none() && more > 0 {
            match room.try_acquire_many(more) {
                Ok(permit) => {
                    held += more;
                    match &mut taken {
                        Some(taken) => taken.merge(permit),
                        None => taken = Some(permit),
                    }
                }
                Err(_) => refused = Some(NO_ROOM),
            }
        }
        match refused {
            None => all.extend_from_slice(data),
            Some(_) => (all, taken) = (BytesMut::new(), None),
        }
    }
    Ok(match refused {
        None => Ok((all.freeze(), taken)),
        Some(refused) => Err(refused),
    })
}

/// Until when the next piece must be there: a body comes neither with long pauses nor in drops.
fn patience(begun: Instant, arrived: usize) -> Instant {
    let on_the_whole = begun + IDLE + Duration::from_secs((arrived / PACE) as u64);
    on_the_whole.min(Instant::now() + IDLE)
}

/// A gateway's page, after which the connection closes.
fn page(status: StatusCode, title: &str) -> Response<Bytes> {
    let page = format!("<html>\r\n<head><title>{title}</title></head>\r\n</html>\r\n");
    let mut response = response("text/html", page);
    *response.status_mut() = status;
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
