//! The keys of a merchant over time: fetched when they are needed, refreshed on use.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use wxkit_proto::error::Invalid;
use wxkit_proto::flow::Need;
use wxkit_proto::keyring::{KeyState, Keyring};
use wxkit_proto::{Error, Timestamp};

use crate::certificates::{CertificateList, ListCertificates};
use crate::credential::Credential;
use crate::errors::PUBLIC_KEY_HINT;
use crate::keys::{PlatformCertificate, PlatformKeys, PublicKey};
use crate::merchant::Merchant;
use crate::serial::PUBLIC_KEY;

/// A merchant with the platform's keys, which grow: the client's providers share one among all calls.
///
/// - **Nothing is sent whose answer cannot be verified**: while no key is known, the list is fetched before the first call;
///   a payment whose answer nobody can trust would be worse than none.
/// - **Nothing is fetched without need**: an answer that is signed with an unknown certificate waits for the list. A merchant
///   with a public key only never asks for it.
/// - **Old and new certificates are both kept** until they are over; a failed fetch takes nothing away.
/// - **The list is refreshed on use**, not by a thread: after 12 hours, by whoever calls next.
/// - **After a fetch in vain there is none for a minute**, so that answers with invented serial numbers cause no storm.
pub struct MerchantKeys {
    merchant: Arc<Merchant>,
    keys: Arc<PlatformKeys>,
    /// When the list was fetched last.
    fetched: Option<Timestamp>,
    /// The last fetch, if it was in vain, and why it failed.
    vain: Option<(Timestamp, Option<Error>)>,
}

/// How old a list may be.
const LIFE: Duration = Duration::from_secs(12 * 3600);

/// The shortest time between a fetch in vain and the next.
const PAUSE: Duration = Duration::from_secs(60);

/// The same after a fetch that the network broke.
const SHORT: Duration = Duration::from_secs(5);

impl MerchantKeys {
    /// A merchant that knows no key of the platform yet.
    #[must_use]
    pub fn new(merchant: Merchant) -> Self {
        let keys = Arc::default();
        Self { merchant: Arc::new(merchant), keys, fetched: None, vain: None }
    }

    /// With the platform's public key (微信支付公钥). Further ones may be added, and certificates are fetched beside it if
    /// answers are signed with them and there is an APIv3 key.
    #[must_use]
    pub fn with_public_key(mut self, key: PublicKey) -> Self {
        Arc::make_mut(&mut self.keys).add_public_key(key);
        self
    }

    /// With a certificate that you already have.
    #[must_use]
    pub fn with_certificate(mut self, certificate: PlatformCertificate) -> Self {
        Arc::make_mut(&mut self.keys).add_certificate(certificate);
        self
    }

    /// Who it is.
    #[must_use]
    pub fn merchant(&self) -> &Arc<Merchant> {
        &self.merchant
    }

    /// The keys as they are known now.
    #[must_use]
    pub fn keys(&self) -> &Arc<PlatformKeys> {
        &self.keys
    }

    fn credential(&self) -> Credential {
        Credential::new(Arc::clone(&self.merchant), Arc::clone(&self.keys))
    }

    /// Whether the last fetch was in vain a moment ago, and why; then there is no other yet.
    fn failed(&self, now: Timestamp) -> Option<Option<&Error>> {
        let (at, error) = self.vain.as_ref()?;
        // Those who wait now fail together; those who come later find the network mended.
        let is_lost = matches!(error, Some(Error::Transport(_)));
        let pause = if is_lost { SHORT } else { PAUSE };
        (now.since(*at) < pause).then_some(error.as_ref())
    }

    fn is_old(&self, now: Timestamp) -> bool {
        self.fetched.is_some_and(|at| now.since(at) >= LIFE)
    }

    fn take(&mut self, now: Timestamp, list: &CertificateList) -> Result<(), Error> {
        let key = self.merchant.apiv3_key().ok_or_else(|| {
            Invalid::new(
                "the platform's certificates are opened with the APIv3 key, and the merchant has none",
            )
        })?;
        let certificates = list.open(key, now)?;
        let keys = Arc::make_mut(&mut self.keys);
        certificates.into_iter().for_each(|certificate| keys.add_certificate(certificate));
        keys.prune(now);
        self.fetched = Some(now);
        Ok(())
    }
}

impl Keyring for MerchantKeys {
    type Fetch = ListCertificates;

    fn key_state(&self, need: &Need<Credential>, now: Timestamp) -> Result<KeyState<Credential>, Error> {
        let credential = self.credential();
        let has_apiv3_key = self.merchant.apiv3_key().is_some();
        match need {
            Need::Key(serial) if self.keys.find(serial, now).is_none() => {
                if serial.starts_with(PUBLIC_KEY) {
                    return Err(Error::invalid(format!(
                        "no list of certificates holds it; {PUBLIC_KEY_HINT}"
                    )));
                }
                if !has_apiv3_key {
                    return Err(Error::invalid(
                        "without the APIv3 key no certificates can be fetched; give WXKIT_APIV3_KEY",
                    ));
                }
                match self.failed(now) {
                    None => Ok(KeyState::Wanted),
                    Some(Some(error)) => Err(error.clone()),
                    Some(None) => Ok(KeyState::Ready(credential)),
                }
            }
            _ if !has_apiv3_key && self.keys.preferred(now).is_none() => Err(Error::invalid(format!(
                "no answer could be verified: there is neither a key of the platform nor the APIv3 key, by which its certificates are fetched. {PUBLIC_KEY_HINT}; or WXKIT_APIV3_KEY"
            ))),
            _ if self.keys.is_empty(now) => match self.failed(now) {
                None => Ok(KeyState::Wanted),
                Some(error) => Err(unverifiable(error)),
            },
            _ if self.is_old(now) && self.failed(now).is_none() => Ok(KeyState::Due(credential)),
            _ => Ok(KeyState::Ready(credential)),
        }
    }

    fn fetch(&self) -> (ListCertificates, Credential) {
        (ListCertificates, Credential { bootstraps: true, ..self.credential() })
    }

    fn fetched(&mut self, need: &Need<Credential>, now: Timestamp, result: Result<CertificateList, Error>) {
        let result = result.and_then(|list| self.take(now, &list));
        let is_missing = match need {
            Need::Key(serial) => self.keys.find(serial, now).is_none(),
            _ => self.keys.is_empty(now),
        };
        self.vain = (is_missing || result.is_err()).then(|| (now, result.err()));
    }
}

/// Why a call was not sent.
fn unverifiable(error: Option<&Error>) -> Error {
    let nothing = "nothing was sent, because no answer could be verified";
    match error {
        None => Error::invalid(format!("{nothing}: the platform lists no certificate that is in force")),
        // Somebody's answer to another call; it is the keys given that are wrong or missing.
        Some(error @ (Error::Untrusted(_) | Error::Reply(_))) => {
            let hint = error.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
            Error::invalid(format!("{nothing}: {error}{hint}"))
        }
        Some(error) => error.clone(),
    }
}

impl fmt::Debug for MerchantKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("MerchantKeys");
        debug.field("merchant", &self.merchant).field("keys", &self.keys).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
