//! One attempt at the call, its answer being led into the file.

use bytes::Bytes;
use http::header::{ACCEPT_ENCODING, HeaderValue, RANGE};
use http::{Response, StatusCode};

use super::Fetch;
use crate::call::Call;
use crate::endpoint::{Reply as _, unreadable};
use crate::env::Env;
use crate::error::{Error, Local, LocalKind};
use crate::flow::{Answer, Ask, Flow, Step, Ticket};
use crate::platform::Platform;
use crate::sink::{Sink, Stored};

/// A [`Call`] whose answer may be a file: then it ends with what was stored of it.
pub(super) struct Attempt<E: Fetch> {
    call: Call<E>,
    sink: Sink,
    /// How many bytes of the file are there.
    have: u64,
    /// What part of the file is asked for, if parts can be.
    range: Option<HeaderValue>,
    /// How it ends without the call having read the answer.
    end: Option<Result<Got<E::Reply>, Error>>,
}

/// What an attempt has brought.
pub(super) enum Got<R> {
    /// The file, or something of it.
    Stored(Stored),
    /// No more of the file: it ends before the part that was asked for.
    NoMore(Response<Bytes>),
    /// No file, but what the call brings in its place.
    Reply(R),
    /// Nothing: something that is not ours is in the place of the part.
    Taken,
}

impl<E: Fetch> Attempt<E> {
    pub(super) fn new(endpoint: E, sink: Sink, have: u64, range: Option<HeaderValue>) -> Self {
        Self { call: Call::new(endpoint), sink, have, range, end: None }
    }
}

impl<E: Fetch> Flow for Attempt<E> {
    type Platform = E::Platform;
    type Output = Got<E::Reply>;

    fn step(&mut self, env: &Env) -> Step<Got<E::Reply>, <E::Platform as Platform>::Credential> {
        if let Some(end) = self.end.take() {
            return Step::Done(end);
        }
        match self.call.step(env) {
            Step::Do(ticket, Ask::Send { mut request, public, .. }) => {
                let headers = request.headers_mut();
                headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
                headers.extend(self.range.clone().map(|range| (RANGE, range)));
                Step::Do(ticket, Ask::Send { request, sink: self.sink.clone(), public })
            }
            Step::Do(ticket, ask) => Step::Do(ticket, ask),
            Step::Tell(event) => Step::Tell(event),
            Step::Wait(until) => Step::Wait(until),
            Step::Done(result) => Step::Done(result.map(Got::Reply)),
        }
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<<E::Platform as Platform>::Credential>) {
        self.end = match got(&self.sink, self.have, answer) {
            Ok(got) => Some(Ok(got)),
            Err(Answer::Reply(response)) if is_no_file::<E>(&response) => {
                Some(Err(unreadable("expected a file", response.body())))
            }
            Err(answer) => return self.call.answer(env, ticket, answer),
        };
    }
}

/// What an answer has brought that was led into this sink, so many bytes being there already; or the answer, if it is nothing
/// of a file.
pub(super) fn got<R, C>(sink: &Sink, have: u64, answer: Answer<C>) -> Result<Got<R>, Answer<C>> {
    let is_fresh = matches!(sink, Sink::File(target) if target.fresh);
    match answer {
        Answer::Stored(stored) => Ok(Got::Stored(stored)),
        Answer::Reply(response) if have > 0 && response.status() == StatusCode::RANGE_NOT_SATISFIABLE => {
            Ok(Got::NoMore(response))
        }
        Answer::Failed(Error::Local(Local { kind: LocalKind::Exists, .. })) if is_fresh => Ok(Got::Taken),
        answer => Err(answer),
    }
}

/// Whether an answer is neither the file that must come, nor a refusal, nor a fault of the way.
fn is_no_file<E: Fetch>(response: &Response<Bytes>) -> bool {
    E::Reply::FILE.is_some_and(<[_]>::is_empty)
        && response.status().is_success()
        && !response.body().is_empty()
        && E::Platform::refusal(E::AUTH, response).is_none()
}
