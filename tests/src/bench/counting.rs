//! A server that takes every body and looks at none, as fast as a socket can be read.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// What every request gets. It has the fields that the steps of an upload look for.
const REPLY: &str = r#"{"errcode":0,"errmsg":"ok","ret":0,"access_token":"T","expires_in":7200,"vid":"wxv_1","media_id":"M"}"#;

/// A server on a thread for each connection; it lives as long as the program.
#[derive(Clone, Debug)]
pub struct Counting {
    /// Where it listens.
    pub addr: SocketAddr,
    bytes: Arc<AtomicU64>,
}

impl Counting {
    /// Begins to listen.
    ///
    /// # Panics
    /// If no port is free.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let server = Self { addr: listener.local_addr().expect("it is bound"), bytes: Arc::default() };
        let bytes = Arc::clone(&server.bytes);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let bytes = Arc::clone(&bytes);
                // A client that goes away ends its thread.
                thread::spawn(move || serve(&stream, &bytes));
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
        format!("http://{}", self.addr)
    }
}

fn serve(mut stream: &TcpStream, bytes: &AtomicU64) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let reply = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{REPLY}",
        REPLY.len()
    );
    let mut reader = BufReader::with_capacity(256 * 1024, stream);
    loop {
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
                stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
            }
        }
        let read = io::copy(&mut reader.by_ref().take(len), &mut io::sink())?;
        bytes.fetch_add(read, Ordering::Relaxed);
        if read < len {
            return Ok(());
        }
        stream.write_all(reply.as_bytes())?;
    }
}
