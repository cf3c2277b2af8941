//! Tickets for pages: WeChat allows very few of these calls a day, so they are kept where the token is kept.

use std::time::Duration;

use wxkit::official::Official;
use wxkit::official::ticket::{FetchTicket, PageTickets, TicketKind};
use wxkit::proto::{Secret, Timestamp, Token};
use wxkit::token::store::Store;
use wxkit::token::{Held, Source as _, State, StoreKey};

use super::account::Account;
use super::tokens::shared;
use crate::failure::Failure;
use crate::settings::TokenStore;

/// Another is fetched so long before the end of one.
const AHEAD: Duration = Duration::from_secs(300);

impl Account<'_, Official> {
    /// A ticket out of the store, or one that is fetched and kept there. `refresh`: a new one in any case.
    pub(crate) async fn ticket(
        &self,
        kind: TicketKind,
        store: &TokenStore,
        now: Timestamp,
        refresh: bool,
    ) -> Result<Held, Failure> {
        let secret = self.secret().cloned().unwrap_or_else(|_| Secret::new(""));
        let key = PageTickets::new(self.appid(), secret, kind).key();
        let Some(store) = shared(store)? else { return self.fetch(kind, now).await };
        if !refresh && let Some(held) = self.load(&*store, &key, now)? {
            return Ok(held);
        }
        let held = self.fetch(kind, now).await?;
        // Whoever was faster has one that is as good.
        Ok(store.save(&key, &held)?)
    }

    fn load(&self, store: &dyn Store, key: &StoreKey, now: Timestamp) -> Result<Option<Held>, Failure> {
        let loaded = store.load(key)?;
        for warning in loaded.warnings {
            self.console().warn(&warning.message);
        }
        // One from the future was kept by a wrong clock.
        Ok(loaded.held.filter(|held| held.state(now) == State::Fresh && held.issued <= now))
    }

    async fn fetch(&self, kind: TicketKind, issued: Timestamp) -> Result<Held, Failure> {
        let ticket = self.call(FetchTicket::new(kind)).await?;
        let life = Duration::from_secs(u64::try_from(ticket.expires_in).unwrap_or_default());
        Ok(Held::new(
            Token::new(ticket.ticket.reveal()),
            issued,
            issued + life,
            issued + life.saturating_sub(AHEAD),
        ))
    }
}
