//! A body that is read while it is sent.

use std::future::Future as _;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::task::{JoinHandle, spawn_blocking};
use wxkit_proto::body::Chunk;
use wxkit_proto::{Body, Error};

use crate::files::Pieces;

/// Bytes in memory are handed over in pieces of this length, so that what was handed over is nearly what was sent.
const PIECE: usize = 128 * 1024;

/// A [`Body`] on its way, piece by piece.
///
/// Nothing is opened before it is needed. Files are opened on the blocking pool, and what the system does not hold in memory
/// is read there; the rest is read in place, as two hops between threads take longer than the piece itself.
pub(crate) struct Streamed {
    chunks: std::vec::IntoIter<Chunk>,
    memory: Bytes,
    file: Option<File>,
    left: u64,
    handed: Handed,
}

enum File {
    Open(Pieces),
    /// A thread reads the next piece.
    Reading(JoinHandle<Result<(Bytes, Pieces), Error>>),
}

/// Tells whether the last byte of a body was handed to the connection.
#[derive(Clone, Default)]
pub(crate) struct Handed(Arc<AtomicBool>);

impl Handed {
    pub(crate) fn is_over(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Streamed {
    pub(crate) fn new(body: &Body) -> Self {
        let streamed = Self {
            chunks: body.chunks().to_vec().into_iter(),
            memory: Bytes::new(),
            file: None,
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
            match self.file.take() {
                None => match self.chunks.next() {
                    None => return Poll::Ready(None),
                    Some(Chunk::Bytes(bytes)) => self.memory = bytes,
                    Some(Chunk::Slot(slot)) => self.file = Some(File::read(move || Pieces::open(&slot))),
                    Some(_) => {
                        let unknown = Error::Misuse("this driver does not know that kind of chunk");
                        return Poll::Ready(Some(Err(unknown)));
                    }
                },
                Some(File::Open(mut pieces)) => match pieces.next_in_memory() {
                    Some(piece) => {
                        self.file = File::open(pieces);
                        return Poll::Ready(Some(piece));
                    }
                    None => self.file = Some(File::read(|| Ok(pieces))),
                },
                Some(File::Reading(mut reading)) => {
                    let Poll::Ready(read) = Pin::new(&mut reading).poll(cx) else {
                        self.file = Some(File::Reading(reading));
                        return Poll::Pending;
                    };
                    match read.unwrap_or(Err(ENDED_EARLY)) {
                        Ok((piece, pieces)) => (self.memory, self.file) = (piece, File::open(pieces)),
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
            }
        }
    }
}

impl File {
    /// `None` if there is no more of it.
    fn open(pieces: Pieces) -> Option<Self> {
        Some(pieces).filter(|pieces| !pieces.is_over()).map(Self::Open)
    }

    /// Reads the next piece on the blocking pool.
    fn read(open: impl FnOnce() -> Result<Pieces, Error> + Send + 'static) -> Self {
        Self::Reading(spawn_blocking(|| {
            let mut pieces = open()?;
            let piece = pieces.next().transpose()?;
            Ok((piece.unwrap_or_default(), pieces))
        }))
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

/// Only if a reading thread died: what was promised can no longer be kept.
const ENDED_EARLY: Error = Error::Bug("a body ended early");
