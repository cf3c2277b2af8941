//! One check for all endpoints: the exact request, the strict way back, and a reply, plain and in disguise.

mod disguise;

use std::fmt::Debug;

use bytes::Bytes;
use expect_test::Expect;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{Request, Response};
use wxkit_proto::{Endpoint, Env, Reply, Timestamp, Token};

use crate::Official;

/// Compares the request's bytes and the reply with `expected`; reads the request back strictly, and the reply's own
/// writing; and reads the reply in every disguise.
pub(crate) fn check<E>(endpoint: &E, reply: &str, expected: &Expect)
where
    E: Endpoint<Family = Official> + Debug + PartialEq,
    E::Reply: Debug,
{
    let env = Env::new(Timestamp::from_secs(1_525_936_573), [0; 32]);
    let request = endpoint.request(Some(&Token::new("TOKEN")), &env).unwrap();
    let request = request.map(|body| body.in_memory().unwrap());
    let received = E::receive(&request, true).unwrap();
    assert_eq!(&received, endpoint);
    let typed = parse::<E>(reply).unwrap();
    let again = E::reply(&typed.write()).unwrap();
    assert_eq!(format!("{typed:?}"), format!("{again:?}"));
    disguise::check::<E>(reply);
    expected.assert_eq(&format!("{}\n{typed:?}", show(&request)));
}

/// The refusal that an answer is read as.
pub(crate) fn refusal<E: Endpoint<Family = Official>>(reply: &str) -> String {
    match parse::<E>(reply) {
        Ok(_) => panic!("accepted"),
        Err(error) => format!("{}: {error}", error.kind().as_str()),
    }
}

fn parse<E: Endpoint>(reply: &str) -> Result<E::Reply, wxkit_proto::Error> {
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
