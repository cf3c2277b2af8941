//! Under which name a token is stored.

use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use wxkit_proto::Secret;
use wxkit_proto::digest::hex;

/// The name of a token in a store: platform, app or corp id, and a mark of the secret.
///
/// The mark is an HMAC-SHA-256 under the secret, shortened to 16 hex digits: equal on all machines, different for two
/// WeChat Work apps (应用) of one corp (企业), which have two tokens, and useless without the secret. The whole name
/// consists of ASCII letters, digits, `-`, `_` and `.`, at most 100 of them, so it serves as a file name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreKey(Arc<str>);

impl StoreKey {
    /// `platform` is a word such as `official` or `work`, `id` the AppID or CorpID.
    #[must_use]
    pub fn new(platform: &str, id: &str, secret: &Secret) -> Self {
        let mark = mark(platform, id, secret);
        Self(format!("{}.{}.{mark}", plain(platform, 16), plain(id, 64)).into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Covers platform and id too, so that names stay apart whose letters had to be replaced.
fn mark(platform: &str, id: &str, secret: &Secret) -> String {
    // HMAC takes keys of any length, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else {
        return String::new();
    };
    for part in ["wxkit token", platform, id] {
        mac.update(part.as_bytes());
        mac.update(&[0]);
    }
    hex(mac.finalize().into_bytes().get(..8).unwrap_or_default())
}

fn plain(text: &str, longest: usize) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '_' };
    text.chars().take(longest).map(safe).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_tell_apart() {
        let key = |platform: &str, id: &str, secret: &str| {
            let key = StoreKey::new(platform, id, &Secret::new(secret));
            assert_eq!(key.as_str(), key.to_string());
            key.to_string()
        };
        let one = key("official", "wx0123456789abcdef", "secret");
        assert_eq!(one, "official.wx0123456789abcdef.c51dc32c1fe7ef0b");
        assert_ne!(one, key("official", "wx0123456789abcdef", "another"));
        assert_ne!(key("work", "../a", "secret"), key("work", "../b", "secret"));
        assert!(key("official", "ww-0_1", "s").starts_with("official.ww-0_1."));
        let hostile = key("../work", "../../etc/密码\0", "");
        assert!(hostile.starts_with("___work.______etc____."), "{hostile}");
        assert!(key(&"p".repeat(99), &"i".repeat(999), "s").len() <= 100);
    }
}
