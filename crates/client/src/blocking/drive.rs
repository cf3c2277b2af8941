//! The whole blocking engine.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Receiver, Sender};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use wxkit_proto::env::Moment;
use wxkit_proto::error::{Local, LocalKind};
use wxkit_proto::flow::{Ask, Ticket};
use wxkit_proto::{Answer, Error, Flow, Platform, Step};

use super::{Link, Provider};
use crate::env::Envs;
use crate::files;
use crate::session::Session;

/// Runs a flow to its end: each thing it asks for on a thread of its own, as many at once as it asks for. What is still
/// under way when the flow ends is waited for.
pub(super) fn drive<F: Flow>(
    mut flow: F,
    link: &Link,
    provider: &dyn Provider<F::Platform>,
    session: &mut Session<'_>,
) -> Result<F::Output, Error> {
    let mut envs = Envs::new(link.base_url.as_ref());
    let mut env = || envs.next();
    thread::scope(|scope| {
        let (answers, heard) = mpsc::channel();
        let waker = Waker::from(Arc::new(Bell(answers.clone())));
        let mut open = 0_usize;
        loop {
            match flow.step(&env()?) {
                Step::Do(ticket, Ask::Save(record)) => {
                    let saved = session.journal.append(&record);
                    let answer = saved.map_or_else(Answer::Failed, |()| Answer::Saved);
                    flow.answer(&env()?, ticket, answer);
                }
                Step::Do(ticket, ask) => {
                    let answers = answers.clone();
                    let work = move || {
                        // Nobody listens any more if the flow has ended.
                        answers.send(Heard::Answer(ticket, perform(ask, link, provider))).ok();
                    };
                    match thread::Builder::new().spawn_scoped(scope, work) {
                        Ok(_) => open += 1,
                        Err(error) => {
                            let message = format!("the system gives no further thread: {error}");
                            let local = Local::new(LocalKind::Io, message);
                            flow.answer(&env()?, ticket, Answer::Failed(Error::Local(local)));
                        }
                    }
                }
                Step::Tell(event) => (session.tell)(event),
                Step::Done(result) => return result,
                Step::Wait(None) if open == 0 => {
                    return Err(Error::Misuse("a flow waits and has asked for nothing"));
                }
                Step::Wait(until) => {
                    if let Poll::Ready(notice) = session.notices.poll_next(&Context::from_waker(&waker)) {
                        flow.notice(&notice);
                        continue;
                    }
                    match next(&heard, until, env()?.uptime) {
                        Some(Heard::Answer(ticket, answer)) => {
                            open -= 1;
                            flow.answer(&env()?, ticket, answer);
                        }
                        Some(Heard::Notice) | None => {}
                    }
                }
            }
        }
    })
}

/// Why a wait is over.
enum Heard<C> {
    Answer(Ticket, Answer<C>),
    /// There is something in the session's notices.
    Notice,
}

/// Rings when a notice has come.
struct Bell<C>(Sender<Heard<C>>);

impl<C: Send + 'static> Wake for Bell<C> {
    fn wake(self: Arc<Self>) {
        // Nobody listens any more if the flow has ended.
        self.0.send(Heard::Notice).ok();
    }
}

/// The next answer or notice, or `None` when it is time for another step.
fn next<C>(heard: &Receiver<Heard<C>>, until: Option<Moment>, now: Moment) -> Option<Heard<C>> {
    match until {
        None => heard.recv().ok(),
        Some(until) => heard.recv_timeout(until.since(now)).ok(),
    }
}

fn perform<F: Platform>(
    ask: Ask<F::Credential>,
    link: &Link,
    provider: &dyn Provider<F>,
) -> Answer<F::Credential> {
    let answer = match ask {
        Ask::Send { request, sink, public } => link.send::<F>(request, sink, public).map(Answer::from),
        Ask::Inspect(source) => files::inspect(&source).map(Answer::Probe),
        Ask::Digest(source, plan) => {
            files::digest(&source, &plan, &AtomicBool::new(false)).map(Answer::Digests)
        }
        Ask::Credential(need) => provider.credential(need, link).map(Answer::Credential),
        Ask::Rename { from, to, replace } => files::rename(&from, &to, replace).map(|()| Answer::Saved),
        Ask::Save(_) => Err(Error::Misuse("a record is saved elsewhere")),
    };
    answer.unwrap_or_else(Answer::Failed)
}
