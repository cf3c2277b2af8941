//! What keeps a failure from becoming a storm.

use std::time::Duration;

use wxkit_proto::env::Moment;
use wxkit_proto::{Error, Kind, Refusal, Timestamp};

/// After a failed fetch: until when nobody fetches, and what all callers are told instead.
#[derive(Clone, Debug)]
pub(crate) struct Pause {
    pub(crate) error: Error,
    pub(crate) from: Moment,
    pub(crate) until: Moment,
}

impl Pause {
    /// | why | how long |
    /// |---|---|
    /// | quota used up | 10 minutes |
    /// | too many calls per minute | what the platform asks for, else 60 s |
    /// | any other refusal but "busy": secret, whitelist, account, permission | 60 s |
    /// | network, gateway, busy, unreadable answer | 5 s |
    pub(crate) fn after(error: Error, now: Moment) -> Self {
        let secs = match &error {
            Error::Refused(refusal) => match refusal.kind {
                Kind::Quota => 600,
                Kind::Busy | Kind::Token => 5,
                _ => 60,
            },
            _ => 5,
        };
        let asked = match &error {
            Error::Refused(refusal) => refusal.retry_after,
            _ => None,
        };
        Self { error, from: now, until: now + asked.unwrap_or(Duration::from_secs(secs)) }
    }

    /// A clock that has gone back ends it, lest it last for ever.
    pub(crate) fn lasts(&self, now: Moment) -> bool {
        (self.from..self.until).contains(&now)
    }
}

/// After the source gave the very token that was refused: until when it is believed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Insisted {
    from: Moment,
    until: Moment,
}

impl Insisted {
    /// Forced mode does nothing within 30 s of the last time.
    pub(crate) fn at(now: Moment, forced: bool) -> Self {
        let secs = if forced { 30 } else { 10 };
        Self { from: now, until: now + Duration::from_secs(secs) }
    }

    pub(crate) fn lasts(self, now: Moment) -> bool {
        (self.from..self.until).contains(&now)
    }
}

/// How many fetches there may be.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    /// This keeper's own within the last minute, and whether they made the platform drop a token that ought to be
    /// alive.
    own: Vec<(Timestamp, bool)>,
    /// Those that did, by all keepers that share the store, within the last day.
    replaced: Vec<Timestamp>,
}

/// How a token that ought to be alive is dropped, after it was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Replacing {
    /// In forced mode, because normal mode gave it again. 20 times a day.
    Forced,
    /// By the only mode there is. 2000 times a day.
    Overwritten,
}

impl Budget {
    /// Counts one fetch, or tells why it must not be.
    pub(crate) fn take(&mut self, now: Timestamp, replacing: Option<Replacing>) -> Result<(), Error> {
        // Fetches from the future, as a clock that has gone back sees them, are forgotten.
        let within = |at: Timestamp, window: Duration| at <= now && now.since(at) < window;
        self.own.retain(|(at, _)| within(*at, MINUTE));
        self.replaced.retain(|at| within(*at, DAY));
        if let Some(replacing) = replacing {
            let own = self.own.iter().filter(|(_, replaced)| *replaced).count();
            let (most, window) = replacing.limit();
            let all = self.replaced.iter().filter(|at| within(**at, window)).count();
            if own >= REPLACED || all >= most {
                return Err(fight());
            }
        }
        if self.own.len() >= FETCHES {
            return Err(flood());
        }
        self.own.push((now, replacing.is_some()));
        self.replaced.extend(replacing.map(|_| now));
        Ok(())
    }

    /// The last fetch replaced nothing after all.
    pub(crate) fn give_back(&mut self) {
        self.replaced.pop();
        if let Some((_, replaced)) = self.own.last_mut() {
            *replaced = false;
        }
    }

    /// Takes in what other keepers have done.
    pub(crate) fn learn(&mut self, replaced: &[Timestamp]) {
        self.replaced.extend(replaced);
        self.replaced.sort();
        self.replaced.dedup();
        self.replaced.drain(..self.replaced.len().saturating_sub(KEPT));
    }

    /// What other keepers ought to know, oldest first.
    pub(crate) fn replaced(&self) -> Vec<Timestamp> {
        self.replaced.clone()
    }
}

impl Replacing {
    /// How many there may be within which time, by all keepers that share the store: well below what the platform
    /// allows, since others fetch as well.
    fn limit(self) -> (usize, Duration) {
        match self {
            Self::Forced => (15, DAY),
            Self::Overwritten => (KEPT, HOUR),
        }
    }
}

fn fight() -> Error {
    token_refusal(
        OVERWRITTEN,
        "each new access token is refused at once: another holder keeps fetching tokens for this account",
        "let one process fetch, or let all share one token store; other programs should use stable_token too",
    )
}

fn flood() -> Error {
    token_refusal(
        NOT_VALID,
        "60 access tokens were fetched within a minute, and none lasted",
        "check the clock of this machine, and that callers do not give up before a fetch can end",
    )
}

fn token_refusal(code: i64, meaning: &'static str, hint: &str) -> Error {
    let mut refusal = Refusal::new(code, Kind::Token);
    (refusal.meaning, refusal.hint) = (meaning, hint.to_owned());
    refusal.into()
}

// The platform's own terms.
const OVERWRITTEN: i64 = 40001;
/// Not [`OVERWRITTEN`], which WeChat Work says of a wrong secret.
const NOT_VALID: i64 = 40014;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Of one keeper, within a minute.
const FETCHES: usize = 60;
/// Of one keeper, within a minute: those that replace.
const REPLACED: usize = 3;
/// The largest number that any limit counts to.
const KEPT: usize = 60;

#[cfg(test)]
mod tests {
    use wxkit_proto::error::{Transport, TransportKind};

    use super::*;

    #[test]
    fn how_long_nobody_fetches() {
        let check = |error: Error, secs: u64| {
            let start = Moment::default();
            let pause = Pause::after(error, start);
            let at = |secs: u64, nanos: u32| start + Duration::new(secs, nanos);
            assert!(pause.lasts(start) && pause.lasts(at(secs - 1, 999_999_999)), "{}", pause.error);
            assert!(!pause.lasts(at(secs, 0)), "{}", pause.error);
        };
        let refused = |kind| Error::from(Refusal::new(1, kind));
        check(refused(Kind::Quota), 600);
        check(refused(Kind::Throttled), 60);
        check(refused(Kind::Permission), 60);
        check(refused(Kind::Busy), 5);
        check(refused(Kind::Token), 5);
        check(Error::Transport(Transport::new(TransportKind::Timeout, true, "late")), 5);
        let mut asked = Refusal::new(1, Kind::Throttled);
        asked.retry_after = Some(Duration::from_secs(7));
        check(asked.into(), 7);
    }

    #[test]
    fn fetches_count_for_a_minute_and_replacements_for_a_day() {
        let at = Timestamp::from_secs;
        let mut budget = Budget::default();
        (0..60).for_each(|_| budget.take(at(100_000), None).unwrap());
        assert!(budget.take(at(100_059), None).is_err());
        budget.take(at(100_060), None).unwrap();

        // One of another keeper a day ago, one whose clock is ahead.
        budget.learn(&[at(100_200), at(300_000)]);
        budget.take(at(100_200 + 86_399), Some(Replacing::Forced)).unwrap();
        assert_eq!(budget.replaced(), [at(100_200), at(186_599)]);
        budget.take(at(100_200 + 86_400), None).unwrap();
        assert_eq!(budget.replaced(), [at(186_599)]);
    }
}
