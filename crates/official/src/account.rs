//! Where the tokens of an official account come from: for a [`Keeper`](wxkit_token::Keeper).

use wxkit_proto::Secret;
use wxkit_token::{Source, StoreKey};

use crate::token::{AccessToken, StableToken};

/// Stable tokens of one account, which nobody else can overwrite; the right choice unless something forbids it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StableTokens {
    /// The account's AppID.
    pub appid: String,
    /// Its AppSecret.
    pub secret: Secret,
}

impl StableTokens {
    /// With all that it needs.
    pub fn new(appid: impl Into<String>, secret: Secret) -> Self {
        Self { appid: appid.into(), secret }
    }
}

/// Classic tokens of one account. Every fetch overwrites the former token for everybody, so nothing else may fetch them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClassicTokens {
    /// The account's AppID.
    pub appid: String,
    /// Its AppSecret.
    pub secret: Secret,
}

impl ClassicTokens {
    /// With all that it needs.
    pub fn new(appid: impl Into<String>, secret: Secret) -> Self {
        Self { appid: appid.into(), secret }
    }
}

impl Source for StableTokens {
    type Endpoint = StableToken;

    fn key(&self) -> StoreKey {
        StoreKey::new("official", &self.appid, &self.secret)
    }

    fn endpoint(&self, forced: bool) -> StableToken {
        StableToken { appid: self.appid.clone(), secret: self.secret.clone(), force_refresh: forced }
    }

    fn can_force(&self) -> bool {
        true
    }
}

impl Source for ClassicTokens {
    type Endpoint = AccessToken;

    /// The two kinds live side by side and are kept apart.
    fn key(&self) -> StoreKey {
        StoreKey::new("official-token", &self.appid, &self.secret)
    }

    fn endpoint(&self, _: bool) -> AccessToken {
        AccessToken { appid: self.appid.clone(), secret: self.secret.clone() }
    }
}
