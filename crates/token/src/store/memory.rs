//! Tokens in this process.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use wxkit_proto::{Error, Timestamp};

use super::{Loaded, Owner, Store, running};
use crate::held::Held;
use crate::key::StoreKey;

/// Keeps tokens in this process; all clones are one store.
#[derive(Clone, Default)]
pub struct Memory(Arc<Mutex<Slots>>);

#[derive(Default)]
struct Slots {
    held: BTreeMap<StoreKey, Held>,
    locks: BTreeMap<StoreKey, (Owner, Timestamp, Duration)>,
}

impl Memory {
    fn slots(&self) -> MutexGuard<'_, Slots> {
        // Each change is a single insertion, so a panic elsewhere leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Memory {
    fn load(&self, key: &StoreKey) -> Result<Loaded, Error> {
        Ok(self.slots().held.get(key).cloned().into())
    }

    fn save(&self, key: &StoreKey, held: &Held) -> Result<Held, Error> {
        let mut slots = self.slots();
        match slots.held.get(key) {
            Some(newer) if newer.issued > held.issued => Ok(newer.clone()),
            _ => {
                slots.held.insert(key.clone(), held.clone());
                Ok(held.clone())
            }
        }
    }

    fn lock(&self, key: &StoreKey, owner: &Owner, now: Timestamp, limit: Duration) -> Result<bool, Error> {
        let mut slots = self.slots();
        match slots.locks.get(key) {
            Some((other, from, limit)) if other != owner && running(*from, *limit, now) => Ok(false),
            _ => {
                slots.locks.insert(key.clone(), (owner.clone(), now, limit));
                Ok(true)
            }
        }
    }

    fn unlock(&self, key: &StoreKey, owner: &Owner) -> Result<(), Error> {
        let mut slots = self.slots();
        if slots.locks.get(key).is_some_and(|(holder, ..)| holder == owner) {
            slots.locks.remove(key);
        }
        Ok(())
    }

    fn blocks(&self) -> bool {
        false
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::conformance;

    #[test]
    fn conforms() {
        let store = Memory::default();
        conformance::check(&store, &store.clone(), &mut |_| {}).unwrap();
        assert!(!store.blocks());
        assert_eq!(format!("{store:?}"), "Memory");
    }
}
