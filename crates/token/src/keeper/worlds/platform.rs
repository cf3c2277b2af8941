//! A platform that grants tokens: stable ones, or a new one each time.

use std::time::Duration;

use wxkit_proto::envelope::Grant;
use wxkit_proto::{Timestamp, Token};

use crate::testing::grant;

pub(super) struct Platform {
    pub(super) stable: bool,
    /// The life of a new token in seconds.
    pub(super) life: u64,
    /// When each token dies; its number is its text.
    tokens: Vec<Timestamp>,
    forced: Option<Timestamp>,
}

impl Platform {
    pub(super) fn new(stable: bool, life: u64) -> Self {
        Self { stable, life, tokens: Vec::new(), forced: None }
    }

    /// How long before its end a token is replaced, and how long it then stays valid beside the new one, in seconds.
    pub(super) fn overlap(&self) -> u64 {
        (self.life / 5).min(300)
    }

    pub(super) fn fetch(&mut self, now: Timestamp, forced: bool) -> Grant {
        let overlap = Duration::from_secs(self.overlap());
        let lately = self.forced.is_some_and(|at| now.since(at) < Duration::from_secs(30));
        let last = self.tokens.len().saturating_sub(1);
        if !self.stable {
            self.tokens.iter_mut().for_each(|dies| *dies = (now + overlap).min(*dies));
        } else if forced && !lately {
            self.forced = Some(now);
            self.tokens.iter_mut().for_each(|dies| *dies = now.min(*dies));
        } else if let Some(dies) = self.tokens.get(last)
            && dies.since(now) > overlap
        {
            return grant(&last.to_string(), dies.since(now).as_secs());
        }
        self.tokens.push(now + Duration::from_secs(self.life));
        grant(&(self.tokens.len() - 1).to_string(), self.life)
    }

    pub(super) fn valid(&self, token: &Token, now: Timestamp) -> bool {
        let number: usize = token.reveal().parse().unwrap();
        self.tokens.get(number).is_some_and(|dies| now < *dies)
    }
}
