//! Connections between two exchanges.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::Uri;
use hyper::client::conn::http1::SendRequest;
use tokio::time::Instant;

use super::body::Streamed;
use super::watch::Watch;
use crate::timeouts::KEPT_CONNECTIONS;

/// Servers close an idle connection after a minute or so; one that is never older than this is seldom found closed.
const IDLE: Duration = Duration::from_secs(20);

/// Whom a connection leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    tls: bool,
    /// Whether it may lead to public addresses alone.
    pub(crate) guarded: bool,
    authority: String,
}

impl Key {
    pub(crate) fn of(uri: &Uri, guarded: bool) -> Self {
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        Self { tls: uri.scheme_str() == Some("https"), guarded, authority: authority.to_ascii_lowercase() }
    }
}

pub(crate) struct Connection {
    pub(crate) sender: SendRequest<Streamed>,
    pub(crate) watch: Arc<Watch>,
    pub(crate) key: Key,
}

/// Each connection is driven by a task of its own, which closes the socket as soon as the other side does; so nothing
/// has to be swept.
#[derive(Default)]
pub(crate) struct Pool {
    /// The one that was used last stands last.
    idle: Mutex<VecDeque<(Instant, Connection)>>,
}

impl Pool {
    /// The connection that was used last; those that were closed meanwhile are dropped.
    pub(crate) fn take(&self, key: &Key) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while idle.front().is_some_and(|(since, _)| since.elapsed() >= IDLE) {
            idle.pop_front();
        }
        loop {
            let at = idle.iter().rposition(|(_, connection)| connection.key == *key)?;
            let (_, connection) = idle.remove(at)?;
            if connection.sender.is_ready() {
                return Some(connection);
            }
        }
    }

    pub(crate) fn put(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() >= KEPT_CONNECTIONS {
            idle.pop_front();
        }
        idle.push_back((Instant::now(), connection));
    }
}
