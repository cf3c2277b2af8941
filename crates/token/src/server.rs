//! Tokens that somebody else keeps.

use std::fmt;
use std::marker::PhantomData;

use http::Uri;
use sha2::{Digest, Sha256};
use wxkit_proto::digest::hex;
use wxkit_proto::{Error, Platform, Secret, Token};

use crate::key::StoreKey;
use crate::source::Source;

mod ask;

pub use ask::AskTokenServer;

/// A token server (中控服务器): whoever keeps the tokens of an account and hands them out over HTTP. A company's own, or
/// that of a third-party platform (第三方平台) which works for the account.
///
/// | | |
/// |---|---|
/// | request | `GET URL`, with `Authorization: Bearer KEY` if there is a [key](TokenServer::bearer) |
/// | after a refusal | the same, and `refused=` the SHA-256 of the refused token as 64 hex digits in the query |
/// | answer | `{"access_token":"…","expires_in":7200}`, as WeChat's own; the rest of its life in seconds |
/// | no token | WeChat's `{"errcode":40164,"errmsg":"…"}`, which is passed on, or another status than 200 |
///
/// A server that knows `refused` fetches another token only if its current one has this digest; one that does not
/// ignores it. If it gives the refused token again, the caller sees WeChat's own refusal, and the server is not asked
/// again for 10 s. `authorizer_access_token` is read like `access_token`. A server that does not say how long its token
/// lives is asked again within a minute.
///
/// The URL may hold a secret in its query, and should hold none in its path: logs show that.
///
/// ```
/// use wxkit_proto::Secret;
/// use wxkit_token::TokenServer;
/// # use wxkit_proto::{Env, Error, Platform, Token};
/// # use wxkit_proto::encoder::Draft;
/// # struct Tea;
/// # impl Platform for Tea {
/// #     type Credential = Token;
/// #     const BASE_URL: &'static str = "https://tea.invalid";
/// #     fn authorize(_: &Token, _: &mut Draft, _: &Env) -> Result<(), Error> {
/// #         Ok(())
/// #     }
/// #     fn refusal(_: bool, _: &http::Response<bytes::Bytes>) -> Option<Error> {
/// #         None
/// #     }
/// #     fn redact(_: &Token, text: &str) -> String {
/// #         text.into()
/// #     }
/// # }
///
/// let server: TokenServer<Tea> =
///     TokenServer::new("https://tokens.example/wx0123456789abcdef")?.bearer(Secret::new("…"));
/// # Ok::<(), Error>(())
/// ```
pub struct TokenServer<F> {
    url: Uri,
    key: Option<Secret>,
    platform: PhantomData<fn() -> F>,
}

impl<F> TokenServer<F> {
    /// A server that answers at this address, `https://…` or `http://…`. Drivers refuse plain http to another machine
    /// unless that is allowed.
    ///
    /// # Errors
    /// [`Error::Request`] if the address is not valid.
    pub fn new(url: &str) -> Result<Self, Error> {
        // It may hold a secret, so it is not repeated.
        let wrong =
            |why: &str| Error::invalid(format!("the address of the token server is not valid: {why}"));
        let url = url.trim();
        if url.contains('#') {
            return Err(wrong("it holds a fragment"));
        }
        let url: Uri = url.parse().map_err(|_| wrong("it must look like https://host/path"))?;
        if !matches!(url.scheme_str(), Some("https" | "http")) || url.host().unwrap_or_default().is_empty() {
            return Err(wrong("it must begin with https:// or http:// and a host"));
        }
        if url.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err(wrong("it holds a user name or a password; give a key in their place"));
        }
        Ok(Self { url, key: None, platform: PhantomData })
    }

    /// Sends this key as `Authorization: Bearer KEY`.
    #[must_use]
    pub fn bearer(mut self, key: Secret) -> Self {
        self.key = Some(key);
        self
    }

    fn ask(&self, refused: Option<&Token>) -> AskTokenServer<F> {
        let digest = |token: &Token| hex(Sha256::digest(token.reveal()).as_slice());
        AskTokenServer {
            url: self.url.clone(),
            key: self.key.clone(),
            shown: shown(&self.url),
            refused: refused.map(digest),
            platform: PhantomData,
        }
    }
}

