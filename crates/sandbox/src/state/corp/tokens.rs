//! The tokens of applications.

use std::time::Duration;

use wxkit_proto::{Timestamp, Token};

use crate::answer::Refuse;

/// Characters of a token. Those of the official account have fewer: so a token tells whose it is also when it is long forgotten, or
/// was given out by a sandbox before this one.
pub(crate) const TOKEN_LENGTH: usize = 214;

/// The tokens that were given out; one of each application at a time.
#[derive(Debug, Default)]
pub(crate) struct Tokens(Vec<Issued>);

#[derive(Debug)]
struct Issued {
    token: Token,
    agentid: i64,
    ends: Timestamp,
    killed: bool,
}

impl Tokens {
    /// Whether this token works.
    pub(crate) fn check(&self, token: &str, now: Timestamp) -> Result<(), Refuse> {
        if token.is_empty() {
            return Err(Refuse::new(41001, "access_token missing"));
        }
        match self.0.iter().find(|issued| issued.token.reveal() == token) {
            Some(issued) if issued.killed => Err(invalid()),
            Some(issued) if now >= issued.ends => Err(expired()),
            Some(_) => Ok(()),
            None => Err(invalid()),
        }
    }

    /// The application that a token is of.
    pub(crate) fn agent(&self, token: &str) -> Option<i64> {
        self.0.iter().find(|issued| issued.token.reveal() == token).map(|issued| issued.agentid)
    }

    /// The token of an application that still works, and the rest of its life.
    pub(crate) fn current(&self, agentid: i64, now: Timestamp) -> Option<(Token, Duration)> {
        let works = |issued: &&Issued| issued.agentid == agentid && !issued.killed && now < issued.ends;
        let issued = self.0.iter().find(works)?;
        Some((issued.token.clone(), issued.ends.since(now)))
    }

    pub(crate) fn issue(&mut self, agentid: i64, token: Token, ends: Timestamp, now: Timestamp) {
        // A day later nobody needs to hear "expired" any more; "invalid" will do.
        self.0.retain(|issued| issued.ends + Duration::from_secs(86_400) > now);
        self.0.push(Issued { token, agentid, ends, killed: false });
    }

    /// The token dies now.
    pub(crate) fn kill(&mut self, token: &str) -> Refuse {
        self.find(token, |issued| issued.killed = true);
        invalid()
    }

    /// The token is over now.
    pub(crate) fn expire(&mut self, token: &str, now: Timestamp) -> Refuse {
        self.find(token, |issued| issued.ends = issued.ends.min(now));
        expired()
    }

    /// All that are still known.
    pub(crate) fn given(&self) -> impl Iterator<Item = &Token> {
        self.0.iter().map(|issued| &issued.token)
    }

    /// All die now.
    pub(crate) fn kill_all(&mut self) {
        self.0.iter_mut().for_each(|issued| issued.killed = true);
    }

    fn find(&mut self, token: &str, change: impl Fn(&mut Issued)) {
        self.0.iter_mut().filter(|issued| issued.token.reveal() == token).for_each(change);
    }
}

fn expired() -> Refuse {
    Refuse::new(42001, "access_token expired")
}

fn invalid() -> Refuse {
    Refuse::new(40014, "invalid access_token")
}
