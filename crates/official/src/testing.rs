//! One check for all endpoints: the exact request, the strict way back, and a reply, plain and in disguise.

use std::fmt::Debug;

use expect_test::Expect;
pub(crate) use wxkit_proto::testing::refusal;
use wxkit_proto::testing::{exchange, file};
use wxkit_proto::{Endpoint, Token};

use crate::Official;

/// Compares the request's bytes and the reply with `expected`; see [`exchange`].
pub(crate) fn check<E>(endpoint: &E, reply: &str, expected: &Expect)
where
    E: Endpoint<Platform = Official> + Debug + PartialEq,
    E::Reply: Debug,
{
    expected.assert_eq(&exchange(endpoint, &Token::new("TOKEN"), reply));
}

/// Compares what a file is read as with `expected`; see [`file`].
pub(crate) fn check_file<E>(head: &[(&'static str, &str)], body: &str, expected: &Expect)
where
    E: Endpoint<Platform = Official>,
    E::Reply: Debug,
{
    expected.assert_eq(&file::<E>(head, body));
}
