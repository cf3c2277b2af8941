//! The state machine that keeps one token.

use std::collections::VecDeque;
use std::fmt;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use wxkit_proto::env::Moment;
use wxkit_proto::flow::Need;
use wxkit_proto::{Env, Error, Event, Timestamp, Token};

use crate::act::{Act, Answer, Op};
use crate::current::Current;
use crate::held::Held;
use crate::key::StoreKey;
use crate::limits::{Budget, Insisted, Pause};
use crate::source::Source;
use crate::store::Owner;

mod rules;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod worlds;

/// How long a keeper may hold the lock of a store: a process that dies with it delays the others so long.
pub const LOCK_LIMIT: Duration = Duration::from_secs(30);

/// After this time a driver gives up on [`Act::Fetch`], with a timeout as the answer, so that the lock still holds
/// when the token is saved. A fetch that takes longer does no harm but that others may fetch as well.
pub const FETCH_LIMIT: Duration = Duration::from_secs(20);

/// How long a keeper without a token waits for a lock that others hold before it goes on without: one holder that
/// died and one that was slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// Keeps the token of one [`Source`]: a state machine that is given a need and asks for what it takes.
///
/// # Contract
/// 1. [`begin`](Keeper::begin) with a need, then [`step`](Keeper::step) until [`Act::Done`].
/// 2. Carry out each act, one after the other, and give [`answer`](Keeper::answer) its answer before the next step.
///    [`Act::Tell`] and [`Act::Wait`] have none. An answer that does not fit the act is ignored.
/// 3. A step without an answer to the former act gives that act again.
/// 4. [`begin`](Keeper::begin) may come at any time, also in place of an answer: whoever waited may have been dropped.
///    What was under way is given up; a lock that may be held is used again or given back.
/// 5. Every call gets a fresh [`Env`].
/// 6. After `Done`, go on at 1 for the next need. Dropping a keeper is safe; a lock it holds ends with its time limit.
///
/// The whole loop, for a driver that does one thing at a time:
///
/// ```
/// use std::sync::Arc;
///
/// use wxkit_proto::envelope::Grant;
/// use wxkit_proto::{Call, Env, Error, Token};
/// use wxkit_proto::env::Moment;
/// use wxkit_proto::flow::Need;
/// use wxkit_token::store::Store;
/// use wxkit_token::{Act, Answer, Held, Keeper, Source};
///
/// fn token<S: Source>(
///     keeper: &mut Keeper<S>,
///     need: Need<Token>,
///     store: &dyn Store,
///     env: impl Fn() -> Env,
///     sleep_until: impl Fn(Moment),
///     run: impl Fn(Call<S::Endpoint>) -> Result<Grant, Error>,
/// ) -> Result<Arc<Held>, Error> {
///     keeper.begin(&env(), need);
///     loop {
///         let answer = match keeper.step(&env()) {
///             Act::Store(op) => op.perform(store, env().now),
///             Act::Fetch(endpoint) => Answer::fetched(run(Call::new(endpoint))),
///             Act::Tell(event) => {
///                 println!("{event:?}");
///                 continue;
///             }
///             Act::Wait(until) => {
///                 sleep_until(until);
///                 continue;
///             }
///             Act::Done(result) => return result,
///         };
///         keeper.answer(&env(), answer);
///     }
/// }
/// ```
///
/// # What it does
/// `Load → Lock → Load → Fetch → Save → Unlock`, and ends as soon as a fresh token is found on the way.
///
/// - **Valid tokens are handed out.** While there is one, a lock that others hold, a store that is away and a fetch
///   that fails only put off the renewal, the latter two with a warning.
/// - **The store is looked into every 10 s** while somebody needs tokens. If another keeper has put a newer token there,
///   it is taken before the former one dies; if the store has lost it, it is put back.
/// - **A refused token is compared by value.** If memory or store hold another, that one is handed out.
/// - **Forced mode comes second.** After a refusal it fetches in normal mode; only if that gives the refused token
///   again, it forces.
/// - **The source has the last word.** If it gives the refused token in spite of all, that is handed out once more, with
///   a warning, so that the caller shows the platform's own refusal; for 10 s (30 s after forced mode) it is not asked
///   again.
/// - **Never a stale token after a newer one was seen**, by [`Held::issued`].
/// - **Fetches are bounded.** Each keeper makes at most 60 a minute, and at most 3 that make the platform drop a token
///   that ought to be alive: forced ones; for a source without a forced mode, all that follow a refusal. Of these, all
///   keepers that share a store make at most 15 a day by force, and 60 an hour without. Then callers are told that two
///   holders fight.
/// - **After a failed fetch there is a pause**, in which callers without a valid token get the same error at once:
///   10 minutes after a used-up quota, 60 s after another refusal (wrong secret, whitelist, frozen account), 5 s after
///   a failure of the network. Meanwhile the store is looked into every 5 s, since another machine may have more luck.
/// - **A store that fails is a warning**, once a minute. Without a valid token the keeper then fetches without the lock.
pub struct Keeper<S> {
    source: S,
    key: StoreKey,
    current: Arc<Current>,
    owner: Option<Owner>,
    need: Need<Token>,
    /// The newest token seen, kept when it is worn or refused, since nothing older may follow it.
    newest: Option<Arc<Held>>,
    /// When this keeper renews it.
    renew: Timestamp,
    /// Before this time a valid token is used as it is: others are renewing it, or nobody can.
    not_before: Timestamp,
    /// A token that was refused and not replaced yet.
    refused: Option<Token>,
    /// Whether the lock may be held: an answer can have been lost.
    locked: bool,
    /// What the store does not have yet, or no more.
    unsaved: Option<Arc<Held>>,
    /// When the store was last asked.
    looked: Option<Timestamp>,
    /// When people last heard that it does not answer.
    complained: Option<Timestamp>,
    pause: Option<Pause>,
    insisted: Option<Insisted>,
    budget: Budget,
    /// How long this run has waited for the lock, by the length of the pauses and not by the clock.
    waited: Duration,
    news: VecDeque<Event>,
    phase: Phase,
}

