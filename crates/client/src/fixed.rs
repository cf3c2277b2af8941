//! The simplest two who bring credentials, with a runtime or without.

use wxkit_proto::Error;

/// Always the same credential.
#[derive(Clone, Debug)]
pub struct Fixed<C>(pub C);

/// For a client that was given none.
#[derive(Debug)]
pub(crate) struct Nobody;

pub(crate) fn nobody() -> Error {
    Error::invalid("this call needs a credential, and the client was given none")
}
