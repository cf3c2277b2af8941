//! The outside world as a value, made fresh for each step.

use std::sync::Arc;
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use wxkit_proto::env::Moment;
use wxkit_proto::error::{Local, LocalKind};
use wxkit_proto::{Env, Error, Timestamp};

#[cfg(feature = "hyper")]
pub(crate) use tokio::{tokio_now, tokio_uptime};

/// What every step of a flow needs anew: time from the system's clocks and chance from the system's random source.
/// `base_url`: where requests go, without a trailing slash; `None`: to the platform's own host.
///
/// # Errors
/// [`Error::Local`] if the system gives no random numbers.
pub fn env(base_url: Option<&Arc<str>>) -> Result<Env, Error> {
    let [seed] = seeds()?;
    Ok(env_at((now(), uptime(Instant::now())), seed, base_url.cloned()))
}

/// Makes the [`Env`] of each step of one run.
#[cfg(any(feature = "hyper", feature = "blocking"))]
pub(crate) struct Envs {
    clocks: fn() -> (Timestamp, Moment),
    base_url: Option<Arc<str>>,
    seeds: Vec<[u8; 32]>,
}

/// How many seeds are fetched at once: enough for a call, and as much as the system gives in one piece. One fetch for each
/// step took a tenth of the time of a small call.
#[cfg(any(feature = "hyper", feature = "blocking"))]
const SEEDS: usize = 8;

#[cfg(any(feature = "hyper", feature = "blocking"))]
impl Envs {
    /// By the system's clocks.
    #[cfg(feature = "blocking")]
    pub(crate) fn new(base_url: Option<&Arc<str>>) -> Self {
        Self::by(|| (now(), uptime(Instant::now())), base_url)
    }

    /// By tokio's clock, which a test may have paused: then it alone knows how long was slept.
    #[cfg(feature = "hyper")]
    pub(crate) fn of_tokio(base_url: Option<&Arc<str>>) -> Self {
        Self::by(tokio::clocks, base_url)
    }

    fn by(clocks: fn() -> (Timestamp, Moment), base_url: Option<&Arc<str>>) -> Self {
        Self { clocks, base_url: base_url.cloned(), seeds: Vec::new() }
    }

    /// That of the next step.
    ///
    /// # Errors
    /// As [`env`].
    pub(crate) fn next(&mut self) -> Result<Env, Error> {
        let seed = match self.seeds.pop() {
            Some(seed) => seed,
            None => {
                let [first, rest @ ..] = seeds::<SEEDS>()?;
                self.seeds = rest.to_vec();
                first
            }
        };
        Ok(env_at((self.clocks)(), seed, self.base_url.clone()))
    }
}

fn env_at((now, uptime): (Timestamp, Moment), seed: [u8; 32], base_url: Option<Arc<str>>) -> Env {
    let mut env = Env::new(now, seed);
    (env.uptime, env.base_url) = (uptime, base_url);
    env
}

fn seeds<const N: usize>() -> Result<[[u8; 32]; N], Error> {
    let mut seeds = [[0; 32]; N];
    getrandom::fill(seeds.as_flattened_mut()).map_err(|error| {
        let message = format!("the system gives no random numbers: {error}");
        Error::Local(Local::new(LocalKind::Io, message))
    })?;
    Ok(seeds)
}

/// The time of the system's clock.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

fn uptime(now: Instant) -> Moment {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    // A paused clock may be behind the start.
    const AHEAD: Duration = Duration::from_secs(24 * 3600);
    let since = (now + AHEAD).saturating_duration_since(*START);
    Moment::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// The clocks as tokio has them.
#[cfg(feature = "hyper")]
mod tokio {
    use std::cell::Cell;

    use super::{Duration, Instant, Moment, Timestamp, now, uptime};

    thread_local! {
        /// When the system's clock was last read, by tokio's, and what it said.
        static READ: Cell<Option<(Instant, Timestamp)>> = const { Cell::new(None) };
    }

    /// For so long tokio's clock moves the system's along: reading all that it takes to tell how far a test has moved the one
    /// from the other takes longer than looking up a token.
    const HOLDS: Duration = Duration::from_secs(1);

    /// The time of the system's clock, moved as far as a test has moved tokio's.
    pub(crate) fn tokio_now() -> Timestamp {
        now_at(instant())
    }

    pub(crate) fn tokio_uptime() -> Moment {
        uptime(instant())
    }

    pub(super) fn clocks() -> (Timestamp, Moment) {
        let instant = instant();
        (now_at(instant), uptime(instant))
    }

    fn instant() -> Instant {
        ::tokio::time::Instant::now().into_std()
    }

    fn now_at(instant: Instant) -> Timestamp {
        if let Some((read, said)) = READ.get()
            && let Some(since) = instant.checked_duration_since(read).filter(|since| *since < HOLDS)
        {
            return said + since;
        }
        let millis = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        let real = Instant::now();
        let ahead = millis(instant.saturating_duration_since(real));
        let behind = millis(real.saturating_duration_since(instant));
        let time = Timestamp::from_millis(now().as_millis().saturating_add(ahead).saturating_sub(behind));
        READ.set(Some((instant, time)));
        time
    }
}
