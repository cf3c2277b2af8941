//! A fetch of a token that must end in time.

use std::time::Duration;

use wxkit_proto::env::Moment;
use wxkit_proto::error::{Transport, TransportKind};
use wxkit_proto::flow::{Credential, Notice, Ticket};
use wxkit_proto::{Answer, Env, Error, Event, Flow, Step};

/// Runs a flow, but begins no further attempt and no pause that leads past the limit, because the lock of a store is
/// held meanwhile. It ends with what the last pause was for: "timed out" alone says nothing about what to mend.
///
/// What is already under way is not broken off; that is up to the driver.
pub(crate) struct Limited<F> {
    flow: F,
    limit: Duration,
    /// From the first step on.
    deadline: Option<Moment>,
    cause: Option<String>,
}

impl<F> Limited<F> {
    pub(crate) fn new(flow: F, limit: Duration) -> Self {
        Self { flow, limit, deadline: None, cause: None }
    }
}

impl<F: Flow> Flow for Limited<F> {
    type Platform = F::Platform;
    type Output = F::Output;

    fn step(&mut self, env: &Env) -> Step<F::Output, Credential<F>> {
        // The first attempt is always made, however short the limit.
        let is_late = self.deadline.is_some_and(|deadline| env.uptime >= deadline);
        let deadline = *self.deadline.get_or_insert(env.uptime + self.limit);
        match self.flow.step(env) {
            Step::Tell(Event::Waiting { what, pause }) if env.uptime + pause >= deadline => {
                Step::Done(Err(late(self.limit, Some(what))))
            }
            Step::Tell(Event::Waiting { what, pause }) => {
                self.cause = Some(what.clone());
                Step::Tell(Event::Waiting { what, pause })
            }
            // Nothing of this attempt was sent.
            Step::Do(..) if is_late => Step::Done(Err(late(self.limit, self.cause.take()))),
            step => step,
        }
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Credential<F>>) {
        self.flow.answer(env, ticket, answer);
    }

    fn notice(&mut self, notice: &Notice) {
        self.flow.notice(notice);
    }
}

/// There is no token in time, and this kept it from coming.
pub(crate) fn late(limit: Duration, cause: Option<String>) -> Error {
    let message = match cause {
        Some(cause) => format!("no access token within {limit:?}; the last attempt that ended: {cause}"),
        None => format!("no access token within {limit:?}"),
    };
    Error::Transport(Transport::new(TransportKind::Timeout, true, message))
}
