//! What can be seen of a client from outside: spans for the log, counters for the program.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use http::{Request, StatusCode};
use tracing::Span;
use tracing::field::Empty;
use wxkit_proto::flow::Attempt;
use wxkit_proto::sink::Sink;
use wxkit_proto::{Body, Error, Platform};

use crate::files::Received;

/// What a client has done so far; from `Client::stats`. Clones of a client count together, the fetches of their tokens
/// and keys included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Requests that were begun.
    pub requests: u64,
    /// Those among them that repeated an earlier one.
    pub repeats: u64,
    /// Requests that are under way at this moment.
    pub in_flight: u64,
    /// Requests that were answered, whatever the answer.
    pub answered: u64,
    /// Requests that ended without an answer that could be taken in.
    pub failed: u64,
    /// Bytes of the bodies of requests that were answered.
    pub bytes_sent: u64,
    /// Bytes of the bodies of answers.
    pub bytes_received: u64,
    /// Calls and other flows that ended with an error, by the word of its [kind](wxkit_proto::Kind::as_str).
    pub errors: BTreeMap<&'static str, u64>,
}

/// The same while it is counted.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    requests: AtomicU64,
    repeats: AtomicU64,
    in_flight: AtomicU64,
    answered: AtomicU64,
    failed: AtomicU64,
    bytes_sent: AtomicU64,
    bytes_received: AtomicU64,
    errors: Mutex<BTreeMap<&'static str, u64>>,
}

impl Counters {
    pub(crate) fn stats(&self) -> Stats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Stats {
            requests: read(&self.requests),
            repeats: read(&self.repeats),
            in_flight: read(&self.in_flight),
            answered: read(&self.answered),
            failed: read(&self.failed),
            bytes_sent: read(&self.bytes_sent),
            bytes_received: read(&self.bytes_received),
            errors: self.errors.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// A flow has come to its end.
    pub(crate) fn ended<T>(&self, result: &Result<T, Error>) {
        if let Err(error) = result {
            let mut errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
            *errors.entry(error.kind().as_str()).or_default() += 1;
        }
    }
}

/// One exchange, from its beginning to its end or until it is dropped.
///
/// Its span has the method, the path without its query (nothing at all of a path that may be a secret), the number of the
/// attempt, and at the end the status, the kind of refusal or failure (`ok` if it is none) with the platform's code and id of
/// the request if it has refused, the bytes of both bodies, and how many milliseconds it took.
pub(crate) struct Exchange<'a> {
    counters: &'a Counters,
    span: Span,
    begun: Instant,
    sent: u64,
    auth: bool,
    at: u64,
}

impl<'a> Exchange<'a> {
    pub(crate) fn begin(counters: &'a Counters, request: &Request<Body>, sink: &Sink, now: Instant) -> Self {
        let attempt = request.extensions().get::<Attempt>();
        let number = attempt.map(|attempt| attempt.number);
        let span = tracing::debug_span!(
            "send",
            method = %request.method(),
            path = wxkit_proto::encoder::logged_path(request),
            attempt = number,
            status = Empty,
            kind = Empty,
            code = Empty,
            rid = Empty,
            sent = Empty,
            received = Empty,
            ms = Empty,
        );
        add(&counters.requests, 1);
        add(&counters.repeats, u64::from(number > Some(1)));
        add(&counters.in_flight, 1);
        let at = match sink {
            Sink::File(target) => target.at,
            Sink::Memory(_) => 0,
        };
        let auth = attempt.is_none_or(|attempt| attempt.auth);
        Self { counters, span, begun: now, sent: request.body().len(), auth, at }
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// It has an end; that of a platform `F` is looked into only if somebody listens.
    pub(crate) fn end<F: Platform>(self, result: &Result<Received, Error>, now: Instant) {
        let ms = u64::try_from(now.saturating_duration_since(self.begun).as_millis()).unwrap_or(u64::MAX);
        let _inside = self.span.enter();
        match result {
            Ok(received) => {
                let (status, bytes) = self.taken_in(received);
                add(&self.counters.answered, 1);
                add(&self.counters.bytes_sent, self.sent);
                add(&self.counters.bytes_received, bytes);
                if !self.span.is_disabled() {
                    self.span.record("status", status.as_u16());
                    self.judge(refusal::<F>(self.auth, received).as_ref());
                    self.span.record("sent", self.sent).record("received", bytes).record("ms", ms);
                }
                let is_file = matches!(received, Received::Stored(_));
                tracing::debug!("{}", if is_file { "stored" } else { "answered" });
            }
            Err(error) => {
                add(&self.counters.failed, 1);
                self.span.record("kind", error.kind().as_str()).record("ms", ms);
                tracing::debug!(%error, "failed");
            }
        }
    }

    /// What the platform thinks of it.
    fn judge(&self, refusal: Option<&Error>) {
        self.span.record("kind", refusal.map_or("ok", |error| error.kind().as_str()));
        let Some(Error::Refused(refusal)) = refusal else { return };
        if refusal.word.is_empty() {
            self.span.record("code", refusal.code);
        } else {
            self.span.record("code", &*refusal.word);
        }
        self.span.record("rid", refusal.request_id.as_deref());
    }

    /// The status of an answer and how many bytes came with it.
    fn taken_in(&self, received: &Received) -> (StatusCode, u64) {
        match received {
            Received::Reply(reply) => (reply.status(), reply.body().len() as u64),
            Received::Stored(stored) => {
                let status = stored.head.status();
                // What was there before came with another answer.
                let before = if status == StatusCode::PARTIAL_CONTENT { self.at } else { 0 };
                (status, stored.len.saturating_sub(before))
            }
        }
    }
}

impl Drop for Exchange<'_> {
    fn drop(&mut self) {
        self.counters.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

fn refusal<F: Platform>(auth: bool, received: &Received) -> Option<Error> {
    match received {
        Received::Reply(reply) => F::refusal(auth, reply),
        Received::Stored(_) => None,
    }
}

fn add(counter: &AtomicU64, count: u64) {
    counter.fetch_add(count, Ordering::Relaxed);
}

/// Shared by the clones of a client.
pub(crate) type Shared = Arc<Counters>;
