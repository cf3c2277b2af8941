//! A connection that notes when a byte of the request moved.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::time::{Instant, sleep};

use crate::pace::Pace;

/// What is known about the bytes that one connection has sent during the current exchange.
pub(crate) struct Watch(Mutex<Sent>);

struct Sent {
    bytes: u64,
    /// When the last of them was written, or the exchange began.
    last: Instant,
    pace: Pace,
}

/// Which clock has run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Late {
    /// The request moves too slowly, or not at all.
    Sending,
    /// The answer's head is not complete.
    Answering,
}

impl Watch {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Sent::new(Duration::MAX))))
    }

    /// An exchange begins: idle time does not count, nor what was written before.
    pub(crate) fn begin(&self, stall: Duration) {
        *self.lock() = Sent::new(stall);
    }

    /// Whether anything of the current request may be on its way.
    pub(crate) fn has_written(&self) -> bool {
        self.lock().bytes > 0
    }

    /// Ends when the request has stalled, or when it `is_over` and no whole head has come within `answer` since. What comes
    /// in meanwhile, such as one byte of the head after the other, stops neither clock.
    pub(crate) async fn clock(&self, is_over: impl Fn() -> bool, answer: Duration) -> (Late, Duration) {
        loop {
            let (last, pace) = {
                let sent = self.lock();
                (sent.last, sent.pace)
            };
            let (late, limit, left) = match is_over() {
                true => (Late::Answering, answer, answer),
                false => (Late::Sending, pace.whole(), pace.left()),
            };
            let left = left.saturating_sub(last.elapsed());
            if left.is_zero() {
                return (late, limit);
            }
            // Looks again in time for either clock.
            sleep(left.min(pace.whole()).min(answer).max(Duration::from_millis(1))).await;
        }
    }

    fn wrote(&self, bytes: usize) {
        let mut sent = self.lock();
        let waited = sent.last.elapsed();
        sent.pace.waited(waited);
        sent.pace.moved(bytes);
        (sent.bytes, sent.last) = (sent.bytes + bytes as u64, Instant::now());
    }

    fn lock(&self) -> MutexGuard<'_, Sent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sent {
    fn new(stall: Duration) -> Self {
        Self { bytes: 0, last: Instant::now(), pace: Pace::new(stall) }
    }
}

/// A stream whose bytes are watched.
pub(crate) struct Watched<S> {
    inner: S,
    watch: Arc<Watch>,
}

impl<S> Watched<S> {
    pub(crate) fn new(inner: S, watch: Arc<Watch>) -> Self {
        Self { inner, watch }
    }
}

impl<S: Read + Unpin> Read for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl<S: Write + Unpin> Write for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.count(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, slices);
        self.count(written)
    }
}

impl<S> Watched<S> {
    fn count(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(bytes)) = written {
            self.watch.wrote(bytes);
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_request_that_moves_has_time_and_one_that_trickles_has_not() {
        let (secs, never) = (Duration::from_secs, || false);
        for (bytes, lasts) in [(0, 30), (1, 30), (4096 * 20, 50)] {
            let watch = Watch::new();
            watch.begin(secs(30));
            let begin = Instant::now();
            let moving = async {
                sleep(secs(20)).await;
                watch.wrote(bytes);
                std::future::pending::<()>().await;
            };
            tokio::select! {
                late = watch.clock(never, secs(60)) => assert_eq!(late, (Late::Sending, secs(30))),
                () = moving => {}
            }
            assert_eq!(begin.elapsed().as_secs(), lasts, "{bytes} bytes");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_answer_is_waited_for_from_the_last_byte_on() {
        let (secs, over) = (Duration::from_secs, Cell::new(false));
        let watch = Watch::new();
        watch.begin(secs(30));
        let begin = Instant::now();
        let sending = async {
            sleep(secs(5)).await;
            watch.wrote(1);
            over.set(true);
            std::future::pending::<()>().await;
        };
        tokio::select! {
            late = watch.clock(|| over.get(), secs(10)) => assert_eq!(late, (Late::Answering, secs(10))),
            () = sending => {}
        }
        assert_eq!(begin.elapsed().as_secs(), 15);
        let endless = watch.clock(|| true, Duration::MAX);
        tokio::time::timeout(secs(100), endless).await.unwrap_err();
    }
}
