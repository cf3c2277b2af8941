//! What keeps a failure from becoming a storm.

use std::time::Duration;

use wxkit_proto::{Error, Kind, Refusal, Timestamp};

/// After a failed fetch: until when nobody fetches, and what all callers are told instead.
#[derive(Clone, Debug)]
pub(crate) struct Pause {
    pub(crate) error: Error,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

impl Pause {
    /// | why | how long |
    /// |---|---|
    /// | quota used up | 10 minutes |
    /// | too many calls per minute | what the platform asks for, else 60 s |
    /// | any other refusal but "busy": secret, whitelist, account, permission | 60 s |
    /// | network, gateway, busy, unreadable answer | 5 s |
    pub(crate) fn after(error: Error, now: Timestamp) -> Self {
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
    pub(crate) fn lasts(&self, now: Timestamp) -> bool {
        (self.from..self.until).contains(&now)
    }
}

/// How many fetches there may be within a minute.
#[derive(Debug, Default)]
pub(crate) struct Budget(Vec<(Timestamp, bool)>);

impl Budget {
    /// Counts one fetch, or tells why it must not be. `replacing`: it makes the platform drop a token that ought to
    /// be alive.
    pub(crate) fn take(&mut self, now: Timestamp, replacing: bool) -> Result<(), Error> {
        // Fetches from the future, as a clock that has gone back sees them, are forgotten.
        self.0.retain(|(at, _)| *at <= now && now.since(*at) < WINDOW);
        if replacing && self.0.iter().filter(|(_, replacing)| *replacing).count() >= REPLACING {
            return Err(fight());
        }
        if self.0.len() >= FETCHES {
            return Err(flood());
        }
        self.0.push((now, replacing));
        Ok(())
    }
}

/// The platform gives the very token that it refuses, in spite of all.
pub(crate) fn insists() -> Error {
    token_refusal(
        NOT_VALID,
        "it refuses the access token and hands out the same one again",
        "wait a minute and repeat; if it stays so, check that id and secret belong to the account that is called",
    )
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
    Refusal { code, kind: Kind::Token, meaning, hint: hint.to_owned(), ..Refusal::default() }.into()
}

// The platform's own terms (spec/errors.md 1 to 3).
const OVERWRITTEN: i64 = 40001;
/// Not [`OVERWRITTEN`], which WeChat Work says of a wrong secret.
const NOT_VALID: i64 = 40014;
const WINDOW: Duration = Duration::from_secs(60);
const REPLACING: usize = 3;
const FETCHES: usize = 60;
