//! For tests: a platform with one endpoint, and an app on it.

use bytes::Bytes;
use http::{Method, Response};
use wxkit_proto::encoder::Draft;
use wxkit_proto::envelope::{self, Grant};
use wxkit_proto::secret::redact;
use wxkit_proto::{
    DecodeError, Decoder, Encoder, Endpoint, Env, Error, Kind, Platform, Refusal, Secret, Timestamp, Token,
};

use crate::key::StoreKey;
use crate::source::Source;

pub(crate) struct Tea;

impl Platform for Tea {
    type Credential = Token;
    const BASE_URL: &'static str = "https://tea.invalid";

    fn authorize(token: &Token, draft: &mut Draft, _: &Env) -> Result<(), Error> {
        envelope::authorize(token, draft);
        Ok(())
    }

    fn refusal(auth: bool, response: &Response<Bytes>) -> Option<Error> {
        envelope::refusal(&[], auth, response)
    }

    fn redact(token: &Token, text: &str) -> String {
        redact(text, &[token.reveal()])
    }
}

pub(crate) struct Fetch {
    pub(crate) forced: bool,
}

impl Endpoint for Fetch {
    type Platform = Tea;
    type Reply = Grant;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/token";
    const AUTH: bool = false;
    const PATIENT: bool = false;

    fn encode(&self, out: &mut Encoder) {
        out.query("forced", self.forced.to_string());
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self { forced: from.query("forced")? == "true" })
    }
}

/// An app whose tokens can be forced (`stable_token`), or that gets a new one each time (`token`).
pub(crate) struct App {
    pub(crate) can_force: bool,
}

impl Source for App {
    type Endpoint = Fetch;

    fn key(&self) -> StoreKey {
        StoreKey::new("tea", "wx0123456789abcdef", &Secret::new("SECRET"))
    }

    fn endpoint(&self, forced: bool) -> Fetch {
        Fetch { forced }
    }

    fn can_force(&self) -> bool {
        self.can_force
    }
}

pub(crate) fn grant(token: &str, expires_in: u64) -> Grant {
    Grant::new(Token::new(token), expires_in)
}

pub(crate) fn env(now: Timestamp, seed: u64) -> Env {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    Env::new(now, bytes)
}

pub(crate) fn refusal(kind: Kind) -> Error {
    let mut refusal = Refusal::new(40164, kind);
    refusal.meaning = "no";
    refusal.into()
}

/// Chance that repeats: splitmix64.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub(crate) fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }
}
