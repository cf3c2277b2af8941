//! Both kinds of access token.

use std::time::Duration;

use wxkit_proto::{Timestamp, Token};

use super::Quota;
use crate::answer::Refuse;
use crate::config::Config;

/// The tokens that were given out.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    issued: Vec<Issued>,
    forced: Option<Timestamp>,
    pub(crate) forced_today: Quota,
    pub(crate) classic_today: Quota,
    pub(crate) fetches: u64,
}

/// Classic and stable tokens do not invalidate each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Classic,
    Stable,
}

#[derive(Debug)]
struct Issued {
    token: Token,
    kind: Kind,
    ends: Timestamp,
    /// From when on it is no longer the latest, and does not work.
    replaced: Option<Timestamp>,
}

impl Tokens {
    /// All that are still known.
    pub(crate) fn given(&self) -> impl Iterator<Item = &Token> {
        self.issued.iter().map(|issued| &issued.token)
    }

    /// Whether this token works.
    pub(crate) fn check(&self, token: &str, now: Timestamp) -> Result<(), Refuse> {
        if token.is_empty() {
            return Err(Refuse::new(41001, "access_token missing"));
        }
        match self.issued.iter().find(|issued| issued.token.reveal() == token) {
            Some(issued) if now >= issued.ends => Err(expired()),
            Some(issued) if issued.replaced.is_none_or(|from| now < from) => Ok(()),
            _ => Err(not_latest()),
        }
    }

    /// The latest stable token, if it need not be renewed yet, and the rest of its life.
    pub(crate) fn stable(&self, config: &Config, now: Timestamp) -> Option<(Token, Duration)> {
        let latest = self.latest(Kind::Stable)?;
        let rest = latest.ends.since(now);
        let ahead = Duration::from_secs(300).min(config.token_life / 5);
        (rest > ahead).then(|| (latest.token.clone(), rest))
    }

    /// Whether a forced renewal would do nothing yet, because the last one is not 30 seconds ago.
    pub(crate) fn just_forced(&self, now: Timestamp) -> bool {
        self.forced.is_some_and(|last| now.since(last) < Duration::from_secs(30))
    }

    /// Takes one forced renewal of today's quota.
    pub(crate) fn force(&mut self, config: &Config, now: Timestamp) -> Result<(), Refuse> {
        if !self.forced_today.take(now, config.forced_per_day) {
            return Err(quota());
        }
        self.forced = Some(now);
        self.replace(Kind::Stable, now);
        Ok(())
    }

    /// Takes one fetch of a classic token of today's quota; the former ones work on for the overlap.
    pub(crate) fn overwrite(&mut self, config: &Config, now: Timestamp) -> Result<(), Refuse> {
        if !self.classic_today.take(now, config.tokens_per_day) {
            return Err(quota());
        }
        self.replace(Kind::Classic, now + config.overlap);
        Ok(())
    }

    pub(crate) fn issue(&mut self, kind: Kind, token: Token, ends: Timestamp, now: Timestamp) {
        // A day later nobody needs to hear "expired" any more; "unknown" will do.
        self.issued.retain(|issued| issued.ends + Duration::from_secs(86_400) > now);
        self.issued.push(Issued { token, kind, ends, replaced: None });
    }

    /// The token dies now.
    pub(crate) fn kill(&mut self, token: &str) -> Refuse {
        self.issued.retain(|issued| issued.token.reveal() != token);
        not_latest()
    }

    pub(crate) fn kill_all(&mut self) {
        self.issued.clear();
    }

    /// The token is over now.
    pub(crate) fn expire(&mut self, token: &str, now: Timestamp) -> Refuse {
        for issued in self.issued.iter_mut().filter(|issued| issued.token.reveal() == token) {
            issued.ends = issued.ends.min(now);
        }
        expired()
    }

    fn latest(&self, kind: Kind) -> Option<&Issued> {
        self.issued.iter().rev().find(|issued| issued.kind == kind && issued.replaced.is_none())
    }

    fn replace(&mut self, kind: Kind, from: Timestamp) {
        for issued in self.issued.iter_mut().filter(|issued| issued.kind == kind) {
            issued.replaced = Some(issued.replaced.unwrap_or(from).min(from));
        }
    }
}

fn expired() -> Refuse {
    Refuse::new(42001, "access_token expired")
}

fn not_latest() -> Refuse {
    Refuse::new(40001, "invalid credential, access_token is invalid or not latest")
}

fn quota() -> Refuse {
    Refuse::new(45009, "reach max api daily quota limit")
}
