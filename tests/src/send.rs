//! A request in plain HTTP, by nothing that wxkit is made of.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// Sends a request, `head` its method and its target, over a connection of its own, and reads the whole answer: its status and
/// its body; 0 if there is none.
pub fn send(addr: &str, head: &str, body: &[u8]) -> (u16, String) {
    let Ok(mut stream) = TcpStream::connect(addr) else { return (0, String::new()) };
    let len = body.len();
    let head =
        format!("{head} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\ncontent-length: {len}\r\n\r\n");
    // It may be refused before it has come.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or(0), body.to_owned())
}
