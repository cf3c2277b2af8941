//! What every store must do, as one test.

use std::time::Duration;

use wxkit_proto::{Env, Error, Secret, Timestamp, Token};

use super::{Owner, Store};
use crate::held::Held;
use crate::key::StoreKey;

/// Checks the rules of [`Store`] on two views of one empty place, which may be one store given twice.
///
/// `pass` lets time pass for stores with a clock of their own; for those that go by the `now` they are given it does
/// nothing.
///
/// ```
/// use wxkit_token::store::{Memory, conformance};
///
/// let store = Memory::default();
/// conformance::check(&store, &store.clone(), &mut |_| {}).unwrap();
/// ```
///
/// # Errors
/// Names the rule that was broken.
pub fn check(one: &dyn Store, other: &dyn Store, pass: &mut dyn FnMut(Duration)) -> Result<(), String> {
    tokens(one, other, &key("tokens"), &key("another"))?;
    locks(one, other, &key("locks"), &key("another"), pass)
}

fn key(id: &str) -> StoreKey {
    StoreKey::new("conformance", id, &Secret::new("secret"))
}

fn tokens(one: &dyn Store, other: &dyn Store, key: &StoreKey, another: &StoreKey) -> Result<(), String> {
    let load = |store: &dyn Store, key| store.load(key).map(|loaded| loaded.held).map_err(said);
    let save = |store: &dyn Store, held: &Held| store.save(key, held).map_err(said);
    let (old, new, longer) = (held("OLD", 1, 10), held("令牌 \"NEW\"", 2, 10), held("令牌 \"NEW\"", 2, 20));

    hold(load(one, key)?.is_none(), "an empty store holds nothing")?;
    hold(save(one, &old)? == old, "saving returns what is held then")?;
    hold(load(one, key)? == Some(old.clone()), "what was saved is loaded again")?;
    hold(load(other, key)? == Some(old.clone()), "another store on the same place loads it too")?;
    hold(save(other, &new)? == new, "a newer token replaces an older one")?;
    hold(save(one, &old)? == new, "saving an older token returns the newer one")?;
    hold(load(one, key)? == Some(new), "an older token never replaces a newer one")?;
    hold(save(one, &longer)? == longer, "the same token gets its new life")?;
    hold(load(other, key)? == Some(longer), "the new life of the same token is loaded again")?;
    hold(load(one, another)?.is_none(), "keys are independent of each other")
}

fn locks(
    one: &dyn Store,
    other: &dyn Store,
    key: &StoreKey,
    another: &StoreKey,
    pass: &mut dyn FnMut(Duration),
) -> Result<(), String> {
    const LIMIT: Duration = Duration::from_millis(500);
    let (a, b) = (owner(1), owner(2));
    let mut now = Timestamp::from_secs(1_700_000_000);
    let lock = |store: &dyn Store, key, owner, now| store.lock(key, owner, now, LIMIT).map_err(said);
    let unlock = |store: &dyn Store, owner| store.unlock(key, owner).map_err(said);

    hold(lock(one, key, &a, now)?, "a free lock is had")?;
    hold(!lock(one, key, &b, now)?, "a lock has one owner")?;
    hold(!lock(other, key, &b, now)?, "a lock has one owner, in another store on the same place too")?;
    hold(lock(other, another, &b, now)?, "locks of other keys are free")?;
    other.unlock(another, &b).map_err(said)?;
    hold(lock(one, key, &a, now)?, "the owner may take it again")?;
    unlock(one, &b)?;
    hold(!lock(one, key, &b, now)?, "nobody but the owner gives it back")?;
    unlock(one, &a)?;
    hold(lock(one, key, &b, now)?, "given back, it is free")?;
    pass(LIMIT * 2);
    now = now + LIMIT * 2;
    hold(lock(one, key, &a, now)?, "it is free when its time limit is over")?;
    unlock(one, &b)?;
    hold(!lock(one, key, &b, now)?, "a former owner cannot give it back")?;
    unlock(one, &a)
}

fn hold(held: bool, rule: &str) -> Result<(), String> {
    if held { Ok(()) } else { Err(format!("broken: {rule}")) }
}

fn said(error: Error) -> String {
    error.to_string()
}

fn held(token: &str, issued: u64, expires: u64) -> Held {
    let at = Timestamp::from_secs;
    Held {
        token: Token::new(token),
        issued: at(issued),
        expires: at(expires),
        renew: at(issued),
        replaced: Vec::new(),
    }
}

fn owner(number: u8) -> Owner {
    Owner::new(&Env::new(Timestamp::default(), [number; 32]))
}
