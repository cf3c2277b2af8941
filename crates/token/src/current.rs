//! The current token, as one atomic load.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use wxkit_proto::flow::Need;
use wxkit_proto::{Timestamp, Token};

use crate::held::{Held, State};

/// The token that a [`Keeper`](crate::Keeper) holds now, readable without the keeper.
///
/// The keeper alone writes it. Reading is one atomic load and takes no lock, so callers with a valid token never
/// wait for the one that renews.
#[derive(Debug, Default)]
pub struct Current(ArcSwapOption<Held>);

/// Whether the current token will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ready {
    /// Yes.
    Fresh(Token),
    /// Yes, and one caller ought to drive the keeper in passing.
    Renewable(Token),
    /// No: drive the keeper, or wait for whoever does.
    No,
}

impl Current {
    /// Whether the current token answers this need at this time.
    #[must_use]
    pub fn read(&self, need: &Need<Token>, now: Timestamp) -> Ready {
        let held = self.0.load();
        match (held.as_deref(), need) {
            (None, _) => Ready::No,
            (Some(held), Need::Refused(refused)) if held.token == *refused => Ready::No,
            (Some(held), _) => match held.state(now) {
                State::Fresh => Ready::Fresh(held.token.clone()),
                State::Renewable => Ready::Renewable(held.token.clone()),
                State::Expired => Ready::No,
            },
        }
    }

    /// All that is known about the current token, valid or not; `None` if there is none, or it was refused.
    #[must_use]
    pub fn held(&self) -> Option<Arc<Held>> {
        self.0.load_full()
    }

    pub(crate) fn set(&self, held: Option<Arc<Held>>) {
        self.0.store(held);
    }
}

#[cfg(test)]
mod tests {
    use wxkit_proto::envelope::Grant;

    use super::*;

    #[test]
    fn a_need_is_compared_by_value() {
        let current = Current::default();
        let check = |need: Need<Token>, secs, ready| {
            assert_eq!(current.read(&need, Timestamp::from_secs(secs)), ready);
        };
        let token = |text: &str| Token::new(text);
        check(Need::First, 0, Ready::No);
        assert_eq!(current.held(), None);
        let grant = Grant::new(token("T"), 100);
        let start = Timestamp::from_secs(0);
        current.set(Some(Arc::new(Held::granted(grant, start, start, None))));
        check(Need::First, 0, Ready::Fresh(token("T")));
        check(Need::First, 80, Ready::Renewable(token("T")));
        check(Need::First, 100, Ready::No);
        check(Need::Refused(token("T")), 0, Ready::No);
        check(Need::Refused(token("OLD")), 0, Ready::Fresh(token("T")));
        assert_eq!(current.held().map(|held| held.token.clone()), Some(token("T")));
    }
}
