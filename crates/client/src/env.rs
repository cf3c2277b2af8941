//! The outside world as a value, made fresh for each step.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use wxkit_proto::{Env, Error, Local, LocalKind, Timestamp};

/// What every step of a flow needs anew: time from the system's clock and chance from the system's random source.
/// `origin`: where requests go, without a trailing slash; `None`: to the family's own host.
///
/// # Errors
/// [`Error::Local`] if the system gives no random numbers.
pub fn env(origin: Option<&Arc<str>>) -> Result<Env, Error> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| {
        let message = format!("the system gives no random numbers: {error}");
        Error::Local(Local { kind: LocalKind::Io, message })
    })?;
    let mut env = Env::new(now(), seed);
    env.origin = origin.cloned();
    Ok(env)
}

/// The time of the system's clock.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
