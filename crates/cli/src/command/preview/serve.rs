//! The page and what belongs to it, for browsers of this machine.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::task::JoinSet;

use crate::door::Door;

/// Connections at the same time; another one waits until one of them ends.
const CONNECTIONS: usize = 64;

/// A head must have come by then.
const SLOW: Duration = Duration::from_secs(10);

/// Nothing from elsewhere, and no script but ours.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
     frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const SCRIPT: &str = include_str!("page.js");

/// A page with its pictures.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) html: String,
    /// Type and bytes of each.
    pub(super) pictures: Vec<(&'static str, Bytes)>,
}

/// What is served now.
#[derive(Debug, Default)]
pub(super) struct Served {
    version: u64,
    html: Bytes,
    pictures: Vec<(&'static str, Bytes)>,
}

impl Served {
    pub(super) fn put(&mut self, page: Page) {
        self.version += 1;
        self.html = page.html.into();
        self.pictures = page.pictures;
    }
}

/// Answers until the future is dropped.
pub(super) async fn serve(listener: tokio::net::TcpListener, addr: SocketAddr, served: Arc<Mutex<Served>>) {
    // Dropped with this future, and every connection with it.
    let mut connections = JoinSet::new();
    let door = Door::new(listener, CONNECTIONS);
    loop {
        let (stream, place) = door.next().await;
        let served = Arc::clone(&served);
        let service = service_fn(move |request: Request<Incoming>| {
            let answer = answer(&request, addr, &lock(&served));
            async move { Ok::<_, Infallible>(answer.map(Full::new)) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(SLOW)
            .max_buf_size(16 * 1024)
            .serve_connection(TokioIo::new(stream), service);
        connections.spawn(async move {
            let _place = place;
            // An error here is a browser that went away.
            let _ = connection.await;
        });
        while connections.try_join_next().is_some() {}
    }
}

fn lock(served: &Mutex<Served>) -> MutexGuard<'_, Served> {
    served.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer<B>(request: &Request<B>, addr: SocketAddr, served: &Served) -> Response<Bytes> {
    // A page elsewhere whose name leads here has another name in this header.
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if host != addr.to_string() && host != format!("localhost:{}", addr.port()) {
        return refused(StatusCode::FORBIDDEN);
    }
    if request.method() != Method::GET {
        return refused(StatusCode::METHOD_NOT_ALLOWED);
    }
    match request.uri().path() {
        "/" => found("text/html; charset=utf-8", served.html.clone()),
        "/page.js" => found("text/javascript; charset=utf-8", SCRIPT.into()),
        "/version" => found("text/plain", served.version.to_string().into()),
        path => {
            let number = path.strip_prefix("/picture/").and_then(|number| number.parse::<usize>().ok());
            match number.and_then(|number| served.pictures.get(number)) {
                Some((media_type, bytes)) => found(media_type, bytes.clone()),
                None => refused(StatusCode::NOT_FOUND),
            }
        }
    }
}

fn found(media_type: &'static str, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn refused(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_answered_and_with_what() {
        let addr: SocketAddr = "127.0.0.1:8000".parse().unwrap();
        let mut served = Served::default();
        served.put(Page { html: "<p>".into(), pictures: vec![("image/png", Bytes::from_static(b"png"))] });
        for (method, host, path, want) in [
            ("GET", "127.0.0.1:8000", "/", 200),
            ("GET", "localhost:8000", "/version", 200),
            ("GET", "127.0.0.1:8000", "/picture/0", 200),
            ("GET", "127.0.0.1:8000", "/picture/1", 404),
            ("GET", "127.0.0.1:8000", "/picture/-1", 404),
            ("GET", "127.0.0.1:8000", "/etc/passwd", 404),
            ("GET", "evil.example:8000", "/", 403),
            ("GET", "127.0.0.1", "/", 403),
            ("POST", "127.0.0.1:8000", "/", 405),
        ] {
            let request = Request::builder().method(method).uri(path).header(HOST, host).body(()).unwrap();
            assert_eq!(answer(&request, addr, &served).status(), want, "{method} {host} {path}");
        }
        assert_eq!(answer(&Request::new(()), addr, &served).status(), 403, "no host at all");
    }
}
