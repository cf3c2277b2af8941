//! The server around the pure function. Public signatures name no type of hyper or tokio.

mod bounds;
mod delivery;
mod fetch;
mod patient;
mod shell;
mod speak;
mod tls;

pub use bounds::BODY_CAP;
pub use shell::Shell;
pub use tls::Authority;

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bounds::{CONNECTIONS, IDLE};
use tokio::sync::Semaphore;
use tokio::task::{AbortHandle, JoinSet};

use crate::Sandbox;

/// A running sandbox. It stops when this is dropped.
///
/// ```
/// use wxkit_sandbox::{Sandbox, Server};
///
/// let server = Server::on_thread("127.0.0.1:0", Sandbox::default())?;
/// // Point any client at `server.base_url()`, then look at what it did:
/// assert_eq!(server.sandbox().token_fetches(), 0);
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Server {
    /// Where it listens.
    pub addr: SocketAddr,
    shell: Shell,
    task: AbortHandle,
    is_secure: bool,
}

impl Server {
    /// Starts it on the tokio runtime of the caller. Port 0 takes any free one.
    ///
    /// # Errors
    /// If the address cannot be listened on.
    pub async fn start(addr: impl ToSocketAddrs, sandbox: impl Into<Shell>) -> io::Result<Self> {
        Self::start_with(addr, sandbox, None).await
    }

    /// As [`start`](Server::start), over TLS if there is an authority.
    ///
    /// # Errors
    /// As [`start`](Server::start).
    pub async fn start_with(
        addr: impl ToSocketAddrs,
        sandbox: impl Into<Shell>,
        tls: Option<Authority>,
    ) -> io::Result<Self> {
        let (listener, addr) = listen(addr)?;
        let (shell, is_secure) = (sandbox.into(), tls.is_some());
        let task = tokio::spawn(serve_with(listener, shell.clone(), tls)).abort_handle();
        Ok(Self { addr, shell, task, is_secure })
    }

    /// Starts it on threads of its own, for callers without a runtime.
    ///
    /// # Errors
    /// If the address cannot be listened on, or there is no thread to be had.
    pub fn on_thread(addr: impl ToSocketAddrs, sandbox: impl Into<Shell>) -> io::Result<Self> {
        Self::on_thread_with(addr, sandbox, None)
    }

    /// As [`on_thread`](Server::on_thread), over TLS if there is an authority.
    ///
    /// # Errors
    /// As [`on_thread`](Server::on_thread).
    pub fn on_thread_with(
        addr: impl ToSocketAddrs,
        sandbox: impl Into<Shell>,
        tls: Option<Authority>,
    ) -> io::Result<Self> {
        let (listener, addr) = listen(addr)?;
        let (shell, is_secure) = (sandbox.into(), tls.is_some());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let serving = runtime.spawn(serve_with(listener, shell.clone(), tls));
        let task = serving.abort_handle();
        std::thread::Builder::new().name("sandbox".into()).spawn(move || runtime.block_on(serving))?;
        Ok(Self { addr, shell, task, is_secure })
    }

    /// `http://127.0.0.1:PORT`, or `https` over TLS, to be used in place of the platform's own host.
    #[must_use]
    pub fn base_url(&self) -> String {
        let scheme = if self.is_secure { "https" } else { "http" };
        format!("{scheme}://{}", self.addr)
    }

    /// Its state; no request is answered while the guard lives.
    pub fn sandbox(&self) -> MutexGuard<'_, Sandbox> {
        self.shell.sandbox()
    }

    /// Its state, to be kept.
    #[must_use]
    pub fn shared(&self) -> Arc<Mutex<Sandbox>> {
        self.shell.shared()
    }

    /// The largest number of requests that were on their way at the same time: from a request's head to its answer.
    #[must_use]
    pub fn most_in_flight(&self) -> usize {
        self.shell.most_in_flight()
    }

    /// Stops it and closes all connections; returns when the port is free.
    pub async fn shutdown(self) {
        self.task.abort();
        while !self.task.is_finished() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("addr", &self.addr).finish_non_exhaustive()
    }
}

/// Answers on this listener until the future is dropped; must run inside a tokio runtime.
///
/// # Errors
/// If the listener cannot be used.
pub async fn serve(listener: TcpListener, sandbox: impl Into<Shell>) -> io::Result<()> {
    serve_with(listener, sandbox, None).await
}

/// As [`serve`], over TLS if there is an authority.
///
/// # Errors
/// As [`serve`].
pub async fn serve_with(
    listener: TcpListener,
    sandbox: impl Into<Shell>,
    tls: Option<Authority>,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let shell = sandbox.into();
    // Dropped with this future, and every connection with it.
    let mut connections = JoinSet::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        // Never closed.
        let place = Arc::clone(&room).acquire_owned().await;
        match listener.accept().await {
            Ok((stream, _)) => {
                // Small answers must not wait for each other.
                let _ = stream.set_nodelay(true);
                let (shell, tls) = (shell.clone(), tls.clone());
                connections.spawn(async move {
                    let _place = place;
                    match tls {
                        None => shell.connection(stream, false).await,
                        // A client that does not trust it goes away.
                        Some(tls) => {
                            if let Ok(Ok(stream)) = tokio::time::timeout(IDLE, tls.accept(stream)).await {
                                shell.connection(stream, true).await;
                            }
                        }
                    }
                });
            }
            // The client has gone already, or there are too many open files; both pass.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

fn listen(addr: impl ToSocketAddrs) -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(addr)?;
    let addr = listener.local_addr()?;
    Ok((listener, addr))
}