impl<F: Platform<Credential = Token>> Source for TokenServer<F> {
    type Endpoint = AskTokenServer<F>;

    fn key(&self) -> StoreKey {
        StoreKey::new("server", self.url.host().unwrap_or_default(), &Secret::new(self.url.to_string()))
    }

    fn endpoint(&self, _: bool) -> AskTokenServer<F> {
        self.ask(None)
    }

    fn replace(&self, refused: &Token, _: bool) -> AskTokenServer<F> {
        self.ask(Some(refused))
    }
}

impl<F> fmt::Debug for TokenServer<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TokenServer").field(&shown(&self.url)).finish()
    }
}

fn shown(url: &Uri) -> String {
    let authority = url.authority().map_or("", |authority| authority.as_str());
    format!("{}://{authority}", url.scheme_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use http::header::AUTHORIZATION;
    use wxkit_proto::{Endpoint, Env, Timestamp};

    use super::*;
    use crate::testing::Tea;

    fn server(url: &str) -> TokenServer<Tea> {
        TokenServer::new(url).unwrap()
    }

    fn request(ask: &AskTokenServer<Tea>) -> String {
        // Requests to the platform go through a relay.
        let mut env = Env::new(Timestamp::default(), [0; 32]);
        env.base_url = Some("https://relay.example".into());
        let request = ask.request(None, &env).unwrap();
        let key = request.headers().get(AUTHORIZATION).map(|key| key.to_str().unwrap());
        format!("{} {} {}", request.method(), request.uri(), key.unwrap_or("no key"))
    }

    #[test]
    fn requests() {
        let check = |server: TokenServer<Tea>, refused: Option<&str>, expected: &Expect| {
            let ask = match refused {
                Some(token) => server.replace(&Token::new(token), false),
                None => server.endpoint(false),
            };
            expected.assert_eq(&request(&ask));
        };
        let plain = "https://tokens.example/wx1";
        check(server(plain), None, &expect!["GET https://tokens.example/wx1 no key"]);
        check(
            server(plain).bearer(Secret::new("k3y")),
            Some("abc"),
            // The digest is the one of FIPS 180-2, appendix B.1.
            &expect![
                "GET https://tokens.example/wx1?refused=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad Bearer k3y"
            ],
        );
        let query = "http://127.0.0.1:8080/?app=wx1&key=k3y";
        check(
            server(query),
            Some("abc"),
            &expect![
                "GET http://127.0.0.1:8080/?app=wx1&key=k3y&refused=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad no key"
            ],
        );
    }

    #[test]
    fn a_wrong_address_is_told_without_repeating_it() {
        for url in [
            "",
            "tokens.example/s3cret",
            "ftp://tokens.example/s3cret",
            "https://",
            "https://a:s3cret@b/",
            "https://a/#s3cret",
        ] {
            let error = TokenServer::<Tea>::new(url).unwrap_err().to_string();
            assert!(error.starts_with("the address of the token server is not valid: "), "{error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn nothing_shows_a_secret() {
        let server = server("https://tokens.example/wx1?key=s3cret").bearer(Secret::new("k3y-s3cret"));
        let ask = server.replace(&Token::new("t-s3cret"), false);
        let shown = format!("{server:?} {ask:?} {} {:?}", ask.path(), server.key());
        assert!(!shown.contains("s3cret"), "{shown}");
        assert_eq!(ask.secrets(), ["k3y-s3cret", "key=s3cret"]);
        assert_eq!(format!("{server:?}"), r#"TokenServer("https://tokens.example")"#);
        assert_eq!(format!("{ask:?}"), r#"AskTokenServer("https://tokens.example")"#);
        assert_eq!(ask.path(), "https://tokens.example");
        assert!(!server.can_force(), "a server has one mode");
    }
}
