//! Keys by which answers are verified: fetched once, shared by all callers.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OwnedMutexGuard;
use wxkit_proto::flow::Need;
use wxkit_proto::keyring::{KeyCredential, KeyState, Keyring};
use wxkit_proto::{Call, Endpoint, Error, Platform};

use crate::drive::runtime_ended;
use crate::env::tokio_now;
use crate::link::Link;
use crate::provider::{Provider, Providing};

/// Brings the credential of a platform whose answers are signed, and fetches the platform's keys when they are needed. A
/// clone shares them, so that several clients can.
///
/// - However many callers wait for a key, one fetch serves them all. It runs as a task of its own, over the client's
///   transport and base URL; so it goes on when its caller gives up.
/// - A list of keys that is due is fetched in the background of whoever notices first; there is no task that waits for it.
pub struct Keys<K> {
    ring: Arc<Mutex<K>>,
    /// Held by the one who fetches.
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl<K: Keyring> Keys<K> {
    /// Shares this keyring.
    pub fn new(ring: K) -> Self {
        Self { ring: Arc::new(Mutex::new(ring)), turn: Arc::default() }
    }

    /// A look at the keyring; nobody gets a credential while it lasts.
    pub fn look<T>(&self, look: impl FnOnce(&K) -> T) -> T {
        look(&self.lock())
    }

    /// The credential as it is needed.
    ///
    /// # Errors
    /// What kept the key from being had.
    pub async fn credential(
        &self,
        need: Need<KeyCredential<K>>,
        link: &Link,
    ) -> Result<KeyCredential<K>, Error> {
        match self.key_state(&need)? {
            KeyState::Ready(credential) => return Ok(credential),
            KeyState::Due(credential) => {
                if let Ok(turn) = Arc::clone(&self.turn).try_lock_owned() {
                    // This caller has what it needs, whether it succeeds or not.
                    tokio::spawn(self.clone().fetch(turn, need, link.clone()));
                }
                return Ok(credential);
            }
            KeyState::Wanted => {}
        }
        let turn = Arc::clone(&self.turn).lock_owned().await;
        // Somebody else may have been faster.
        if let KeyState::Ready(credential) | KeyState::Due(credential) = self.key_state(&need)? {
            return Ok(credential);
        }
        tokio::spawn(self.clone().fetch(turn, need.clone(), link.clone())).await.map_err(runtime_ended)??;
        match self.key_state(&need)? {
            KeyState::Ready(credential) | KeyState::Due(credential) => Ok(credential),
            KeyState::Wanted => Err(Error::Bug("a keyring wants to fetch for ever")),
        }
    }

    fn key_state(&self, need: &Need<KeyCredential<K>>) -> Result<KeyState<KeyCredential<K>>, Error> {
        let now = tokio_now();
        self.lock().key_state(need, now)
    }

    async fn fetch(
        self,
        _turn: OwnedMutexGuard<()>,
        need: Need<KeyCredential<K>>,
        link: Link,
    ) -> Result<(), Error> {
        let (call, credential) = self.lock().fetch();
        let result = link.run_as(Call::new(call), credential).await;
        let now = tokio_now();
        self.lock().fetched(&need, now, result);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, K> {
        // What panics under the lock has changed nothing yet.
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<F, K> Provider<F> for Keys<K>
where
    F: Platform,
    K: Keyring<Fetch: Endpoint<Platform = F>>,
{
    fn credential<'a>(&'a self, need: Need<F::Credential>, link: &'a Link) -> Providing<'a, F::Credential> {
        Box::pin(Self::credential(self, need, link))
    }
}

impl<K> Clone for Keys<K> {
    fn clone(&self) -> Self {
        Self { ring: Arc::clone(&self.ring), turn: Arc::clone(&self.turn) }
    }
}

impl<K> fmt::Debug for Keys<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}
