//! Answers that do not arrive.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_LENGTH, HeaderValue};
use http_body::{Body, Frame, SizeHint};

use crate::Film;

/// The connection ends without (the rest of) an answer.
#[derive(Debug)]
pub(super) struct Hangup;

/// The body of an answer.
#[derive(Debug)]
pub(super) struct Sending {
    content: Content,
    end: End,
}

#[derive(Debug)]
enum Content {
    Bytes(Bytes),
    Film(Film),
}

/// A film is made in pieces of this size.
const PIECE: usize = 64 * 1024;

#[derive(Debug, PartialEq)]
enum End {
    Good,
    /// What was given must get out of the buffers first.
    Flush,
    Hangup,
}

impl Sending {
    pub(super) fn whole(response: Response<Bytes>) -> Response<Self> {
        let (mut head, bytes) = response.into_parts();
        let film = head.extensions.remove::<Film>();
        let content = film.map_or(Content::Bytes(bytes), Content::Film);
        Response::from_parts(head, Self { content, end: End::Good })
    }

    /// The head announces all of the body, of which `at` bytes are sent.
    pub(super) fn cut(response: Response<Bytes>, at: usize) -> Response<Self> {
        let mut response = Self::whole(response);
        let len = HeaderValue::from(response.body().content.len());
        response.headers_mut().insert(CONTENT_LENGTH, len);
        let sending = response.body_mut();
        sending.content.truncate(at);
        sending.end = End::Flush;
        response
    }
}

impl Content {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Film(film) => film.size(),
        }
    }

    fn truncate(&mut self, len: usize) {
        match self {
            Self::Bytes(bytes) => bytes.truncate(len),
            Self::Film(film) => film.truncate(len),
        }
    }

    /// The next piece; empty at the end.
    fn take(&mut self) -> Bytes {
        match self {
            Self::Bytes(bytes) => std::mem::take(bytes),
            Self::Film(film) => film.take(PIECE),
        }
    }
}

impl Body for Sending {
    type Data = Bytes;
    type Error = Hangup;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Hangup>>> {
        let piece = self.content.take();
        if !piece.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
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
        self.end == End::Good && self.content.len() == 0
    }

    fn size_hint(&self) -> SizeHint {
        match self.end {
            End::Good => SizeHint::with_exact(self.content.len()),
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
