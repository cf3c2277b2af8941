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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::env::Timestamp;
    use crate::error::Warning;
    use crate::file::Source;
    use crate::flow::{Ask, Event};
    use crate::tea::Tea;

    /// Looks at a cup, warns of it, waits, and ends; always with the same ticket.
    #[derive(Default)]
    struct Cup {
        steps: u32,
        seen: Vec<u64>,
    }

    impl Flow for Cup {
        type Platform = Tea;
        type Output = &'static str;

        fn step(&mut self, _: &Env) -> Step<&'static str, ()> {
            self.steps += 1;
            match self.steps {
                1 => Step::Do(Ticket(7), Ask::Inspect(Source::bytes("tea"))),
                2 => Step::Tell(Event::Warning(Warning::new("hot"))),
                3 => Step::Wait(Some(second(3))),
                _ => Step::Done(Ok("drunk")),
            }
        }

        fn answer(&mut self, _: &Env, ticket: Ticket, _: Answer<()>) {
            self.seen.push(ticket.0);
        }
    }

    fn second(number: u64) -> Moment {
        Moment::default() + Duration::from_secs(number)
    }

    fn env() -> Env {
        Env::new(Timestamp::default(), [0; 32])
    }

    fn ask(nest: &mut Nest<char>, key: char, child: &mut Cup) -> Ticket {
        match nest.step::<_, ()>(key, child, &env()) {
            Turn::Up(Step::Do(ticket, Ask::Inspect(_))) => ticket,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_answer_comes_to_whom_it_is_for() {
        let mut nest = Nest::default();
        let (mut one, mut two) = (Cup::default(), Cup::default());
        let (first, second) = (ask(&mut nest, 'a', &mut one), ask(&mut nest, 'b', &mut two));
        let own = nest.own('c');
        assert!(first != second && second != own && own != first);
        assert_eq!(['a', 'b', 'c', 'd'].map(|key| nest.waiting(key)), [1, 1, 1, 0]);

        assert_eq!(nest.take(second), Some(('b', Some(Ticket(7)))));
        assert_eq!(nest.take(second), None, "an answer comes once");
        Nest::<char>::pass(&mut two, &env(), Some(Ticket(7)), Answer::Saved);
        Nest::<char>::pass(&mut one, &env(), None, Answer::Saved);
        assert_eq!((one.seen, two.seen), (vec![], vec![7]));
        assert_eq!(nest.take(own), Some(('c', None)));
        assert_eq!(['a', 'b', 'c'].map(|key| nest.waiting(key)), [1, 0, 0]);
    }

    #[test]
    fn what_is_forgotten_waits_for_nothing() {
        let mut nest = Nest::default();
        let (one, two, three) = (nest.own('a'), nest.own('b'), nest.own('b'));
        assert_eq!(nest.waiting('b'), 2);
        nest.forget(|key| key == 'b');
        assert_eq!([one, two, three].map(|ticket| nest.take(ticket)), [Some(('a', None)), None, None]);
    }

    #[test]
    fn what_a_child_says_is_passed_up() {
        let (mut nest, mut cup) = (Nest::default(), Cup::default());
        ask(&mut nest, 'a', &mut cup);
        let mut turn = || nest.step::<_, ()>('a', &mut cup, &env());
        assert!(matches!(turn(), Turn::Up(Step::Tell(Event::Warning(warning))) if warning.message == "hot"));
        assert!(matches!(turn(), Turn::Idle(until) if until == Some(second(3))));
        assert!(matches!(turn(), Turn::Ended(Ok("drunk"))));
    }

    #[test]
    fn the_earlier_of_two() {
        let (one, two) = (Some(second(1)), Some(second(2)));
        assert_eq!([earlier(one, two), earlier(two, one)], [one, one]);
        assert_eq!([earlier(one, None), earlier(None, two), earlier(None, None)], [one, two, None]);
    }
}
