//! One check for all endpoints: the exact request, the strict way back, and a reply.

use std::fmt::Debug;

use expect_test::Expect;
use wxkit_proto::testing::exchange;
pub(crate) use wxkit_proto::testing::refusal;
use wxkit_proto::{Endpoint, Token};

use crate::Work;

/// Compares the request's bytes and the reply with `expected`; see [`exchange`].
pub(crate) fn check<E>(endpoint: &E, reply: &str, expected: &Expect)
where
    E: Endpoint<Platform = Work> + Debug + PartialEq,
    E::Reply: Debug,
{
    expected.assert_eq(&exchange(endpoint, &Token::new("TOKEN"), reply));
}
