//! Access tokens: fetched once, shared by all callers.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use wxkit_proto::envelope::Grant;
use wxkit_proto::flow::Need;
use wxkit_proto::{Call, Endpoint, Error, Event, Platform, Token};
use wxkit_token::store::Store;
use wxkit_token::{Act, Answer, Current, FETCH_LIMIT, Held, Keeper, Ready, Source};

use super::drive::drive;
use super::{Link, Provider};
use crate::env::{Envs, now};
use crate::fixed::Nobody;
use crate::limited::Limited;
use crate::session::Session;
use crate::voice::Voice;

/// Brings the access tokens of one app. A clone shares them, so that several clients can.
///
/// However many callers find no valid token, one fetch serves them all. A caller with a valid token never waits: a
/// renewal has a thread of its own, which ends with it.
///
/// A fetch begins no attempt and no pause that leads past [`FETCH_LIMIT`]; it fails with what kept it so long. An
/// exchange that is under way then cannot be broken off here: it ends by the transport's own clocks, so a transport
/// whose clocks are long may hold the store's lock longer.
pub struct Tokens<S: Source> {
    current: Arc<Current>,
    keeper: Arc<Mutex<Keeper<S>>>,
    store: Arc<dyn Store>,
    voice: Voice,
    /// Whether a thread renews the token.
    renewing: Arc<AtomicBool>,
    /// For an endpoint that asks for a credential itself.
    bearer: Arc<dyn Provider<<S::Endpoint as Endpoint>::Platform>>,
}

impl<S: Source + Send + 'static> Tokens<S> {
    /// The tokens of this source, kept in this store.
    pub fn new(source: S, store: impl Store + 'static) -> Self {
        let keeper = Keeper::new(source);
        Self {
            current: keeper.current(),
            keeper: Arc::new(Mutex::new(keeper)),
            store: Arc::new(store),
            voice: Voice::default(),
            renewing: Arc::default(),
            bearer: Arc::new(Nobody),
        }
    }

    /// Who brings the credential that the fetch itself asks for: the account's tokens, for tickets of pages.
    #[must_use]
    pub fn authorized_by(
        mut self,
        bearer: impl Provider<<S::Endpoint as Endpoint>::Platform> + 'static,
    ) -> Self {
        self.bearer = Arc::new(bearer);
        self
    }

    /// Who hears of a store that fails, a renewal that must wait and the like. Without this, warnings go to the log.
    #[must_use]
    pub fn tell(mut self, tell: impl Fn(Event) + Send + Sync + 'static) -> Self {
        self.voice = Voice::new(tell);
        self
    }

    /// What is known about the token at hand; `None` before the first was asked for, and after it was refused.
    #[must_use]
    pub fn held(&self) -> Option<Arc<Held>> {
        self.current.held()
    }

    /// A valid token.
    ///
    /// # Errors
    /// What kept the keeper from getting one.
    pub fn token(&self, need: Need<Token>, link: &Link) -> Result<Token, Error> {
        match self.current.read(&need, now()) {
            Ready::Fresh(token) => return Ok(token),
            Ready::Renewable(token) => {
                self.renew(need, link);
                return Ok(token);
            }
            Ready::No => {}
        }
        // Each run begins anew, so one that panicked in the middle has left nothing to put right.
        let keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have been faster.
        if let Ready::Fresh(token) | Ready::Renewable(token) = self.current.read(&need, now()) {
            return Ok(token);
        }
        Ok(self.drive(keeper, need, link)?.token.clone())
    }

    /// In passing, unless somebody is at it.
    fn renew(&self, need: Need<Token>, link: &Link) {
        if self.renewing.swap(true, Ordering::AcqRel) {
            return;
        }
        let (tokens, link) = (self.clone(), link.clone());
        let done = Done(Arc::clone(&self.renewing));
        let work = move || {
            let _done = done;
            let keeper = match tokens.keeper.try_lock() {
                Ok(keeper) => keeper,
                Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => return,
            };
            // Whether it succeeds is told by the voice; whoever noticed has a token.
            let _ = tokens.drive(keeper, need, &link);
        };
        // If the system has no thread to give, the next caller tries again.
        let _ = thread::Builder::new().name("wxkit token".into()).spawn(work);
    }

    /// Carries out what the keeper asks for, until it has a token or gives up.
    fn drive(
        &self,
        mut keeper: MutexGuard<'_, Keeper<S>>,
        need: Need<Token>,
        link: &Link,
    ) -> Result<Arc<Held>, Error> {
        let mut envs = Envs::new(link.base_url.as_ref());
        let mut env = || envs.next();
        keeper.begin(&env()?, need);
        loop {
            let now = env()?;
            let answer = match keeper.step(&now) {
                Act::Store(op) => op.perform(&*self.store, now.now),
                Act::Fetch(endpoint) => fetch(endpoint, link, &*self.bearer, FETCH_LIMIT),
                Act::Tell(event) => {
                    self.voice.tell(event);
                    continue;
                }
                Act::Wait(until) => {
                    thread::sleep(until.since(now.uptime));
                    continue;
                }
                Act::Done(result) => return result,
            };
            keeper.answer(&env()?, answer);
        }
    }
}

impl<F, S> Provider<F> for Tokens<S>
where
    F: Platform<Credential = Token>,
    S: Source<Endpoint: Endpoint<Platform = F>> + Send + 'static,
{
    fn credential(&self, need: Need<Token>, link: &Link) -> Result<Token, Error> {
        self.token(need, link)
    }
}

impl<S: Source> Clone for Tokens<S> {
    fn clone(&self) -> Self {
        Self {
            current: Arc::clone(&self.current),
            keeper: Arc::clone(&self.keeper),
            store: Arc::clone(&self.store),
            voice: self.voice.clone(),
            renewing: Arc::clone(&self.renewing),
            bearer: Arc::clone(&self.bearer),
        }
    }
}

/// Says when it is dropped that nobody renews any more.
struct Done(Arc<AtomicBool>);

impl Drop for Done {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl<S: Source> fmt::Debug for Tokens<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("store", &self.store).finish_non_exhaustive()
    }
}

/// One fetch, which begins nothing after the limit.
pub(crate) fn fetch<E>(
    endpoint: E,
    link: &Link,
    bearer: &dyn Provider<E::Platform>,
    limit: Duration,
) -> Answer
where
    E: Endpoint<Reply: Into<Grant>>,
{
    let flow = Limited::new(Call::new(endpoint), limit);
    Answer::fetched(drive(flow, link, bearer, &mut Session::default()).map(Into::into))
}
