//! Answers that do not arrive.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_LENGTH, HeaderValue};
use http_body::{Body, Frame, SizeHint};

/// The connection ends without (the rest of) an answer.
#[derive(Debug)]
pub(super) struct Hangup;

/// The body of an answer.
#[derive(Debug)]
pub(super) struct Sending {
    bytes: Bytes,
    end: End,
}

#[derive(Debug, PartialEq)]
enum End {
    Good,
    /// What was given must get out of the buffers first.
    Flush,
    Hangup,
}

impl Sending {
    pub(super) fn whole(bytes: Bytes) -> Self {
        Self { bytes, end: End::Good }
    }

    /// The head announces all of the body, of which `at` bytes are sent.
    pub(super) fn cut(response: Response<Bytes>, at: usize) -> Response<Self> {
        let (mut head, mut bytes) = response.into_parts();
        head.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        bytes.truncate(at);
        Response::from_parts(head, Self { bytes, end: End::Flush })
    }
}

impl Body for Sending {
    type Data = Bytes;
    type Error = Hangup;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Hangup>>> {
        if !self.bytes.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.bytes)))));
        }
        match self.end {
            End::Good => Poll::Ready(None),
            End::Flush => {
                self.end = End::Hangup;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            End::Hangup => Poll::Ready(Some(Err(Hangup))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.end == End::Good && self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        match self.end {
            End::Good => SizeHint::with_exact(self.bytes.len() as u64),
            End::Flush | End::Hangup => SizeHint::default(),
        }
    }
}

impl fmt::Display for Hangup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is to end here")
    }
}

impl std::error::Error for Hangup {}
