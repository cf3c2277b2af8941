//! A call whose body a person wrote.

use bytes::Bytes;
use http::{Method, Response};

use crate::decoder::{DecodeError, Decoder};
use crate::encoder::Encoder;
use crate::endpoint::{Endpoint, Repeat};
use crate::error::{Error, Invalid, Warning};
use crate::json::RawJson;

/// A call that is checked as the typed one that it is, and sent with the body that was given: with fields that the type does
/// not know, in their order, and with the digits of their numbers.
#[derive(Clone, Debug)]
pub struct Given<E> {
    endpoint: E,
    body: RawJson,
}

impl<E: Endpoint> Given<E> {
    /// `endpoint` is what `body` says, as far as its type knows it.
    pub fn new(endpoint: E, body: impl Into<RawJson>) -> Self {
        Self { endpoint, body: body.into() }
    }
}

impl<E: Endpoint> Endpoint for Given<E> {
    type Platform = E::Platform;
    type Reply = E::Reply;
    const METHOD: Method = E::METHOD;
    const PATH: &'static str = E::PATH;
    const AUTH: bool = E::AUTH;
    const PATIENT: bool = E::PATIENT;
    const UNSIGNED: bool = E::UNSIGNED;

    fn repeat(&self) -> Repeat {
        self.endpoint.repeat()
    }

    fn encode(&self, out: &mut Encoder) {
        // It may put something into the query.
        self.endpoint.encode(out);
        out.json(&self.body);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let endpoint = E::decode(from)?;
        let body = RawJson::new(&from.octets()).map_err(DecodeError::new)?;
        Ok(Self { endpoint, body })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        self.endpoint.check()
    }

    fn secrets(&self) -> Vec<&str> {
        self.endpoint.secrets()
    }

    fn method(&self) -> Method {
        self.endpoint.method()
    }

    fn path(&self) -> &str {
        self.endpoint.path()
    }

    fn base_url(&self) -> &'static str {
        self.endpoint.base_url()
    }

    fn reply(response: &Response<Bytes>) -> Result<E::Reply, Error> {
        E::reply(response)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::endpoint::EndpointExt as _;
    use crate::env::{Env, Timestamp};
    use crate::envelope::Done;
    use crate::refusal::{Kind, Refusal};
    use crate::tea::Tea;

    /// An endpoint that departs from every rule.
    #[derive(Clone)]
    struct Pour {
        key: String,
        cups: i64,
    }

    impl Endpoint for Pour {
        type Platform = Tea;
        type Reply = Done;
        const METHOD: Method = Method::POST;
        const PATH: &'static str = "/pour";
        const AUTH: bool = false;
        const PATIENT: bool = false;
        const UNSIGNED: bool = true;

        fn repeat(&self) -> Repeat {
            Repeat::Duplicates
        }
        fn encode(&self, out: &mut Encoder) {
            out.query("key", &self.key);
            out.json(&json!({ "cups": self.cups }));
        }
        fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
            let key = from.query("key")?.to_owned();
            let cups = from.json::<Value>()?["cups"].as_i64().unwrap_or_default();
            Ok(Self { key, cups })
        }
        fn check(&self) -> Result<Vec<Warning>, Invalid> {
            if self.cups > 9 { Err(Invalid::new("too many")) } else { Ok(vec![Warning::new("hot")]) }
        }
        fn secrets(&self) -> Vec<&str> {
            vec![&self.key]
        }
        fn method(&self) -> Method {
            Method::PUT
        }
        fn path(&self) -> &'static str {
            "/pour/slowly"
        }
        fn base_url(&self) -> &'static str {
            "https://cups.invalid"
        }
        fn reply(_: &Response<Bytes>) -> Result<Done, Error> {
            Err(Refusal::new(418, Kind::Input).into())
        }
    }

    #[test]
    fn all_but_the_body_is_the_call_s_own() {
        let pour = Pour { key: "k".into(), cups: 2 };
        let text = br#"{"sugar":1.50,"cups":2}"#;
        let given = Given::new(pour, RawJson::new(text).unwrap());
        let env = Env::new(Timestamp::default(), [0; 32]);
        let request = given.request(None, &env).unwrap().map(|body| body.in_memory().unwrap());
        let said = (request.method().as_str(), request.uri().to_string());
        assert_eq!(said, ("PUT", "https://cups.invalid/pour/slowly?key=k".into()));
        assert_eq!(request.body(), &text[..]);

        assert_eq!(given.repeat(), Repeat::Duplicates);
        assert_eq!(given.check().unwrap(), [Warning::new("hot")]);
        assert_eq!(given.secrets(), ["k"]);
        assert_eq!(Given::<Pour>::reply(&Response::default()).unwrap_err().code(), Some(418));
        let consts = (Given::<Pour>::AUTH, Given::<Pour>::PATIENT, Given::<Pour>::UNSIGNED);
        assert_eq!(consts, (false, false, true));
        assert_eq!((Given::<Pour>::METHOD, Given::<Pour>::PATH), (Method::POST, "/pour"));

        let received = Given::<Pour>::receive(&request, true).unwrap();
        assert_eq!((received.endpoint.cups, received.body), (2, given.body));
    }
}
