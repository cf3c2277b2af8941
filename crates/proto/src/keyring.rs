//! A credential that grows by what the platform itself sends.

use crate::endpoint::Endpoint;
use crate::env::Timestamp;
use crate::error::Error;
use crate::flow::Need;
use crate::platform::Platform;

/// Holds a credential and knows when to ask the platform for more keys; it does no I/O itself.
///
/// A driver's provider asks it for what it has, and makes the call that it wants: one for all who wait. Only a platform
/// whose answers are signed has one.
pub trait Keyring: Send + 'static {
    /// The call that brings keys.
    type Fetch: Endpoint<Reply: Send> + Send;

    /// What there is for this need.
    ///
    /// # Errors
    /// What a fetch a moment ago failed with, if the need cannot be met without it.
    fn key_state(
        &self,
        need: &Need<KeyCredential<Self>>,
        now: Timestamp,
    ) -> Result<KeyState<KeyCredential<Self>>, Error>;

    /// The call that brings keys, and the credential to make it with.
    fn fetch(&self) -> (Self::Fetch, KeyCredential<Self>);

    /// Takes in what became of the call at `now`, which was made for this need.
    fn fetched(
        &mut self,
        need: &Need<KeyCredential<Self>>,
        now: Timestamp,
        result: Result<<Self::Fetch as Endpoint>::Reply, Error>,
    );
}

/// The credential of a keyring's platform.
pub type KeyCredential<K> = <<<K as Keyring>::Fetch as Endpoint>::Platform as Platform>::Credential;

/// What a [`Keyring`] has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyState<C> {
    /// There is nothing better to be had now.
    Ready(C),
    /// This will do, but a fetch is due.
    Due(C),
    /// A fetch may bring what is needed.
    Wanted,
}
