//! Where tokens are kept, so that several keepers share one.

use std::fmt::Debug;
use std::time::Duration;

use wxkit_proto::digest::hex;
use wxkit_proto::{Env, Error, Timestamp, Warning};

use crate::held::Held;
use crate::key::StoreKey;

pub mod conformance;
#[cfg(feature = "file")]
mod file;
mod memory;
#[cfg(feature = "redis")]
mod redis;

#[cfg(feature = "file")]
pub use file::FileStore;
pub use memory::Memory;
#[cfg(feature = "redis")]
pub use redis::RedisStore;

/// Where tokens are kept: in this process, in a folder, or anywhere that several machines reach.
///
/// The calls may block; async drivers use a pool of threads for those that [do](Store::blocks). This trait is a seam
/// that is kept stable: whoever implements it tests the result with [`conformance::check`].
///
/// 1. What was saved is loaded again, whole or not at all, by every store on the same place.
/// 2. An older token never replaces a newer one ([`Held::issued`]).
/// 3. A lock has one owner at a time. The owner may take it again, which begins its time limit anew.
/// 4. A lock ends when its owner gives it back or its time limit is over, whichever is first; only its owner can give
///    it back.
/// 5. Keys are independent of each other.
/// 6. A failure is an [`Error::Local`] that names the place and holds no token.
pub trait Store: Debug + Send + Sync {
    /// What is held under this key. Something damaged counts as nothing, with a warning.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn load(&self, key: &StoreKey) -> Result<Loaded, Error>;

    /// Keeps this token unless the store holds one with a later `issued`; returns what it holds then.
    ///
    /// # Errors
    /// If the store cannot be written.
    fn save(&self, key: &StoreKey, held: &Held) -> Result<Held, Error>;

    /// Takes the lock for at most `limit`, without waiting; false if another owner has it. A store with a clock of
    /// its own ignores `now`.
    ///
    /// # Errors
    /// If it cannot be told.
    fn lock(&self, key: &StoreKey, owner: &Owner, now: Timestamp, limit: Duration) -> Result<bool, Error>;

    /// Gives the lock back; does nothing if this owner has it not.
    ///
    /// # Errors
    /// If the store cannot be reached; the lock then ends with its time limit.
    fn unlock(&self, key: &StoreKey, owner: &Owner) -> Result<(), Error>;

    /// Whether calls may take long enough that an async driver must not run them on its own threads.
    fn blocks(&self) -> bool {
        true
    }
}

/// What [`Store::load`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loaded {
    /// The token, if there is one.
    pub held: Option<Held>,
    /// What people ought to know about the store.
    pub warnings: Vec<Warning>,
}

impl Loaded {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(held: Option<Held>) -> Self {
        Self { held, warnings: Vec::new() }
    }
}

/// Who holds a lock: a name made from randomness, which is no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner(String);

impl Owner {
    /// A name that nobody else has.
    #[must_use]
    pub fn new(env: &Env) -> Self {
        Self(hex(env.random("lock owner").get(..16).unwrap_or_default()))
    }

    /// The name: 32 hex digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Option<Held>> for Loaded {
    fn from(held: Option<Held>) -> Self {
        Self { held, warnings: Vec::new() }
    }
}

/// How a lock is measured by a store that has no clock: over when its time is, and also when the clock has gone
/// back, since nobody would live to see its end.
fn running(from: Timestamp, limit: Duration, now: Timestamp) -> bool {
    (from..from + limit).contains(&now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_have_names_of_their_own() {
        let owner = |random: u8| Owner::new(&Env::new(Timestamp::default(), [random; 32]));
        let (one, two) = (owner(1), owner(2));
        assert_ne!(one.as_str(), two.as_str());
        assert_eq!(one.as_str().len(), 32);
        assert!(one.as_str().chars().all(|c| c.is_ascii_hexdigit()), "{one:?}");
        assert_eq!(one, owner(1), "randomness is all that it is made from");
    }
}
