//! Where one keeper is driven by hand.

use std::time::Duration;

use expect_test::Expect;
use wxkit_proto::envelope::Grant;
use wxkit_proto::error::{Local, LocalKind};
use wxkit_proto::flow::Need;
use wxkit_proto::{Env, Error, Event, Timestamp, Token};

use crate::act::{Act, Answer, Op};
use crate::current::Ready;
use crate::held::Held;
use crate::keeper::Keeper;
use crate::store::{Memory, Store};
use crate::testing::{App, env};

/// A keeper, its store and a clock that stands still but for waits.
pub(super) struct Desk {
    pub(super) keeper: Keeper<App>,
    pub(super) store: Memory,
    pub(super) now: Timestamp,
    seed: u64,
    /// Operations that fail, by the words of the trace.
    pub(super) broken: Vec<&'static str>,
}

impl Desk {
    pub(super) fn new(can_force: bool) -> Self {
        let now = Timestamp::from_secs(1_700_000_000);
        let keeper = Keeper::new(App { can_force });
        Self { keeper, store: Memory::default(), now, seed: 0, broken: Vec::new() }
    }

    /// Another process on the same store.
    pub(super) fn beside(store: &Memory, can_force: bool) -> Self {
        Self { store: store.clone(), seed: 1 << 32, ..Self::new(can_force) }
    }

    pub(super) fn pass(&mut self, secs: u64) -> &mut Self {
        self.now = self.now + Duration::from_secs(secs);
        self
    }

    pub(super) fn env(&mut self) -> Env {
        self.seed = self.seed.wrapping_add(1);
        env(self.now, self.seed)
    }

    pub(super) fn begin(&mut self, need: Need<Token>) {
        let env = self.env();
        self.keeper.begin(&env, need);
    }

    /// Carries out one act; `None` at the end.
    pub(super) fn act(
        &mut self,
        grants: &mut Vec<Result<Grant, Error>>,
        trace: &mut Vec<String>,
    ) -> Option<()> {
        let env = self.env();
        let answer = match self.keeper.step(&env) {
            Act::Store(op) => {
                let word = match op {
                    Op::Load(_) => "load",
                    Op::Lock { .. } => "lock",
                    Op::Save(..) => "save",
                    Op::Unlock { .. } => "unlock",
                };
                trace.push(word.into());
                if self.broken.contains(&word) {
                    let message = "cannot reach redis://localhost";
                    Answer::Failed(Error::Local(Local::new(LocalKind::Io, message)))
                } else {
                    op.perform(&self.store, self.now)
                }
            }
            Act::Fetch(fetch) => {
                trace.push(if fetch.forced { "force" } else { "fetch" }.into());
                Answer::fetched(grants.remove(0))
            }
            Act::Tell(Event::Warning(warning)) => {
                trace.push(format!("[{}]", warning.message));
                return Some(());
            }
            Act::Tell(other) => panic!("{other:?}"),
            Act::Wait(until) => {
                if trace.last().is_none_or(|last| last != "wait…") {
                    trace.extend(["wait…".to_owned()]);
                }
                self.now = self.now + until.since(env.uptime);
                return Some(());
            }
            Act::Done(result) => {
                trace.push(match result {
                    Ok(held) => format!("→ {}", held.token.reveal()),
                    Err(error) => format!("→ {}: {error}", error.kind().as_str()),
                });
                return None;
            }
        };
        let env = self.env();
        self.keeper.answer(&env, answer);
        Some(())
    }

    pub(super) fn run(&mut self, need: Need<Token>, grants: Vec<Result<Grant, Error>>) -> String {
        self.begin(need);
        let (mut grants, mut trace) = (grants, Vec::new());
        for _ in 0..2000 {
            if self.act(&mut grants, &mut trace).is_none() {
                assert!(grants.is_empty(), "fetched less often than expected");
                return trace.join(" ");
            }
        }
        panic!("no end: {trace:?}");
    }

    /// Stops before the n-th act is answered, as when the waiter is dropped; the act itself is done.
    pub(super) fn drop_at(&mut self, word: &str, need: Need<Token>, grants: Vec<Result<Grant, Error>>) {
        self.begin(need);
        let (mut grants, mut trace) = (grants, Vec::new());
        loop {
            let env = self.env();
            match (word, self.keeper.step(&env)) {
                ("lock", Act::Store(op @ Op::Lock { .. })) => return drop(op.perform(&self.store, self.now)),
                ("fetch", Act::Fetch(_)) | ("save", Act::Store(Op::Save(..))) => return,
                _ => self.act(&mut grants, &mut trace).unwrap(),
            }
        }
    }

    pub(super) fn check(
        &mut self,
        need: Need<Token>,
        grants: Vec<Result<Grant, Error>>,
        expected: &Expect,
    ) -> &mut Self {
        expected.assert_eq(&self.run(need, grants));
        self
    }

    pub(super) fn stored(&self) -> Held {
        self.store.load(&self.keeper.key).unwrap().held.unwrap()
    }

    pub(super) fn ready(&self) -> Ready {
        self.keeper.current().read(&Need::First, self.now)
    }
}
