//! A body that is read while it is sent.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::sync::mpsc;
use wxkit_proto::body::{Chunk, Slot};
use wxkit_proto::{Body, Error};

use crate::files::Pieces;

/// Bytes in memory are handed over in pieces of this length, so that what was handed over is nearly what was sent.
const PIECE: usize = 128 * 1024;

/// A [`Body`] on its way, piece by piece.
///
/// Files are read on the blocking pool, one piece ahead of the socket; nothing is opened before it is needed.
pub(crate) struct Streamed {
    chunks: std::vec::IntoIter<Chunk>,
    memory: Bytes,
    file: Option<mpsc::Receiver<Result<Bytes, Error>>>,
    left: u64,
    handed: Handed,
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
            if let Some(file) = &mut self.file {
                match ready!(file.poll_recv(cx)) {
                    Some(piece) => return Poll::Ready(Some(piece)),
                    None => self.file = None,
                }
            }
            match self.chunks.next() {
                None => return Poll::Ready(None),
                Some(Chunk::Bytes(bytes)) => self.memory = bytes,
                Some(Chunk::Slot(slot)) => self.file = Some(read(slot)),
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
            // Only if a reading thread died: what was promised can no longer be kept.
            None => return Poll::Ready(Some(Err(Error::Bug("a body ended early")))),
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

/// Reads on the blocking pool until all is read or nobody wants it any more.
fn read(slot: Slot) -> mpsc::Receiver<Result<Bytes, Error>> {
    let (tx, rx) = mpsc::channel(1);
    tokio::task::spawn_blocking(move || match Pieces::open(&slot) {
        Ok(pieces) => {
            for piece in pieces {
                if tx.blocking_send(piece).is_err() {
                    return;
                }
            }
        }
        Err(error) => {
            tx.blocking_send(Err(error)).ok();
        }
    });
    rx
}
