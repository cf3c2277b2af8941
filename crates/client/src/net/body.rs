//! A body that is read while it is sent.

use std::future::Future as _;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::task::{JoinHandle, spawn_blocking};
use wxkit_proto::{Body, Chunk, Error};

use crate::files::{Buffers, Pieces};

/// Bytes are handed over in pieces of this length, so that what was handed over is nearly what was sent.
const PIECE: usize = 128 * 1024;

/// A [`Body`] on its way, piece by piece.
///
/// Files are read on the blocking pool, one piece ahead of the socket; nothing is opened before it is needed.
pub(crate) struct Streamed {
    chunks: std::vec::IntoIter<Chunk>,
    memory: Bytes,
    reading: Option<JoinHandle<Read>>,
    buffers: Buffers,
    left: u64,
    handed: Handed,
}

/// The next piece of a file, and the file if there is more of it.
type Read = (Option<Result<Bytes, Error>>, Option<Pieces>);

/// Tells whether the last byte of a body was handed to the connection.
#[derive(Clone, Default)]
pub(crate) struct Handed(Arc<AtomicBool>);

impl Handed {
    pub(crate) fn is_over(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Streamed {
    pub(crate) fn new(body: &Body, buffers: Buffers) -> Self {
        let streamed = Self {
            chunks: body.chunks().to_vec().into_iter(),
            memory: Bytes::new(),
            reading: None,
            buffers,
            left: body.len(),
            handed: Handed::default(),
        };
        streamed.note_end();
        streamed
    }

    pub(crate) fn handed(&self) -> Handed {
        self.handed.clone()
    }

    fn note_end(&self) {
        if self.left == 0 {
            self.handed.0.store(true, Ordering::Release);
        }
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            if !self.memory.is_empty() {
                let piece = self.memory.split_to(PIECE.min(self.memory.len()));
                return Poll::Ready(Some(Ok(piece)));
            }
            if let Some(reading) = &mut self.reading {
                // Only if the thread died: what was promised can no longer be kept.
                let (piece, rest) =
                    ready!(Pin::new(reading).poll(cx)).unwrap_or((Some(Err(ENDED_EARLY)), None));
                self.reading = rest.map(|file| spawn_blocking(move || next(file)));
                match piece.transpose() {
                    Ok(piece) => self.memory = piece.unwrap_or_default(),
                    Err(error) => return Poll::Ready(Some(Err(error))),
                }
                continue;
            }
            match self.chunks.next() {
                None => return Poll::Ready(None),
                Some(Chunk::Bytes(bytes)) => self.memory = bytes,
                Some(Chunk::Slot(slot)) => {
                    let buffers = self.buffers.clone();
                    self.reading = Some(spawn_blocking(move || match Pieces::open(&slot, &buffers) {
                        Ok(file) => next(file),
                        Err(error) => (Some(Err(error)), None),
                    }));
                }
                Some(_) => {
                    let unknown = Error::Misuse("this driver does not know that kind of chunk");
                    return Poll::Ready(Some(Err(unknown)));
                }
            }
        }
    }
}

impl http_body::Body for Streamed {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let piece = match ready!(self.poll_piece(cx)) {
            Some(Ok(piece)) => piece,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(Some(Err(ENDED_EARLY))),
        };
        self.left = self.left.saturating_sub(piece.len() as u64);
        self.note_end();
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

fn next(mut file: Pieces) -> Read {
    let piece = file.next();
    (piece, Some(file).filter(|file| !file.is_over()))
}

const ENDED_EARLY: Error = Error::Misuse("a body ended early");
