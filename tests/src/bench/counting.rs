//! A server that takes every body and looks at none, as fast as a socket can be read.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What every request gets. It has the fields that the steps of an upload look for.
const REPLY: &str = r#"{"errcode":0,"errmsg":"ok","ret":0,"access_token":"T","expires_in":7200,"vid":"wxv_1","media_id":"M","type":"video","created_at":1}"#;

/// A server on a thread for each connection; it lives as long as the program. A download gets as many bytes as its
/// `media_id` says.
#[derive(Clone, Debug)]
pub struct Counting {
    /// Where it listens.
    pub addr: SocketAddr,
    /// The certificate that a client has to trust, in PEM; empty without TLS.
    pub pem: String,
    bytes: Arc<AtomicU64>,
}

impl Counting {
    /// Begins to listen.
    ///
    /// # Panics
    /// If no port is free.
    #[must_use]
    pub fn start() -> Self {
        Self::listen(String::new(), None)
    }

    /// Begins to listen, over TLS.
    ///
    /// # Panics
    /// If no port is free.
    #[must_use]
    pub fn start_over_tls() -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("there is randomness");
        let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider has them")
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key);
        Self::listen(cert.pem(), Some(Arc::new(config.expect("key and certificate fit"))))
    }

    fn listen(pem: String, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let server = Self { addr: listener.local_addr().expect("it is bound"), pem, bytes: Arc::default() };
        let bytes = Arc::clone(&server.bytes);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (bytes, tls) = (Arc::clone(&bytes), tls.clone());
                thread::spawn(move || {
                    // A client that goes away ends its thread.
                    stream.set_nodelay(true).ok();
                    let tls = tls.map(|config| ServerConnection::new(config).expect("the settings are good"));
                    match tls {
                        Some(connection) => serve(StreamOwned::new(connection, stream), &bytes),
                        None => serve(stream, &bytes),
                    }
                });
            }
        });
        server
    }

    /// Bytes of all bodies since this was last asked.
    pub fn take(&self) -> u64 {
        self.bytes.swap(0, Ordering::Relaxed)
    }

    /// For the settings of a client.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}://{}", if self.pem.is_empty() { "http" } else { "https" }, self.addr)
    }
}

fn serve(stream: impl Read + Write, bytes: &AtomicU64) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(256 * 1024, stream);
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first)? == 0 {
            return Ok(());
        }
        let mut len = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line == "\r\n" {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or_default();
            if name.eq_ignore_ascii_case("content-length") {
                len = value.trim().parse().map_err(io::Error::other)?;
            } else if name.eq_ignore_ascii_case("expect") {
                reader.get_mut().write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
            }
        }
        let read = io::copy(&mut reader.by_ref().take(len), &mut io::sink())?;
        bytes.fetch_add(read, Ordering::Relaxed);
        if read < len {
            return Ok(());
        }
        answer(reader.get_mut(), &first)?;
    }
}

fn answer(stream: &mut impl Write, first: &str) -> io::Result<()> {
    let head = |kind: &str, len: usize| {
        format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {len}\r\n\r\n")
    };
    let wanted =
        first.starts_with("GET /cgi-bin/media/get?").then(|| first.split_once("media_id=")).flatten();
    let digits = wanted.map(|(_, rest)| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
    let Some(mut left) = digits.and_then(|digits| digits.parse::<usize>().ok()) else {
        return stream.write_all((head("application/json", REPLY.len()) + REPLY).as_bytes());
    };
    stream.write_all(head("video/mp4", left).as_bytes())?;
    let piece = [b'x'; 64 * 1024];
    while left > 0 {
        let now = left.min(piece.len());
        stream.write_all(&piece[..now])?;
        left -= now;
    }
    Ok(())
}
