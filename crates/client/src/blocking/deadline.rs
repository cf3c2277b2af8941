//! A time by which a read has to bring something of a body, however much arrives meanwhile: the heads of chunks and what stands
//! behind the last one are read below the body, where no byte of it is seen.

use std::cell::Cell;
use std::io;
use std::time::{Duration, Instant};

use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};
use ureq::{Error, Timeout};

thread_local! {
    /// Of the read that this thread is in.
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
    /// Bytes that arrived during it, with the heads of chunks.
    static ARRIVED: Cell<usize> = const { Cell::new(0) };
}

/// Reads within this time. Tells how many bytes were read, and how many arrived meanwhile.
pub(super) fn within(time: Duration, read: impl FnOnce() -> io::Result<usize>) -> io::Result<(usize, usize)> {
    DEADLINE.set(Instant::now().checked_add(time));
    ARRIVED.set(0);
    let result = read();
    let is_late = is_over();
    DEADLINE.set(None);
    match result {
        Err(_) if is_late => Err(io::Error::new(io::ErrorKind::TimedOut, "the answer came too slowly")),
        result => Ok((result?, ARRIVED.get())),
    }
}

fn is_over() -> bool {
    DEADLINE.get().is_some_and(|deadline| Instant::now() >= deadline)
}

/// Makes connections that keep to the deadline.
#[derive(Debug)]
pub(super) struct Punctual;

impl<In: Transport> Connector<In> for Punctual {
    type Out = Watched<In>;

    fn connect(&self, _: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<Watched<In>>, Error> {
        Ok(chained.map(Watched))
    }
}

/// A connection on which nothing more is awaited once the deadline is over.
#[derive(Debug)]
pub(super) struct Watched<T>(T);

impl<T: Transport> Transport for Watched<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        if is_over() {
            return Err(Error::Timeout(Timeout::RecvBody));
        }
        let before = self.0.buffers().input().len();
        let has_come = self.0.await_input(timeout)?;
        let arrived = self.0.buffers().input().len().saturating_sub(before);
        ARRIVED.set(ARRIVED.get().saturating_add(arrived));
        Ok(has_come)
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
    }
}