enum Phase {
    Load,
    Lock,
    Wait { from: Moment, until: Moment },
    LoadAgain,
    Fetch { asked: Timestamp, forced: bool },
    Save(Arc<Held>, Result<Arc<Held>, Error>),
    Unlock(Result<Arc<Held>, Error>),
    End(Result<Arc<Held>, Error>),
}

impl<S: Source> Keeper<S> {
    /// A keeper without a token; nothing is asked for before the first need.
    pub fn new(source: S) -> Self {
        Self {
            key: source.key(),
            source,
            current: Arc::default(),
            owner: None,
            need: Need::First,
            newest: None,
            renew: Timestamp::default(),
            not_before: Timestamp::default(),
            refused: None,
            locked: false,
            unsaved: None,
            looked: None,
            complained: None,
            pause: None,
            insisted: None,
            budget: Budget::default(),
            waited: Duration::ZERO,
            news: VecDeque::new(),
            phase: Phase::End(Err(Error::Misuse("a keeper was stepped before a need was given"))),
        }
    }

    /// The current token, readable without the keeper.
    #[must_use]
    pub fn current(&self) -> Arc<Current> {
        Arc::clone(&self.current)
    }

    /// Where its tokens come from.
    #[must_use]
    pub fn source(&self) -> &S {
        &self.source
    }

    /// Begins with a need, whatever was under way.
    pub fn begin(&mut self, env: &Env, need: Need<Token>) {
        self.waited = Duration::ZERO;
        if let Need::Refused(token) = &need
            && self.newest.as_ref().is_none_or(|newest| newest.token == *token)
            && !self.insisted.as_ref().is_some_and(|insisted| insisted.lasts(env.uptime))
        {
            self.refused = Some(token.clone());
            self.current.set(None);
            self.unsaved = None;
        }
        self.need = need;
        self.phase = match (self.valid(env.now), self.paused(env.uptime)) {
            (Some(held), paused) if paused.is_some() || env.now < self.due() => self.finish(Ok(held)),
            (None, Some(error)) if self.looked_lately(env.now) => self.finish(Err(error)),
            _ => Phase::Load,
        };
    }

    /// What to do next.
    pub fn step(&mut self, env: &Env) -> Act<S::Endpoint> {
        if let Some(event) = self.news.pop_front() {
            return Act::Tell(event);
        }
        if let Phase::Wait { from, until } = self.phase
            && !(from..until).contains(&env.uptime)
        {
            self.phase = Phase::Load;
        }
        let key = self.key.clone();
        let owner = self.owner.get_or_insert_with(|| Owner::new(env)).clone();
        match &mut self.phase {
            Phase::Load | Phase::LoadAgain => Act::Store(Op::Load(key)),
            Phase::Lock => Act::Store(Op::Lock { key, owner, limit: LOCK_LIMIT }),
            Phase::Wait { until, .. } => Act::Wait(*until),
            Phase::Fetch { asked, forced } => {
                *asked = env.now;
                Act::Fetch(match &self.refused {
                    Some(refused) => self.source.replace(refused, *forced),
                    None => self.source.endpoint(*forced),
                })
            }
            Phase::Save(held, _) => Act::Store(Op::Save(key, Held::clone(held))),
            Phase::Unlock(_) => Act::Store(Op::Unlock { key, owner }),
            Phase::End(result) => Act::Done(result.clone()),
        }
    }

    /// Takes in what became of the last act.
    pub fn answer(&mut self, env: &Env, answer: Answer) {
        let phase = mem::replace(&mut self.phase, Phase::Load);
        self.phase = match (phase, answer) {
            (Phase::Load, Answer::Loaded(loaded)) => self.loaded(env, loaded, false),
            (Phase::LoadAgain, Answer::Loaded(loaded)) => self.loaded(env, loaded, true),
            (Phase::Lock, Answer::Locked(true)) => Phase::LoadAgain,
            (Phase::Lock, Answer::Locked(false)) => self.busy(env),
            (phase @ (Phase::Load | Phase::Lock | Phase::LoadAgain), Answer::Failed(error)) => {
                self.locked &= !matches!(phase, Phase::Lock);
                self.without_store(env, &error)
            }
            (Phase::Fetch { asked, forced }, Answer::Fetched(grant)) => {
                self.fetched(env, grant, asked, forced)
            }
            (Phase::Fetch { .. }, Answer::Failed(error)) => self.failed(env, error),
            (Phase::Save(_, result), Answer::Saved(stored)) => self.saved(env, result, stored),
            (Phase::Save(_, result), Answer::Failed(error)) => {
                self.unsaved = None;
                self.put_off(env.now);
                self.warn(format!("the access token was not stored: {error}"));
                self.finish(result)
            }
            (Phase::Unlock(result), answer @ (Answer::Unlocked | Answer::Failed(_))) => {
                if let Answer::Failed(error) = answer {
                    self.warn(format!(
                        "the token store's lock was not given back and ends by itself: {error}"
                    ));
                }
                self.locked = false;
                self.finish(result)
            }
            (phase, _) => phase,
        };
    }
}

impl<S> fmt::Debug for Keeper<S> {
    // The source holds the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, newest, locked, pause, .. } = self;
        let mut out = f.debug_struct("Keeper");
        out.field("key", key).field("newest", newest).field("locked", locked).field("pause", pause);
        out.finish_non_exhaustive()
    }
}
