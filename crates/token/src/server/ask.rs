//! The question to a token server, and its answer.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, HeaderValue, USER_AGENT};
use http::{Method, Request, Response, Uri};
use serde::Deserialize;
use wxkit_proto::endpoint::unreadable;
use wxkit_proto::envelope::Grant;
use wxkit_proto::error::{Local, LocalKind};
use wxkit_proto::{Body, Encoder, Endpoint, Env, Error, Platform, Repeat, Secret, Token, json};

/// Asks a [`TokenServer`](super::TokenServer).
pub struct AskTokenServer<F> {
    pub(super) url: Uri,
    pub(super) key: Option<Secret>,
    /// Scheme and host.
    pub(super) shown: String,
    /// Digest of a token that was refused.
    pub(super) refused: Option<String>,
    pub(super) platform: PhantomData<fn() -> F>,
}

impl<F: Platform<Credential = Token>> Endpoint for AskTokenServer<F> {
    type Platform = F;
    type Reply = Grant;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/";
    const AUTH: bool = false;
    const PATIENT: bool = false;

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn secrets(&self) -> Vec<&str> {
        self.key.iter().map(Secret::reveal).chain(self.url.query()).collect()
    }

    fn encode(&self, _: &mut Encoder) {}

    fn path(&self) -> &str {
        &self.shown
    }

    /// Goes to the server, wherever everything else goes.
    fn request(&self, _: Option<&Token>, _: &Env) -> Result<Request<Body>, Error> {
        let mut url = self.url.to_string();
        if let Some(refused) = &self.refused {
            let joint = if self.url.query().is_some() { '&' } else { '?' };
            url += &format!("{joint}refused={refused}");
        }
        let mut request = Request::get(url)
            .header(USER_AGENT, concat!("wxkit/", env!("CARGO_PKG_VERSION")))
            .header(ACCEPT, "application/json");
        if let Some(key) = &self.key {
            let mut value = HeaderValue::from_str(&format!("Bearer {}", key.reveal()))
                .map_err(|_| Error::invalid("the key of the token server holds a line break"))?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        request
            .body(Body::default())
            .map_err(|_| Error::invalid("the address of the token server is not valid"))
    }

    fn reply(response: &Response<Bytes>) -> Result<Grant, Error> {
        let status = response.status();
        match F::refusal(false, response) {
            Some(error @ Error::Refused(_)) => return Err(error),
            _ if status.is_client_error() => {
                let message =
                    format!("the token server answers HTTP {status}; check its address and its key");
                return Err(Error::Local(Local::new(LocalKind::Io, message)));
            }
            Some(Error::Transport(mut gateway)) => {
                gateway.message = "the token server was asked for a token".into();
                return Err(Error::Transport(gateway));
            }
            Some(error) => return Err(hidden(error)),
            None => {}
        }
        let unreadable = |error: String| hidden(unreadable(&error, response.body()));
        let Wire { access_token, expires_in } = json::from_slice(response.body()).map_err(unreadable)?;
        Ok(Grant::new(Token::new(access_token), expires_in.max(0).cast_unsigned()))
    }
}

impl<F> fmt::Debug for AskTokenServer<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AskTokenServer").field(&self.shown).finish()
    }
}

/// What the answer began with may be a token under another name.
fn hidden(error: Error) -> Error {
    match error {
        Error::Reply(mut reply) => {
            reply.excerpt = "…".into();
            Error::Reply(reply)
        }
        error => error,
    }
}

#[derive(Deserialize)]
struct Wire {
    #[serde(alias = "authorizer_access_token", deserialize_with = "json::id")]
    access_token: String,
    #[serde(default = "a_minute", deserialize_with = "json::int")]
    expires_in: i64,
}

fn a_minute() -> i64 {
    60
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::testing::Tea;

    #[test]
    fn answers() {
        let check = |status: u16, body: &str, expected: &Expect| {
            let response = Response::builder().status(status).body(Bytes::from(body.to_owned())).unwrap();
            expected.assert_eq(&match AskTokenServer::<Tea>::reply(&response) {
                Ok(grant) => format!("{} for {} s", grant.access_token.reveal(), grant.expires_in),
                Err(error) => format!("{}: {error}", error.kind().as_str()),
            });
        };
        check(200, r#"{"access_token":"T","expires_in":7200}"#, &expect!["T for 7200 s"]);
        check(200, r#"{"errcode":0,"access_token":"T","expires_in":"345"}"#, &expect!["T for 345 s"]);
        check(200, r#"{"authorizer_access_token":"T","expires_in":-1}"#, &expect!["T for 0 s"]);
        check(200, r#"{"access_token":"T"}"#, &expect!["T for 60 s"]);
        check(
            200,
            r#"{"access_token":""}"#,
            &expect!["reply: unreadable answer: expected an id, found nothing; it began with: …"],
        );
        check(
            200,
            r#"{"token":"T"}"#,
            &expect!["reply: unreadable answer: missing field `access_token`; it began with: …"],
        );
        check(
            200,
            "T",
            &expect![
                "reply: unreadable answer: not JSON: expected value at line 1 column 1; it began with: …"
            ],
        );
        check(
            401,
            "who are you",
            &expect!["local: the token server answers HTTP 401 Unauthorized; check its address and its key"],
        );
        check(
            403,
            r#"{"errcode":40164,"errmsg":"invalid ip 203.0.113.7"}"#,
            &expect!["unknown: WeChat refused with 40164: invalid ip 203.0.113.7"],
        );
        check(
            502,
            "<html>",
            &expect![
                "transport: a gateway answered in place of WeChat (HTTP 502): the token server was asked for a token"
            ],
        );
    }
}
