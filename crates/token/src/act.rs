//! What a keeper asks for, and the answers.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use wxkit_proto::env::Moment;
use wxkit_proto::envelope::Grant;
use wxkit_proto::{Endpoint, Error, Event, Timestamp};

use crate::held::Held;
use crate::key::StoreKey;
use crate::store::{Loaded, Owner, Store};

/// What a [`Keeper`](crate::Keeper) wants next.
#[must_use = "an act that is not carried out leaves the keeper where it is"]
pub enum Act<E> {
    /// Do this with the store: [`Op::perform`], on a thread that may block if [`Store::blocks`]. → what it returns
    Store(Op),
    /// Run this call to its end, as a [`Call`](wxkit_proto::Call), and give up after
    /// [`FETCH_LIMIT`](crate::FETCH_LIMIT). → [`Answer::Fetched`] or [`Answer::Failed`]
    Fetch(E),
    /// Show this to people; nothing to answer.
    Tell(Event),
    /// Nothing to do until [`Env::uptime`](wxkit_proto::Env::uptime) has come to this; nothing to answer.
    Wait(Moment),
    /// The end: a token, or why there is none.
    Done(Result<Arc<Held>, Error>),
}

/// One operation on a [`Store`].
#[derive(Clone, Debug)]
pub enum Op {
    /// [`Store::load`].
    Load(StoreKey),
    /// [`Store::lock`].
    Lock {
        /// Which token.
        key: StoreKey,
        /// For whom.
        owner: Owner,
        /// For how long at most.
        limit: Duration,
    },
    /// [`Store::save`].
    Save(StoreKey, Held),
    /// [`Store::unlock`].
    Unlock {
        /// Which token.
        key: StoreKey,
        /// Whose lock.
        owner: Owner,
    },
}

/// What became of an [`Act`].
#[derive(Clone, Debug)]
pub enum Answer {
    /// What the store holds.
    Loaded(Loaded),
    /// Whether the lock was had.
    Locked(bool),
    /// The platform granted a token.
    Fetched(Grant),
    /// What the store holds now: what was to be saved, or something newer.
    Saved(Held),
    /// The lock is given back.
    Unlocked,
    /// It failed: [`Error::Local`] for a store, anything for a fetch.
    Failed(Error),
}

impl Op {
    /// Does it. `now` is the time by which stores without a clock of their own measure their locks.
    #[must_use]
    pub fn perform(&self, store: &dyn Store, now: Timestamp) -> Answer {
        let result = match self {
            Self::Load(key) => store.load(key).map(Answer::Loaded),
            Self::Lock { key, owner, limit } => store.lock(key, owner, now, *limit).map(Answer::Locked),
            Self::Save(key, held) => store.save(key, held).map(Answer::Saved),
            Self::Unlock { key, owner } => store.unlock(key, owner).map(|()| Answer::Unlocked),
        };
        result.unwrap_or_else(Answer::Failed)
    }
}

impl Answer {
    /// From the result of a fetch.
    #[must_use]
    pub fn fetched(result: Result<Grant, Error>) -> Self {
        result.map_or_else(Self::Failed, Self::Fetched)
    }
}

impl<E: Endpoint> fmt::Debug for Act<E> {
    // An endpoint that fetches tokens holds a secret; only its name is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(op) => f.debug_tuple("Store").field(op).finish(),
            Self::Fetch(endpoint) => write!(f, "Fetch({} {})", endpoint.method(), endpoint.path()),
            Self::Tell(event) => f.debug_tuple("Tell").field(event).finish(),
            Self::Wait(until) => f.debug_tuple("Wait").field(until).finish(),
            Self::Done(result) => f.debug_tuple("Done").field(result).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use wxkit_proto::Token;

    use super::*;
    use crate::testing::Fetch;

    #[test]
    fn what_is_shown_of_an_act_holds_no_secret() {
        let shown = |act: Act<Fetch>| format!("{act:?}");
        assert_eq!(shown(Act::Fetch(Fetch { forced: true })), "Fetch(GET /token)");
        assert!(shown(Act::Wait(Moment::default())).starts_with("Wait("));
        let start = Timestamp::default();
        let held = Held::new(Token::new("T0K3N"), start, start, start);
        let done = shown(Act::Done(Ok(Arc::new(held))));
        assert!(done.starts_with("Done(") && !done.contains("T0K3N"), "{done}");
    }
}
