//! Where the tokens of an application come from: for a [`Keeper`](wxkit_token::Keeper).

use wxkit_proto::Secret;
use wxkit_token::{Source, StoreKey};

use crate::token::AccessToken;

/// The tokens of one application (应用) of a corp (企业).
///
/// Each application has a secret of its own, and so a token of its own: two applications of one corp never share one.
/// Within its life a token is fetched again as the same one, so any number of holders may fetch it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppTokens {
    /// The corp's id (CorpID, 企业ID).
    pub corpid: String,
    /// The application's secret.
    pub secret: Secret,
}

impl AppTokens {
    /// With all that it needs.
    pub fn new(corpid: impl Into<String>, secret: Secret) -> Self {
        Self { corpid: corpid.into(), secret }
    }
}

impl Source for AppTokens {
    type Endpoint = AccessToken;

    fn key(&self) -> StoreKey {
        StoreKey::new("work", &self.corpid, &self.secret)
    }

    fn endpoint(&self, _: bool) -> AccessToken {
        AccessToken { corpid: self.corpid.clone(), secret: self.secret.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_applications_of_one_corp_have_two_tokens() {
        let key =
            |secret| AppTokens { corpid: "ww0123456789abcdef".into(), secret: Secret::new(secret) }.key();
        assert!(key("one").as_str().starts_with("work.ww0123456789abcdef."));
        assert_eq!(key("one"), key("one"));
        assert_ne!(key("one"), key("another"));
    }
}
