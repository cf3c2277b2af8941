//! What each answer leads to.

use std::sync::Arc;
use std::time::Duration;

use wxkit_proto::env::Moment;
use wxkit_proto::envelope::Grant;
use wxkit_proto::flow::Need;
use wxkit_proto::{Env, Error, Event, Timestamp, Warning};

use super::{Keeper, PATIENCE, Phase};
use crate::held::{Held, State};
use crate::limits::{Insisted, Pause, Replacing};
use crate::source::Source;
use crate::store::Loaded;

impl<S: Source> Keeper<S> {
    /// The current token, unless it is about to expire or was refused.
    pub(super) fn valid(&self, now: Timestamp) -> Option<Arc<Held>> {
        let usable = |held: &&Arc<Held>| {
            held.state(now) != State::Expired && self.refused.as_ref() != Some(&held.token)
        };
        self.newest.as_ref().filter(usable).cloned()
    }

    /// What callers are told while nobody may fetch.
    pub(super) fn paused(&self, now: Moment) -> Option<Error> {
        self.pause.as_ref().filter(|pause| pause.lasts(now)).map(|pause| pause.error.clone())
    }

    pub(super) fn looked_lately(&self, now: Timestamp) -> bool {
        self.looked.is_some_and(|looked| (looked..looked + LOOK_AGAIN).contains(&now))
    }

    /// From when on somebody ought to drive the keeper in passing: to renew, or to look into the store.
    pub(super) fn due(&self) -> Timestamp {
        let look = self.looked.map_or(self.renew, |looked| looked + LOOK);
        self.renew.min(look).max(self.not_before)
    }

    /// The end, after the token was saved and the lock given back, be it for a run that was dropped before.
    pub(super) fn finish(&self, result: Result<Arc<Held>, Error>) -> Phase {
        match &self.unsaved {
            Some(held) => Phase::Save(Arc::clone(held), result),
            None if self.locked => Phase::Unlock(result),
            None => {
                self.publish(self.due());
                Phase::End(result)
            }
        }
    }

    /// Lets callers have the newest token; from `due` on they drive the keeper in passing.
    fn publish(&self, due: Timestamp) {
        let usable = |held: &&Arc<Held>| self.refused.as_ref() != Some(&held.token);
        let held = self.newest.as_ref().filter(usable);
        self.current.set(held.map(|held| Arc::new(Held { renew: due, ..Held::clone(held) })));
    }

    pub(super) fn warn(&mut self, message: String) {
        self.news.push_back(Event::Warning(Warning::new(message)));
    }

    pub(super) fn loaded(&mut self, env: &Env, loaded: Loaded, again: bool) -> Phase {
        (self.looked, self.complained) = (Some(env.now), None);
        if !again {
            self.news.extend(loaded.warnings.into_iter().map(Event::Warning));
        }
        let newest = self.newest.as_ref();
        let found = loaded.held.filter(|held| newest.is_none_or(|newest| held.issued >= newest.issued));
        let lost = found.is_none();
        if let Some(held) = found.filter(|held| newest.is_none_or(|newest| **newest != *held)) {
            self.adopt(env, held);
        }
        match (self.valid(env.now), self.paused(env.uptime)) {
            (Some(held), _) if env.now < self.renew => {
                if lost {
                    self.unsaved = Some(Arc::clone(&held));
                }
                self.finish(Ok(held))
            }
            (held, Some(error)) => self.finish(held.ok_or(error)),
            _ if again => self.fetch(env, false),
            _ => {
                self.locked = true;
                Phase::Lock
            }
        }
    }

    /// Others hold the lock: they are fetching, or died.
    pub(super) fn busy(&mut self, env: &Env) -> Phase {
        self.locked = false;
        if let Some(held) = self.valid(env.now) {
            self.put_off(env.now);
            return self.finish(Ok(held));
        }
        if self.waited >= PATIENCE {
            self.warn(
                "others have held the lock of the token store for a minute; fetching without it".into(),
            );
            return self.fetch(env, false);
        }
        let pause = (self.waited / 2).clamp(POLL_FIRST, POLL_LAST).mul_f64(0.5 + env.fraction("lock") / 2.0);
        self.waited += pause;
        Phase::Wait { from: env.uptime, until: env.uptime + pause }
    }

    /// The store is away. Others cannot be asked, so a valid token is used as long as it lasts.
    pub(super) fn without_store(&mut self, env: &Env, error: &Error) -> Phase {
        self.looked = Some(env.now);
        if !self.complained.is_some_and(|at| (at..at + COMPLAIN).contains(&env.now)) {
            self.complained = Some(env.now);
            self.warn(format!("the token store failed: {error}"));
        }
        match (self.valid(env.now), self.paused(env.uptime)) {
            (Some(held), _) => {
                self.put_off(env.now);
                self.finish(Ok(held))
            }
            (None, Some(error)) => self.finish(Err(error)),
            (None, None) => self.fetch(env, false),
        }
    }

