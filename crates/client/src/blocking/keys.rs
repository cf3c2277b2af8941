//! Keys by which answers are verified: fetched once, shared by all callers.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use wxkit_proto::flow::Need;
use wxkit_proto::keyring::{KeyCredential, KeyState, Keyring};
use wxkit_proto::{Call, Endpoint, Error, Platform};

use super::{Link, Provider};
use crate::env::now;

/// Brings the credential of a platform whose answers are signed, and fetches the platform's keys when they are needed. A
/// clone shares them, so that several clients can.
///
/// However many callers wait for a key, one fetch serves them all. A list of keys that is due is fetched by whoever notices
/// first; the others go on with what there is.
pub struct Keys<K> {
    ring: Arc<Mutex<K>>,
    /// Held by the one who fetches.
    turn: Arc<Mutex<()>>,
}

impl<K: Keyring> Keys<K> {
    /// Shares this keyring.
    pub fn new(ring: K) -> Self {
        Self { ring: Arc::new(Mutex::new(ring)), turn: Arc::default() }
    }

    /// The credential as it is needed.
    ///
    /// # Errors
    /// What kept the key from being had.
    pub fn credential(&self, need: &Need<KeyCredential<K>>, link: &Link) -> Result<KeyCredential<K>, Error> {
        let _turn = match (self.key_state(need)?, self.turn.try_lock()) {
            (KeyState::Ready(credential), _) | (KeyState::Due(credential), Err(_)) => return Ok(credential),
            (_, Ok(turn)) => turn,
            (KeyState::Wanted, Err(_)) => {
                let turn = lock(&self.turn);
                // Whoever was at it may have got it.
                if let KeyState::Ready(credential) | KeyState::Due(credential) = self.key_state(need)? {
                    return Ok(credential);
                }
                turn
            }
        };
        let (call, credential) = lock(&self.ring).fetch();
        let result = link.run_as(Call::new(call), credential);
        lock(&self.ring).fetched(need, now(), result);
        match self.key_state(need)? {
            KeyState::Ready(credential) | KeyState::Due(credential) => Ok(credential),
            KeyState::Wanted => Err(Error::Bug("a keyring wants to fetch for ever")),
        }
    }

    fn key_state(&self, need: &Need<KeyCredential<K>>) -> Result<KeyState<KeyCredential<K>>, Error> {
        lock(&self.ring).key_state(need, now())
    }
}

/// What panics under a lock in here has changed nothing yet.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<F, K> Provider<F> for Keys<K>
where
    F: Platform,
    K: Keyring<Fetch: Endpoint<Platform = F>>,
{
    fn credential(&self, need: Need<F::Credential>, link: &Link) -> Result<F::Credential, Error> {
        Self::credential(self, &need, link)
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
