//! Values that must not be seen: application secrets and access tokens.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

/// An application secret (AppSecret, CorpSecret) or a password.
///
/// It has no `Display` and no `Serialize`, and its `Debug` shows nothing of it; reading it is an explicit
/// [`reveal`](Secret::reveal). Its memory is wiped when the last copy is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<Zeroizing<String>>);

/// An access token (接口调用凭证): a secret that is also compared by value, so that only the very token that was
/// refused is dropped. At least 512 characters long in the platform's own words; any length is taken here.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Token(Arc<str>);

impl Secret {
    /// Wraps a secret. A `String` is taken over as it is; of a borrowed text the caller's copy remains.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Arc::new(Zeroizing::new(text.into())))
    }

    /// The secret itself. Each call is a place to look at in a review.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl Token {
    /// Wraps a token.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The token itself. Each call is a place to look at in a review.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Replaces what looks like a credential in a text from outside, such as an error page that repeats the URL.
///
/// `known` are secrets that the caller has; beyond them, the value behind `access_token`, `secret`, `appsecret` or
/// `corpsecret` is hidden whether it stands in a query or in JSON.
#[must_use]
pub fn redact(text: &str, known: &[&str]) -> String {
    let mut out = text.to_owned();
    for secret in known.iter().filter(|secret| secret.len() >= 4) {
        out = out.replace(secret, "***");
    }
    for key in ["access_token", "secret"] {
        out = redact_key(&out, key);
    }
    out
}

fn redact_key(text: &str, key: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(key) {
        let (before, behind) = rest.split_at(at + key.len());
        out.push_str(before);
        let glue = behind.len() - behind.trim_start_matches(['"', '=', ':', ' ', '\\']).len();
        let (glue, value) = behind.split_at(glue);
        out.push_str(glue);
        rest = value;
        if glue.contains(['=', ':']) {
            let end = value.find(['&', '"', '\\', ' ', '<', '\n', '\r', '\'', ',']).unwrap_or(value.len());
            if end > 0 {
                out.push_str("***");
            }
            rest = value.get(end..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?} {:?}", Secret::new("s3cret"), Token::new("t0ken")), "Secret(…) Token(…)");
    }

    #[test]
    fn redacts_queries_json_and_known_values() {
        let check = |text: &str, expected: &str| assert_eq!(redact(text, &["KNOWN-TOKEN"]), expected);
        check("GET /x?access_token=abc&type=image", "GET /x?access_token=***&type=image");
        check("GET /x?appid=wx1&secret=abc HTTP", "GET /x?appid=wx1&secret=*** HTTP");
        check(r#"{"access_token": "abc", "n":1}"#, r#"{"access_token": "***", "n":1}"#);
        check("it was KNOWN-TOKEN", "it was ***");
        check("access_token expired", "access_token expired");
        check("the secret", "the secret");
        check("GET /x?secret=&n=1", "GET /x?secret=&n=1");
    }
}