    /// Whether a fetch makes the platform drop a token that ought to be alive, and how.
    fn replacing(&self, now: Timestamp, forced: bool) -> Option<Replacing> {
        let alive = |held: &Arc<Held>| {
            self.refused.as_ref() == Some(&held.token) && held.state(now) != State::Expired
        };
        match self.source.can_force() {
            true => forced.then_some(Replacing::Forced),
            false => self.newest.as_ref().is_some_and(alive).then_some(Replacing::Overwritten),
        }
    }

    pub(super) fn fetch(&mut self, env: &Env, forced: bool) -> Phase {
        match self.budget.take(env.now, self.replacing(env.now, forced)) {
            Ok(()) => Phase::Fetch { asked: env.now, forced },
            Err(error) => self.failed(env, error),
        }
    }

    pub(super) fn fetched(&mut self, env: &Env, grant: Grant, asked: Timestamp, forced: bool) -> Phase {
        let same = self.refused.as_ref() == Some(&grant.access_token);
        if same && !forced && self.source.can_force() {
            return self.fetch(env, true);
        }
        if same && self.replacing(env.now, forced) == Some(Replacing::Overwritten) {
            self.budget.give_back();
        }
        // The platform's word about a refused token is final either way: it is replaced, or it may have been
        // refused by mistake.
        let insisted = same && self.need == Need::Refused(grant.access_token.clone());
        (self.refused, self.pause) = (None, None);
        let granted = Held::granted(grant, asked, env.now, self.newest.as_deref());
        let held = self.adopt(env, Held { replaced: self.budget.replaced(), ..granted });
        if insisted {
            self.insisted = Some(Insisted::at(env.uptime, forced));
            self.warn(INSISTS.into());
        } else {
            self.unsaved = Some(Arc::clone(&held));
        }
        self.finish(Ok(held))
    }

    pub(super) fn failed(&mut self, env: &Env, error: Error) -> Phase {
        let pause = Pause::after(error.clone(), env.uptime);
        self.not_before = env.now + pause.until.since(env.uptime);
        self.pause = Some(pause);
        match self.valid(env.now) {
            Some(held) => {
                let left = held.expires.since(env.now).as_secs();
                self.warn(format!("the access token was not renewed and lasts {left} s more: {error}"));
                self.finish(Ok(held))
            }
            None => self.finish(Err(error)),
        }
    }

    /// The store may know of something newer: of somebody who fetched after this keeper had lost its lock.
    pub(super) fn saved(&mut self, env: &Env, result: Result<Arc<Held>, Error>, stored: Held) -> Phase {
        (self.unsaved, self.looked) = (None, Some(env.now));
        let newer = |ours: &Arc<Held>| stored.issued > ours.issued && stored.token != ours.token;
        let result = if result.as_ref().is_ok_and(newer) && stored.state(env.now) != State::Expired {
            Ok(self.adopt(env, stored))
        } else {
            result
        };
        self.finish(result)
    }

    /// Makes this the newest token. Until the run has ended it is published as due, so that if the run is dropped, the
    /// next caller drives the keeper to its end.
    fn adopt(&mut self, env: &Env, held: Held) -> Arc<Held> {
        self.renew = held.jittered(env);
        (self.not_before, self.insisted) = (Timestamp::default(), None);
        self.budget.learn(&held.replaced);
        if self.refused.as_ref() != Some(&held.token) {
            self.refused = None;
        }
        let held = Arc::new(held);
        self.newest = Some(Arc::clone(&held));
        self.publish(env.now);
        held
    }

    /// Lets a valid token be used as it is for a while.
    pub(super) fn put_off(&mut self, now: Timestamp) {
        let left = self.newest.as_ref().map_or(Duration::ZERO, |held| held.expires.since(now));
        self.not_before = now + (left / 2).clamp(PUT_OFF_LEAST, PUT_OFF_MOST);
    }
}

/// The platform gives the very token that it refuses, in spite of all.
const INSISTS: &str = "another access token was asked for, and the same one came again; if calls are refused with it, \
                       check that app id and secret belong to the account that is called";

/// How often the store is looked into while there is a valid token.
const LOOK: Duration = Duration::from_secs(10);
/// How often the store is looked into while nobody may fetch.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// How often people hear that the store fails.
const COMPLAIN: Duration = Duration::from_secs(60);
const POLL_FIRST: Duration = Duration::from_millis(100);
const POLL_LAST: Duration = Duration::from_secs(1);
const PUT_OFF_LEAST: Duration = Duration::from_millis(100);
const PUT_OFF_MOST: Duration = Duration::from_secs(10);
