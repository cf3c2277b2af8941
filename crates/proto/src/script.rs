//! Flows that do one thing after the other, written from top to bottom.

mod desk;

pub use desk::Desk;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use crate::env::{Env, Moment, Timestamp};
use crate::error::Error;
use crate::flow::{Answer, Ask, Event, Flow, Notice, Step, Ticket};
use crate::platform::Platform;

/// A [`Flow`] written as an `async fn` over a [`Desk`].
///
/// No runtime is behind it, and no thread: each [`step`](Flow::step) runs the function up to the next thing it asks for,
/// and hands that to the driver like any other flow. Only what the desk gives may be awaited; a foreign future would
/// never be woken.
///
/// ```
/// use wxkit_proto::{Error, Event, Platform, Script, Source};
/// use wxkit_proto::probe::Probe;
/// use wxkit_proto::script::Desk;
///
/// async fn look<F: Platform>(desk: Desk<F>, files: Vec<Source>) -> Result<u64, Error> {
///     let mut bytes = 0;
///     for file in files {
///         desk.at("looking at the files");
///         let probe: Probe = desk.inspect(file).await?;
///         bytes += probe.len;
///     }
///     desk.tell(Event::Note(format!("{bytes} bytes")));
///     Ok(bytes)
/// }
///
/// fn flow<F: Platform>(files: Vec<Source>) -> Script<F, u64> {
///     Script::new(|desk| look(desk, files))
/// }
/// ```
pub struct Script<F: Platform, T> {
    desk: Desk<F>,
    /// `None` once it has ended.
    future: Option<Running<T>>,
    /// The end, until what was told before it is handed out.
    result: Option<Result<T, Error>>,
}

type Running<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// What lies between a script and its driver.
struct Tray<C> {
    env: Env,
    stage: &'static str,
    tickets: u64,
    news: VecDeque<Event>,
    ask: Option<(Ticket, Ask<C>)>,
    open: BTreeSet<Ticket>,
    /// With the time at which each arrived.
    answers: BTreeMap<Ticket, (Env, Answer<C>)>,
    /// When to look again without an answer.
    wake: Option<Moment>,
    /// What is said to have ended, until somebody waits for it; the oldest first.
    notices: VecDeque<Notice>,
}

/// Notices that are kept; an older one is lost, and found out by asking.
const NOTICES: usize = 64;

impl<F: Platform, T> Script<F, T> {
    /// Begins at the first step.
    pub fn new<R>(write: impl FnOnce(Desk<F>) -> R) -> Self
    where
        R: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let desk = Desk { tray: Arc::new(Mutex::new(Tray::new())) };
        let future = Box::pin(write(desk.clone()));
        Self { desk, future: Some(future), result: None }
    }

    /// Where it stands, in the words of [`Desk::at`]; empty before the first.
    #[must_use]
    pub fn stage(&self) -> &'static str {
        self.desk.tray().stage
    }
}

impl<F: Platform, T> Flow for Script<F, T> {
    type Platform = F;
    type Output = T;

    fn step(&mut self, env: &Env) -> Step<T, F::Credential> {
        if let Some(step) = self.desk.tray().next() {
            return step;
        }
        if let Some(future) = &mut self.future {
            self.desk.tray().resume(env);
            if let Poll::Ready(result) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                (self.future, self.result) = (None, Some(result));
            }
        }
        let mut tray = self.desk.tray();
        match tray.next() {
            Some(step) => step,
            None => match self.result.take() {
                Some(result) => Step::Done(result),
                None => Step::Wait(tray.wake),
            },
        }
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<F::Credential>) {
        let mut tray = self.desk.tray();
        if tray.open.remove(&ticket) {
            tray.answers.insert(ticket, (env.clone(), answer));
        }
    }

    fn notice(&mut self, notice: &Notice) {
        let mut tray = self.desk.tray();
        if tray.notices.len() >= NOTICES {
            tray.notices.pop_front();
        }
        tray.notices.push_back(notice.clone());
    }
}

impl<C> Tray<C> {
    fn new() -> Self {
        Self {
            env: Env::new(Timestamp::default(), [0; 32]),
            stage: "",
            tickets: 0,
            news: VecDeque::new(),
            ask: None,
            open: BTreeSet::new(),
            answers: BTreeMap::new(),
            wake: None,
            notices: VecDeque::new(),
        }
    }

    fn resume(&mut self, env: &Env) {
        self.env = env.clone();
        self.wake = None;
    }

    fn open(&mut self, ask: Ask<C>) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.open.insert(ticket);
        self.ask = Some((ticket, ask));
        ticket
    }

    /// What is to be handed out, news first: it was told before the ask.
    fn next<T>(&mut self) -> Option<Step<T, C>> {
        if let Some(event) = self.news.pop_front() {
            return Some(Step::Tell(event));
        }
        self.ask.take().map(|(ticket, ask)| Step::Do(ticket, ask))
    }
}

impl<F: Platform, T> fmt::Debug for Script<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tray = self.desk.tray();
        f.debug_struct("Script").field("stage", &tray.stage).field("open", &tray.open).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
