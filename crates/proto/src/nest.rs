//! Flows made of flows: whose ticket is this?

use std::collections::BTreeMap;

use crate::env::{Env, Moment};
use crate::error::Error;
use crate::flow::{Answer, Credential, Flow, Step, Ticket};

/// Maps the tickets of child flows to those of the parent.
///
/// `K` names a child, or one of the parent's own asks. The parent keeps the children; [`Nest::step`] asks one of
/// them, [`Nest::take`] tells whom an answer is for.
#[derive(Debug)]
pub struct Nest<K> {
    next: u64,
    open: BTreeMap<Ticket, (K, Option<Ticket>)>,
}

/// What a child had to say.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "a turn is moved once and never kept")]
pub enum Turn<O, T, C> {
    /// Something to pass up to the driver.
    Up(Step<O, C>),
    /// Nothing until an answer arrives, or until this time.
    Idle(Option<Moment>),
    /// The child has ended.
    Ended(Result<T, Error>),
}

impl<K: Copy + PartialEq> Nest<K> {
    /// A ticket for one of the parent's own asks.
    pub fn own(&mut self, key: K) -> Ticket {
        self.open_ticket(key, None)
    }

    /// One step of a child; `O` is the parent's own output.
    pub fn step<F: Flow, O>(
        &mut self,
        key: K,
        child: &mut F,
        env: &Env,
    ) -> Turn<O, F::Output, Credential<F>> {
        match child.step(env) {
            Step::Do(ticket, ask) => Turn::Up(Step::Do(self.open_ticket(key, Some(ticket)), ask)),
            Step::Tell(event) => Turn::Up(Step::Tell(event)),
            Step::Wait(until) => Turn::Idle(until),
            Step::Done(result) => Turn::Ended(result),
        }
    }

    /// Whom an answer is for: the key, and the child's own ticket if it is for a child. `None`: an unknown ticket,
    /// to be ignored.
    pub fn take(&mut self, ticket: Ticket) -> Option<(K, Option<Ticket>)> {
        self.open.remove(&ticket)
    }

    /// Passes an answer on to the child that [`take`](Nest::take) named.
    pub fn pass<F: Flow>(child: &mut F, env: &Env, ticket: Option<Ticket>, answer: Answer<Credential<F>>) {
        if let Some(ticket) = ticket {
            child.answer(env, ticket, answer);
        }
    }

    /// Ignores the answers to everything that is open under these keys: their children are gone.
    pub fn forget(&mut self, gone: impl Fn(K) -> bool) {
        self.open.retain(|_, (key, _)| !gone(*key));
    }

    /// How many asks of this key are not answered yet.
    pub fn waiting(&self, key: K) -> usize {
        self.open.values().filter(|(open, _)| *open == key).count()
    }

    fn open_ticket(&mut self, key: K, inner: Option<Ticket>) -> Ticket {
        self.next += 1;
        let ticket = Ticket(self.next);
        self.open.insert(ticket, (key, inner));
        ticket
    }
}

impl<K> Default for Nest<K> {
    fn default() -> Self {
        Self { next: 0, open: BTreeMap::new() }
    }
}

/// The earlier of two times to wake up.
#[must_use]
pub fn earlier(a: Option<Moment>, b: Option<Moment>) -> Option<Moment> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
