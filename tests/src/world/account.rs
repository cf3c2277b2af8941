//! Whose token a flow needs.

use bytes::Bytes;
use http::{Request, Response};
use wxkit::official::Official;
use wxkit::official::token::StableToken;
use wxkit::proto::{Body, Endpoint, Env, Platform, Token};
use wxkit::work::Work;
use wxkit::work::token::AccessToken;
use wxkit_sandbox::Config;

/// A platform whose flows run in a [`World`](super::World).
pub trait Account: Platform<Credential = Token> {
    /// Asks for the token of the account that the sandbox knows.
    fn ask(config: &Config, env: &Env) -> Request<Body>;

    /// The token in the answer.
    fn read(response: &Response<Bytes>) -> Token;
}

impl Account for Official {
    fn ask(config: &Config, env: &Env) -> Request<Body> {
        let (appid, secret) = (config.appid.clone(), config.secret.clone());
        StableToken::new(appid, secret).request(None, env).expect("it is valid")
    }

    fn read(response: &Response<Bytes>) -> Token {
        StableToken::reply(response).expect("a token").access_token
    }
}

impl Account for Work {
    fn ask(config: &Config, env: &Env) -> Request<Body> {
        let (corpid, secret) = (config.work.corpid.clone(), config.work.apps[0].secret.clone());
        AccessToken::new(corpid, secret).request(None, env).expect("it is valid")
    }

    fn read(response: &Response<Bytes>) -> Token {
        AccessToken::reply(response).expect("a token").access_token
    }
}
