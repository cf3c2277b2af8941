//! Flows that do one thing after the other, written from top to bottom.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::Call;
use crate::digest::{DigestPlan, Digests};
use crate::endpoint::Endpoint;
use crate::env::{Env, Timestamp};
use crate::error::{Error, Warning};
use crate::family::Family;
use crate::file::Source;
use crate::flow::{Answer, Ask, Event, Flow, Step, Ticket};
use crate::journal::Record;
use crate::probe::Probe;

/// A [`Flow`] written as an `async fn` over a [`Desk`].
///
/// No runtime is behind it, and no thread: each [`step`](Flow::step) runs the function up to the next thing it asks for,
/// and hands that to the driver like any other flow. Only what the desk gives may be awaited; a foreign future would
/// never be woken.
///
/// ```
/// use wxkit_proto::{Desk, Error, Event, Family, Probe, Script, Source};
///
/// async fn look<F: Family>(desk: Desk<F>, files: Vec<Source>) -> Result<u64, Error> {
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
/// fn flow<F: Family>(files: Vec<Source>) -> Script<F, u64> {
///     Script::new(|desk| look(desk, files))
/// }
/// ```
pub struct Script<F: Family, T> {
    desk: Desk<F>,
    /// `None` once it has ended.
    future: Option<Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>>,
    /// The end, until what was told before it is handed out.
    result: Option<Result<T, Error>>,
}

/// Where a [`Script`] asks for what it needs. Cheap to clone; all clones are one desk.
pub struct Desk<F: Family> {
    tray: Arc<Mutex<Tray<F::Credential>>>,
}

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
    wake: Option<Timestamp>,
}

impl<F: Family, T> Script<F, T> {
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

impl<F: Family, T> Flow for Script<F, T> {
    type Family = F;
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
}

impl<F: Family> Desk<F> {
    /// The time of this step.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.tray().env.now
    }

    /// Names the stage that begins here, for people who look where a flow stands.
    pub fn at(&self, stage: &'static str) {
        self.tray().stage = stage;
    }

    /// Shows something to people.
    pub fn tell(&self, event: Event) {
        self.tray().news.push_back(event);
    }

    /// Shows warnings to people.
    pub fn warn(&self, warnings: impl IntoIterator<Item = Warning>) {
        self.tray().news.extend(warnings.into_iter().map(Event::Warning));
    }

    /// Calls an endpoint, repeated under its own rule.
    ///
    /// # Errors
    /// Those of [`Call`].
    pub async fn call<E: Endpoint<Family = F>>(&self, endpoint: E) -> Result<E::Reply, Error> {
        self.run(Call::new(endpoint)).await
    }

    /// Runs another flow to its end.
    ///
    /// # Errors
    /// Those of the flow.
    pub async fn run<G: Flow<Family = F>>(&self, flow: G) -> Result<G::Output, Error> {
        self.drive(flow, |_| true).await
    }

    /// As [`run`](Desk::run), without the warnings: for a call whose limits were checked and told before.
    ///
    /// # Errors
    /// Those of the flow.
    pub async fn run_unwarned<G: Flow<Family = F>>(&self, flow: G) -> Result<G::Output, Error> {
        self.drive(flow, |event| !matches!(event, Event::Warning(_))).await
    }

    /// Looks into a file.
    ///
    /// # Errors
    /// [`Error::Local`] if it cannot be read.
    pub async fn inspect(&self, source: Source) -> Result<Probe, Error> {
        match self.ask(Ask::Inspect(source)).await {
            Answer::Probe(probe) => Ok(probe),
            other => Err(failed(other)),
        }
    }

    /// Computes digests of a file in one pass.
    ///
    /// # Errors
    /// [`Error::Local`] if it cannot be read.
    pub async fn digest(&self, source: Source, plan: DigestPlan) -> Result<Digests, Error> {
        match self.ask(Ask::Digest(source, plan)).await {
            Answer::Digests(digests) => Ok(digests),
            other => Err(failed(other)),
        }
    }

    /// Appends to the journal; done when it is written, and synced if the record wants it.
    ///
    /// # Errors
    /// [`Error::Local`] if it cannot be written.
    pub async fn save(&self, record: Record) -> Result<(), Error> {
        match self.ask(Ask::Save(record)).await {
            Answer::Saved => Ok(()),
            other => Err(failed(other)),
        }
    }

    /// Asks for anything, and gives its answer as it comes.
    pub async fn ask(&self, ask: Ask<F::Credential>) -> Answer<F::Credential> {
        let ticket = self.tray().open(ask);
        poll_fn(|_| match self.tray().answers.remove(&ticket) {
            Some((_, answer)) => Poll::Ready(answer),
            None => Poll::Pending,
        })
        .await
    }

    /// Waits so long.
    pub async fn sleep(&self, pause: Duration) {
        self.sleep_until(self.now() + pause).await;
    }

    /// Waits until this time.
    pub async fn sleep_until(&self, until: Timestamp) {
        poll_fn(|_| {
            let mut tray = self.tray();
            if tray.env.now < until {
                tray.wake = Some(until);
                return Poll::Pending;
            }
            Poll::Ready(())
        })
        .await;
    }

    /// Runs a flow, and passes on what it tells if `shown` says so.
    async fn drive<G: Flow<Family = F>>(
        &self,
        mut flow: G,
        shown: impl Fn(&Event) -> bool,
    ) -> Result<G::Output, Error> {
        // Our tickets, and the flow's own names for them.
        let mut asked: BTreeMap<Ticket, Ticket> = BTreeMap::new();
        poll_fn(|_| {
            let mut tray = self.tray();
            for (ticket, (env, answer)) in std::mem::take(&mut tray.answers) {
                if let Some(inner) = asked.remove(&ticket) {
                    flow.answer(&env, inner, answer);
                }
            }
            loop {
                match flow.step(&tray.env) {
                    Step::Do(inner, ask) => {
                        let ticket = tray.open(ask);
                        asked.insert(ticket, inner);
                        return Poll::Pending;
                    }
                    Step::Tell(event) if shown(&event) => {
                        tray.news.push_back(event);
                        return Poll::Pending;
                    }
                    Step::Tell(_) => {}
                    Step::Wait(until) => {
                        tray.wake = until;
                        return Poll::Pending;
                    }
                    Step::Done(result) => return Poll::Ready(result),
                }
            }
        })
        .await
    }

    fn tray(&self) -> MutexGuard<'_, Tray<F::Credential>> {
        self.tray.lock().unwrap_or_else(PoisonError::into_inner)
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

/// The error in place of what was asked for.
fn failed<C>(answer: Answer<C>) -> Error {
    match answer {
        Answer::Failed(error) => error,
        _ => Error::Misuse("a ticket got an answer of a wrong kind"),
    }
}

impl<F: Family> Clone for Desk<F> {
    fn clone(&self) -> Self {
        Self { tray: Arc::clone(&self.tray) }
    }
}

impl<F: Family> fmt::Debug for Desk<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tray = self.tray();
        f.debug_struct("Desk").field("stage", &tray.stage).field("open", &tray.open).finish_non_exhaustive()
    }
}

impl<F: Family, T> fmt::Debug for Script<F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tray = self.desk.tray();
        f.debug_struct("Script").field("stage", &tray.stage).field("open", &tray.open).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
