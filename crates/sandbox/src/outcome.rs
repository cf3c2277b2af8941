//! What comes of a request: an answer, and how it is to travel.

use std::time::Duration;

use bytes::Bytes;
use http::Response;

/// What [`Sandbox::handle`](crate::Sandbox::handle) gives back.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The answer. There is one even if it is to be lost. Of a [`Film`](crate::Film) its body is empty.
    pub response: Response<Bytes>,
    /// What the script of faults wants done with it.
    pub delivery: Delivery,
}

/// How an answer travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delivery {
    /// As it should.
    Whole,
    /// Not at all: the connection closes without a byte of it.
    Lost,
    /// Head and this many bytes of the body; then the connection closes.
    Cut(usize),
    /// As it should, after a while.
    Delayed(Duration),
}

impl Outcome {
    /// What a client gets to see: the answer, if it arrives whole.
    #[must_use]
    pub fn delivered(self) -> Option<Response<Bytes>> {
        match self.delivery {
            Delivery::Whole | Delivery::Delayed(_) => Some(self.response),
            Delivery::Lost | Delivery::Cut(_) => None,
        }
    }
}

impl Delivery {
    /// Whether a client gets to see the whole answer.
    #[must_use]
    pub fn arrives(self) -> bool {
        matches!(self, Self::Whole | Self::Delayed(_))
    }
}
