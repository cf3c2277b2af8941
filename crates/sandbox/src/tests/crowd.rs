//! Many clients at once that do little or nothing, beside one that means it.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::{Sandbox, Server};

const THOUSAND: usize = 1000;

/// A thousand that sent this and then nothing; the thousand-and-first is answered.
async fn check(sent: &str) {
    let server = Server::start("127.0.0.1:0", Sandbox::default()).await.unwrap();
    let mut held = Vec::new();
    for _ in 0..THOUSAND {
        let mut stream = TcpStream::connect(server.addr).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        held.push(stream);
    }
    assert!(ask(&server).await.starts_with("HTTP/1.1 200 "));
    // They go on, a byte at a time, and still keep nobody out.
    for stream in held.iter_mut().filter(|_| !sent.is_empty()) {
        stream.write_all(b"1").await.unwrap();
    }
    assert!(ask(&server).await.starts_with("HTTP/1.1 200 "));
}

async fn ask(server: &Server) -> String {
    let mut stream = TcpStream::connect(server.addr).await.unwrap();
    let body = "{}".repeat(5000);
    let head =
        format!("POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_thousand_idle_ones() {
    check("").await;
}

#[tokio::test]
async fn a_thousand_slow_heads() {
    check("POST /cgi-bin/publish/query HTTP/1.1\r\nHo").await;
}

#[tokio::test]
async fn a_thousand_slow_bodies_that_announce_the_most() {
    check("POST /cgi-bin/publish/query HTTP/1.1\r\nHost: x\r\nContent-Length: 67108864\r\n\r\n{").await;
}

#[tokio::test]
async fn a_thousand_slow_bodies_of_unknown_length() {
    check("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1000000\r\n{").await;
}

/// A byte every half minute, for as long as it is taken. The clock is virtual.
#[tokio::test(start_paused = true)]
async fn a_body_in_drops_ends() {
    let server = Server::start("127.0.0.1:0", Sandbox::default()).await.unwrap();
    let mut stream = TcpStream::connect(server.addr).await.unwrap();
    stream.write_all(b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n").await.unwrap();
    let mut drops = 0;
    while drops < 50 && stream.write_all(b"x").await.is_ok() {
        drops += 1;
        tokio::time::sleep(std::time::Duration::from_secs(30)).await;
    }
    assert!(drops < 10, "{drops} drops were taken");
}
