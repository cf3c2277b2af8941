//! For the tests of endpoints: one exchange as text, and what a refusal is read as.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod disguise;

use std::fmt::Debug;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{Request, Response};

use crate::EndpointExt as _;
use crate::endpoint::{Endpoint, Reply};
use crate::env::{Env, Timestamp};
use crate::error::Error;
use crate::platform::Platform;

/// The journal with this changed in each of its records, and with the check values that belong to it.
///
/// # Panics
/// If it is no journal, or a record is no JSON after the change.
#[must_use]
pub fn rewrite_journal(journal: &str, from: &str, to: &str) -> String {
    let records: Vec<serde_json::Value> = crate::journal::read_journal(journal).unwrap();
    records.iter().fold(String::new(), |text, record| {
        let changed: serde_json::Value = serde_json::from_str(&record.to_string().replace(from, to)).unwrap();
        let line = crate::journal::Record::new(&changed).line(&text);
        text + &line
    })
}

/// The request's bytes and the reply as text, to be held against a literal; the boundary of a form is written as
/// `BOUNDARY`.
///
/// # Panics
/// If the request is not read back strictly to the same endpoint, or the reply is not read, plain or in a disguise that the
/// platforms are known for, or is not the same after it was written.
pub fn exchange<E>(endpoint: &E, credential: &<E::Platform as Platform>::Credential, reply: &str) -> String
where
    E: Endpoint + Debug + PartialEq,
    E::Reply: Debug,
{
    let env = Env::new(Timestamp::from_secs(1_525_936_573), [0; 32]);
    let request = endpoint.request(Some(credential), &env).unwrap();
    let request = request.map(|body| body.in_memory().unwrap());
    let received = E::receive(&request, true).unwrap();
    assert_eq!(&received, endpoint);
    let typed = parse::<E>(reply).unwrap();
    let again = E::reply(&typed.write()).unwrap();
    assert_eq!(format!("{typed:?}"), format!("{again:?}"));
    disguise::check::<E>(reply);
    format!("{}\n{typed:?}", show(&request))
}

/// What an answer with a file is read as.
///
/// # Panics
/// If it is not read, or is not the same after it was written.
pub fn file<E: Endpoint>(head: &[(&'static str, &str)], body: &str) -> String
where
    E::Reply: Debug,
{
    let mut response = Response::new(Bytes::from(body.to_owned()));
    for (name, value) in head {
        response.headers_mut().insert(*name, value.parse().unwrap());
    }
    let typed = E::reply(&response).unwrap();
    let again = E::reply(&typed.write()).unwrap();
    assert_eq!(format!("{typed:?}"), format!("{again:?}"));
    format!("{typed:?}")
}

/// The refusal that an answer is read as.
///
/// # Panics
/// If it is read as a success.
#[expect(clippy::panic, reason = "a test that cannot go on must fail")]
pub fn refusal<E: Endpoint>(reply: &str) -> String {
    match parse::<E>(reply) {
        Ok(_) => panic!("accepted"),
        Err(error) => format!("{}: {error}", error.kind().as_str()),
    }
}

fn parse<E: Endpoint>(reply: &str) -> Result<E::Reply, Error> {
    E::reply(&Response::new(Bytes::from(reply.to_owned())))
}

fn show(request: &Request<Bytes>) -> String {
    let mut out = format!("{} {}\n", request.method(), request.uri());
    let boundary =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()?.split_once("boundary="));
    for name in [CONTENT_TYPE, CONTENT_LENGTH] {
        if let Some(value) = request.headers().get(&name) {
            out += &format!("{name}: {}\n", value.to_str().unwrap());
        }
    }
    out += "\n";
    for c in String::from_utf8_lossy(request.body()).replace("\r\n", "\n").chars() {
        if c.is_control() && c != '\n' {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    match boundary {
        Some((_, boundary)) => out.replace(boundary, "BOUNDARY"),
        None => out,
    }
}
