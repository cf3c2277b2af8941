//! Where a script asks for what it needs.

use std::collections::BTreeMap;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use super::Tray;
use crate::call::Call;
use crate::digest::{DigestPlan, Digests};
use crate::endpoint::Endpoint;
use crate::env::{Env, Moment, Timestamp};
use crate::error::{Error, Warning};
use crate::file::Source;
use crate::flow::{Answer, Ask, Event, Flow, Need, Notice, Step, Ticket};
use crate::journal::Record;
use crate::platform::Platform;
use crate::probe::Probe;

/// Where a [`Script`](super::Script) asks for what it needs. Cheap to clone; all clones are one desk.
pub struct Desk<F: Platform> {
    pub(super) tray: Arc<Mutex<Tray<F::Credential>>>,
}

impl<F: Platform> Desk<F> {
    /// The outside world at this step.
    #[must_use]
    pub fn env(&self) -> Env {
        self.tray().env.clone()
    }

    /// The time of this step.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.tray().env.now
    }

    /// The same on the clock by which pauses are measured, see [`Env::uptime`](crate::Env::uptime).
    #[must_use]
    pub fn uptime(&self) -> Moment {
        self.tray().env.uptime
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
    pub async fn call<E: Endpoint<Platform = F>>(&self, endpoint: E) -> Result<E::Reply, Error> {
        self.run(Call::new(endpoint)).await
    }

    /// Runs another flow to its end.
    ///
    /// # Errors
    /// Those of the flow.
    pub async fn run<G: Flow<Platform = F>>(&self, flow: G) -> Result<G::Output, Error> {
        self.drive(flow, |_| true, |_| {}).await
    }

    /// As [`run`](Desk::run), and gives back what the flow recorded last: for one that goes on where it ended.
    pub async fn run_recorded<G: Flow<Platform = F>>(
        &self,
        flow: G,
    ) -> (Result<G::Output, Error>, Option<Record>) {
        let mut last = None;
        let result = self.drive(flow, |_| true, |record| last = Some(record.clone())).await;
        (result, last)
    }

    /// As [`run`](Desk::run), without the warnings: for a call whose limits were checked and told before.
    ///
    /// # Errors
    /// Those of the flow.
    pub async fn run_unwarned<G: Flow<Platform = F>>(&self, flow: G) -> Result<G::Output, Error> {
        self.drive(flow, |event| !matches!(event, Event::Warning(_)), |_| {}).await
    }

    /// Brings a credential, for a request that is not a [`Call`].
    ///
    /// # Errors
    /// Those of whoever keeps it.
    pub async fn credential(&self, need: Need<F::Credential>) -> Result<F::Credential, Error> {
        match self.ask(Ask::Credential(need)).await {
            Answer::Credential(credential) => Ok(credential),
            other => Err(failed(other)),
        }
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
        let until = self.tray().env.uptime + pause;
        self.sleep_until(until).await;
    }

    /// Waits until [`uptime`](Desk::uptime) has come to this.
    pub async fn sleep_until(&self, until: Moment) {
        poll_fn(|_| {
            let mut tray = self.tray();
            if tray.env.uptime < until {
                tray.wake = Some(until);
                return Poll::Pending;
            }
            Poll::Ready(())
        })
        .await;
    }

    /// Tells what is waited for, and waits as [`sleep_until`](Desk::sleep_until) does, but not longer than until this is noticed
    /// ([`Flow::notice`]); what was noticed before counts as well.
    pub async fn wait_until(&self, until: Moment, what: impl Into<String>, notice: &Notice) {
        self.tell(Event::Waiting { what: what.into(), pause: until.since(self.uptime()) });
        poll_fn(|_| {
            let mut tray = self.tray();
            let before = tray.notices.len();
            tray.notices.retain(|known| known != notice);
            if tray.env.uptime < until && tray.notices.len() == before {
                tray.wake = Some(until);
                return Poll::Pending;
            }
            Poll::Ready(())
        })
        .await;
    }

    /// Runs a flow, passes on what it tells if `shown` says so, and shows `record` what it records.
    async fn drive<G: Flow<Platform = F>>(
        &self,
        mut flow: G,
        shown: impl Fn(&Event) -> bool,
        mut record: impl FnMut(&Record),
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
                        if let Ask::Save(saved) = &ask {
                            record(saved);
                        }
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

    pub(super) fn tray(&self) -> MutexGuard<'_, Tray<F::Credential>> {
        self.tray.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<F: Platform> Clone for Desk<F> {
    fn clone(&self) -> Self {
        Self { tray: Arc::clone(&self.tray) }
    }
}

impl<F: Platform> fmt::Debug for Desk<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tray = self.tray();
        f.debug_struct("Desk").field("stage", &tray.stage).field("open", &tray.open).finish_non_exhaustive()
    }
}

/// The error in place of what was asked for.
fn failed<C>(answer: Answer<C>) -> Error {
    match answer {
        Answer::Failed(error) => error,
        _ => Error::Misuse("a ticket got an answer of a wrong kind"),
    }
}
