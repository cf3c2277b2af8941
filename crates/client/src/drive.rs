//! The whole asynchronous engine: one loop that does what a flow asks.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use futures_util::StreamExt as _;
use futures_util::future::OptionFuture;
use futures_util::stream::FuturesUnordered;
use wxkit_proto::env::Moment;
use wxkit_proto::error::{Local, LocalKind};
use wxkit_proto::flow::{Ask, Credential, Notice, Ticket};
use wxkit_proto::journal::Record;
use wxkit_proto::{Answer, Error, Flow, Step};

use crate::env::{Envs, tokio_uptime};
use crate::files;
use crate::journal::Journal;
use crate::link::Link;
use crate::notices::Notices;
use crate::provider::Provider;
use crate::session::Session;

type Task<'a, C> = Pin<Box<dyn Future<Output = Done<C>> + Send + 'a>>;

enum Done<C> {
    Answered(Ticket, Answer<C>),
    Saved(Vec<(Ticket, Result<(), Error>)>),
}

/// Runs a flow to its end. Dropping the future drops everything that is under way.
pub(crate) async fn drive<F: Flow>(
    mut flow: F,
    link: &Link,
    provider: &dyn Provider<F::Platform>,
    session: &mut Session<'_>,
) -> Result<F::Output, Error> {
    let mut envs = Envs::of_tokio(link.base_url.as_ref());
    let mut env = || envs.next();
    let mut tasks: FuturesUnordered<Task<'_, Credential<F>>> = FuturesUnordered::new();
    let mut saves = Vec::new();
    let mut saving = false;
    loop {
        match flow.step(&env()?) {
            Step::Do(ticket, Ask::Save(record)) => saves.push((ticket, record)),
            Step::Do(ticket, ask) => tasks
                .push(Box::pin(async move { Done::Answered(ticket, perform(ask, link, provider).await) })),
            Step::Tell(event) => (session.tell)(event),
            Step::Done(result) => return result,
            Step::Wait(until) => {
                if !saving && !saves.is_empty() {
                    // All that have come meanwhile at once, so that the journal has them in the order of the flow.
                    saving = true;
                    tasks.push(Box::pin(save(session.journal.clone(), std::mem::take(&mut saves))));
                }
                if tasks.is_empty() && until.is_none() {
                    return Err(Error::Misuse("a flow waits and has asked for nothing"));
                }
                match next(&mut tasks, &session.notices, until).await {
                    Next::Done(Done::Answered(ticket, answer)) => flow.answer(&env()?, ticket, answer),
                    Next::Done(Done::Saved(results)) => {
                        saving = false;
                        for (ticket, result) in results {
                            let answer = result.map_or_else(Answer::Failed, |()| Answer::Saved);
                            flow.answer(&env()?, ticket, answer);
                        }
                    }
                    Next::Notice(notice) => flow.notice(&notice),
                    Next::Time => {}
                }
            }
        }
    }
}

/// Why a wait is over.
enum Next<C> {
    Done(Done<C>),
    Notice(Notice),
    Time,
}

/// The next answer or notice, or that it is time for another step.
async fn next<C>(
    tasks: &mut FuturesUnordered<Task<'_, C>>,
    notices: &Notices,
    until: Option<Moment>,
) -> Next<C> {
    let mut sleep =
        pin!(OptionFuture::from(until.map(|until| tokio::time::sleep(until.since(tokio_uptime())))));
    poll_fn(|context| {
        if let Poll::Ready(Some(done)) = tasks.poll_next_unpin(context) {
            return Poll::Ready(Next::Done(done));
        }
        if let Poll::Ready(notice) = notices.poll_next(context) {
            return Poll::Ready(Next::Notice(notice));
        }
        match sleep.as_mut().poll(context) {
            Poll::Ready(Some(())) => Poll::Ready(Next::Time),
            // Without a time there is nothing to sleep for.
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    })
    .await
}

async fn perform<F: wxkit_proto::Platform>(
    ask: Ask<F::Credential>,
    link: &Link,
    provider: &dyn Provider<F>,
) -> Answer<F::Credential> {
    let answer = match ask {
        Ask::Send { request, sink, public } => link.send::<F>(request, sink, public).await.map(Answer::from),
        Ask::Inspect(source) => blocking(move || files::inspect(&source)).await.map(Answer::Probe),
        Ask::Digest(source, plan) => {
            let stop = StopOnDrop(Arc::default());
            let stopped = Arc::clone(&stop.0);
            blocking(move || files::digest(&source, &plan, &stopped)).await.map(Answer::Digests)
        }
        Ask::Credential(need) => provider.credential(need, link).await.map(Answer::Credential),
        Ask::Rename { from, to, replace } => {
            blocking(move || files::rename(&from, &to, replace)).await.map(|()| Answer::Saved)
        }
        Ask::Save(_) => Err(Error::Misuse("a record is saved elsewhere")),
    };
    answer.unwrap_or_else(Answer::Failed)
}

async fn save<C>(journal: Journal, records: Vec<(Ticket, Record)>) -> Done<C> {
    let tickets: Vec<Ticket> = records.iter().map(|(ticket, _)| *ticket).collect();
    let saved = if journal.is_kept() {
        blocking(move || Ok(records.iter().map(|(_, record)| journal.append(record)).collect())).await
    } else {
        Ok(vec![Ok(()); tickets.len()])
    };
    let results = saved.unwrap_or_else(|error| vec![Err(error); tickets.len()]);
    Done::Saved(tickets.into_iter().zip(results).collect())
}

/// Runs on the blocking pool.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(runtime_ended)?
}

/// The runtime was dropped while a task of it still ran.
pub(crate) fn runtime_ended(ended: tokio::task::JoinError) -> Error {
    let message = format!("the runtime ended before a task of it did: {ended}");
    Error::Local(Local::new(LocalKind::Stopped, message))
}

/// A digest that nobody waits for ends soon.
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
