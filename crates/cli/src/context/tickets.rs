//! Tickets for pages: WeChat allows few of these calls, so they are kept where the token is kept.

use std::time::Duration;

use wxkit::proto::envelope::Grant;
use wxkit::proto::{Endpoint, Platform, Timestamp, Token};
use wxkit::token::store::Store;
use wxkit::token::{Held, Source, State, StoreKey};

use super::account::Account;
use super::tokens::shared;
use crate::failure::Failure;
use crate::settings::TokenStore;

/// Another is fetched so long before the end of one.
const AHEAD: Duration = Duration::from_secs(300);

impl<F: Platform<Credential = Token>> Account<'_, F> {
    /// A ticket out of the store, or one that is fetched and kept there. `refresh`: a new one in any case.
    pub(crate) async fn ticket<S>(
        &self,
        source: &S,
        store: &TokenStore,
        now: Timestamp,
        refresh: bool,
    ) -> Result<Held, Failure>
    where
        S: Source<Endpoint: Endpoint<Platform = F>>,
    {
        let key = source.key();
        let Some(store) = shared(store)? else { return self.fetch(source, now).await };
        if !refresh && let Some(held) = self.load(&*store, &key, now)? {
            return Ok(held);
        }
        let held = self.fetch(source, now).await?;
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

    async fn fetch<S>(&self, source: &S, issued: Timestamp) -> Result<Held, Failure>
    where
        S: Source<Endpoint: Endpoint<Platform = F>>,
    {
        let Grant { access_token, expires_in, .. } = self.call(source.endpoint(false)).await?.into();
        let life = Duration::from_secs(expires_in);
        Ok(Held::new(access_token, issued, issued + life, issued + life.saturating_sub(AHEAD)))
    }
}
