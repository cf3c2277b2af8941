//! A listener that lets in so many connections at the same time.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

pub(crate) struct Door {
    listener: TcpListener,
    room: Arc<Semaphore>,
}

/// What a connection holds while it lasts; another one comes in when it is dropped.
pub(crate) type Place = Result<OwnedSemaphorePermit, AcquireError>;

impl Door {
    pub(crate) fn new(listener: TcpListener, connections: usize) -> Self {
        Self { listener, room: Arc::new(Semaphore::new(connections)) }
    }

    /// The next connection, as soon as there is room for it.
    pub(crate) async fn next(&self) -> (TcpStream, Place) {
        // Never closed.
        let place = Arc::clone(&self.room).acquire_owned().await;
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => return (stream, place),
                // The client has gone already, or there are too many open files; both pass.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }
}
