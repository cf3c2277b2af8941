//! The outside world as a value, made fresh for each step.

use std::sync::Arc;
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use wxkit_proto::env::Moment;
use wxkit_proto::error::{Local, LocalKind};
use wxkit_proto::{Env, Error, Timestamp};

/// What every step of a flow needs anew: time from the system's clocks and chance from the system's random source.
/// `base_url`: where requests go, without a trailing slash; `None`: to the platform's own host.
///
/// # Errors
/// [`Error::Local`] if the system gives no random numbers.
pub fn env(base_url: Option<&Arc<str>>) -> Result<Env, Error> {
    env_at(now(), uptime(Instant::now()), base_url)
}

/// The same by tokio's clock, which a test may have paused: then it alone knows how long was slept.
#[cfg(feature = "hyper")]
pub(crate) fn tokio_env(base_url: Option<&Arc<str>>) -> Result<Env, Error> {
    env_at(tokio_now(), tokio_uptime(), base_url)
}

fn env_at(now: Timestamp, uptime: Moment, base_url: Option<&Arc<str>>) -> Result<Env, Error> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| {
        let message = format!("the system gives no random numbers: {error}");
        Error::Local(Local::new(LocalKind::Io, message))
    })?;
    let mut env = Env::new(now, seed);
    env.uptime = uptime;
    env.base_url = base_url.cloned();
    Ok(env)
}

/// The time of the system's clock, moved as far as a test has moved tokio's.
#[cfg(feature = "hyper")]
pub(crate) fn tokio_now() -> Timestamp {
    let (real, tokio) = (Instant::now(), tokio::time::Instant::now().into_std());
    let millis = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    let ahead = millis(tokio.saturating_duration_since(real));
    let behind = millis(real.saturating_duration_since(tokio));
    Timestamp::from_millis(now().as_millis().saturating_add(ahead).saturating_sub(behind))
}

#[cfg(feature = "hyper")]
pub(crate) fn tokio_uptime() -> Moment {
    uptime(tokio::time::Instant::now().into_std())
}

fn uptime(now: Instant) -> Moment {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    // A paused clock may be behind the start.
    const AHEAD: Duration = Duration::from_secs(24 * 3600);
    let since = (now + AHEAD).saturating_duration_since(*START);
    Moment::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// The time of the system's clock.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
