//! A connection that notes when a byte moved.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::time::{Instant, sleep_until};

/// What is known about the bytes of one connection during the current exchange.
pub(crate) struct Watch {
    born: Instant,
    /// Milliseconds from `born` to the last byte, in either direction.
    moved: AtomicU64,
    /// Bytes written since the exchange began.
    written: AtomicU64,
}

impl Watch {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { born: Instant::now(), moved: AtomicU64::new(0), written: AtomicU64::new(0) })
    }

    /// An exchange begins: idle time does not count, nor what was written before.
    pub(crate) fn begin(&self) {
        self.written.store(0, Ordering::Release);
        self.note();
    }

    /// Whether anything of the current request may be on its way.
    pub(crate) fn has_written(&self) -> bool {
        self.written.load(Ordering::Acquire) > 0
    }

    /// Ends when no byte has moved for `limit()`, and says how long that was. The limit may change meanwhile, down to
    /// `shortest`.
    pub(crate) async fn clock(&self, limit: impl Fn() -> Duration, shortest: Duration) -> Duration {
        loop {
            let limit = limit();
            let moved = self.born + Duration::from_millis(self.moved.load(Ordering::Acquire));
            let now = Instant::now();
            let Some(left) = limit.checked_sub(now.saturating_duration_since(moved)) else { return limit };
            if left.is_zero() {
                return limit;
            }
            // The sum of now and a very long limit may not exist.
            let until = now.checked_add(left.min(shortest).max(Duration::from_millis(1)));
            sleep_until(until.unwrap_or(now + Duration::from_secs(3600))).await;
        }
    }

    fn note(&self) {
        let since = u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.moved.store(since, Ordering::Release);
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
        let read = ready!(Pin::new(&mut self.inner).poll_read(cx, buffer));
        self.watch.note();
        Poll::Ready(read)
    }
}

impl<S: Write + Unpin> Write for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.inner).poll_write(cx, bytes));
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
        let written = ready!(Pin::new(&mut self.inner).poll_write_vectored(cx, slices));
        self.count(written)
    }
}

impl<S> Watched<S> {
    fn count(&self, written: io::Result<usize>) -> Poll<io::Result<usize>> {
        if let Ok(written) = written {
            self.watch.written.fetch_add(written as u64, Ordering::AcqRel);
            self.watch.note();
        }
        Poll::Ready(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_clock_starts_again_with_every_byte() {
        let watch = Watch::new();
        let begin = Instant::now();
        let limit = Duration::from_secs(30);
        let moving = async {
            tokio::time::sleep(Duration::from_secs(20)).await;
            watch.note();
            std::future::pending::<()>().await;
        };
        tokio::select! {
            over = watch.clock(|| limit, limit) => assert_eq!(over, limit),
            () = moving => {}
        }
        assert_eq!(begin.elapsed().as_secs(), 50);
    }

    #[tokio::test(start_paused = true)]
    async fn the_limit_may_shrink() {
        let watch = Watch::new();
        let begin = Instant::now();
        let limit = || Duration::from_secs(if begin.elapsed().as_secs() < 5 { 30 } else { 10 });
        watch.clock(limit, Duration::from_secs(10)).await;
        assert_eq!(begin.elapsed().as_secs(), 10);
        let endless = watch.clock(|| Duration::MAX, Duration::from_secs(10));
        tokio::time::timeout(Duration::from_secs(100), endless).await.unwrap_err();
    }
}
