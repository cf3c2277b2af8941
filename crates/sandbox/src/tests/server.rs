//! The server, spoken to over a plain socket.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use super::bench::WHO;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::{Callback, Config, Sandbox, Server};

fn start(faults: &str) -> Server {
    let config = Config { faults: faults.parse().unwrap(), ..Config::default() };
    Server::on_thread("127.0.0.1:0", Sandbox::new(config)).unwrap()
}

/// Sends bytes and reads until the server closes.
fn talk(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.addr).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8(answer).unwrap()
}

fn token(server: &Server) -> String {
    let answer = talk(server, &format!("GET /cgi-bin/token?{WHO} HTTP/1.0\r\n\r\n"));
    answer.split('"').nth(3).unwrap().to_owned()
}

fn query(token: &str, head: &str, body: &str) -> String {
    format!("POST /cgi-bin/publish/query?access_token={token} HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n{body}")
}

const CLOSE: &str = "Connection: close\r\nContent-Length: 16";
const BODY: &str = r#"{"media_id":"x"}"#;

#[test]
fn clients_of_all_kinds() {
    let server = start("");
    let token = token(&server);
    let plain = talk(&server, &query(&token, CLOSE, BODY));
    assert!(plain.starts_with("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n"), "{plain}");
    assert!(plain.contains("\"errcode\":40007"), "{plain}");

    let chunked = query(
        &token,
        "Connection: close\r\nTransfer-Encoding: chunked",
        "10\r\n{\"media_id\":\"x\"}\r\n0\r\n\r\n",
    );
    assert!(talk(&server, &chunked).contains("40007"));

    let form = format!(
        "POST /cgi-bin/media/uploadimg?access_token={token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary=X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    );
    assert!(talk(&server, &form).contains("41005"));

    let kept = format!("{}{}", query(&token, "Content-Length: 16", BODY), query(&token, CLOSE, BODY));
    assert_eq!(talk(&server, &kept).matches("40007").count(), 2);
    assert!(talk(&server, "nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
    assert_eq!(server.sandbox().count("publish/query"), 4);
}

/// The second attempt comes five seconds after the first.
#[test]
fn what_is_not_taken_comes_again() {
    let receiver = TcpListener::bind("127.0.0.1:0").unwrap();
    let callback = Some(Callback::new(format!("http://{}/", receiver.local_addr().unwrap())));
    let sandbox = Sandbox::new(Config { callback, ..Config::default() });
    let server = Server::on_thread("127.0.0.1:0", sandbox).unwrap();
    let played = talk(&server, "POST /sandbox/click HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!(played.contains("\"errcode\":0"), "{played}");
    let mut requests = Vec::new();
    for answer in ["500 Internal Server Error", "200 OK"] {
        let (mut stream, _) = receiver.accept().unwrap();
        let (mut request, mut piece) = (Vec::new(), [0; 4096]);
        while !request.ends_with(b"</xml>") {
            let read = stream.read(&mut piece).unwrap();
            assert_ne!(read, 0);
            request.extend_from_slice(&piece[..read]);
        }
        stream.write_all(format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n").as_bytes()).unwrap();
        requests.push(String::from_utf8(request).unwrap());
    }
    assert!(
        requests[0].starts_with("POST /?signature=")
            && requests[0].contains("\r\nContent-Type: text/xml\r\n")
    );
    assert_ne!(requests[0], requests[1], "each is signed anew");
    while server.sandbox().sent().next().is_none() {
        std::thread::yield_now();
    }
    let sandbox = server.sandbox();
    let sent: Vec<_> = sandbox.sent().map(|sent| (sent.name, sent.attempts, sent.taken)).collect();
    assert_eq!(sent, [("callback/message", 2, true)]);
}

#[test]
fn there_is_no_tunnel() {
    let server = start("");
    let answer = talk(&server, "CONNECT mp.weixin.qq.com:443 HTTP/1.1\r\nHost: mp.weixin.qq.com\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 405 "), "{answer}");
}

#[test]
fn a_client_that_waits_for_the_go_ahead_gets_it() {
    let server = start("");
    let token = token(&server);
    let mut stream = TcpStream::connect(server.addr).unwrap();
    stream.write_all(query(&token, &format!("Expect: 100-continue\r\n{CLOSE}"), "").as_bytes()).unwrap();
    let mut go = [0; 25];
    stream.read_exact(&mut go).unwrap();
    assert_eq!(&go, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(BODY.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("40007"), "{answer}");
}

#[test]
fn answers_that_do_not_arrive() {
    let server = start(
        "{\"call\":\"query\",\"nth\":1,\"do\":\"lost\"}\n{\"call\":\"query\",\"nth\":2,\"do\":\"drop\"}\n\
         {\"call\":\"query\",\"nth\":3,\"do\":\"cut\"}\n{\"call\":\"query\",\"nth\":4,\"do\":\"slow\",\"ms\":150}",
    );
    let token = token(&server);
    let ask = query(&token, "Content-Length: 16", BODY);
    assert_eq!(talk(&server, &ask), "");
    assert_eq!(talk(&server, &ask), "");
    let cut = talk(&server, &ask);
    let (head, body) = cut.split_once("\r\n\r\n").unwrap();
    let announced = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap();
    assert_eq!(announced.parse::<usize>().unwrap() / 2, body.len(), "{cut}");
    let started = Instant::now();
    assert!(talk(&server, &query(&token, CLOSE, BODY)).contains("40007"));
    assert!(started.elapsed() >= Duration::from_millis(150));
}

#[test]
fn bodies_are_bounded() {
    let server = start("");
    let token = token(&server);
    let head = format!("Connection: close\r\nContent-Length: {}", crate::BODY_CAP + 1);
    let answer = talk(&server, &query(&token, &format!("Expect: 100-continue\r\n{head}"), ""));
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    let body = "x".repeat(crate::BODY_CAP + 1);
    assert!(talk(&server, &query(&token, &head, &body)).starts_with("HTTP/1.1 413"));
    assert_eq!(server.sandbox().count("publish/query"), 0);
}

#[test]
fn requests_in_flight_are_counted() {
    let server = start(r#"{"call":"query","do":"slow","ms":300}"#);
    let token = token(&server);
    assert_eq!(server.most_in_flight(), 1);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| talk(&server, &query(&token, CLOSE, BODY)));
        }
    });
    assert_eq!(server.most_in_flight(), 3);
}

#[test]
fn heads_are_bounded() {
    let server = start("");
    let mut head = "GET /x HTTP/1.1\r\nHost: x\r\nX: ".to_owned();
    head += &"x".repeat(65_536 - head.len());
    let answer = talk(&server, &head);
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}

/// The clock is virtual: it goes on when nobody has anything to do.
#[tokio::test(start_paused = true)]
async fn a_connection_on_which_nothing_arrives_ends() {
    let server = Server::start("127.0.0.1:0", Sandbox::default()).await.unwrap();
    let half = query("x", "Content-Length: 16", "{");
    for sent in ["", "POST /cgi-bin/publish/query HTTP/1.1\r\nHo", &half] {
        let mut stream = tokio::net::TcpStream::connect(server.addr).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // The end, or a reset.
        let _ = stream.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&answer));
    }
}

#[tokio::test]
async fn it_stops() {
    let server = Server::start("127.0.0.1:0", Sandbox::default()).await.unwrap();
    let addr = server.addr;
    assert_eq!(server.base_url(), format!("http://{addr}"));
    let idle = TcpStream::connect(addr).unwrap();
    server.shutdown().await;
    assert!(TcpStream::connect(addr).is_err());
    drop(idle);
}

/// `GET` with these lines of a head; head and body of the answer.
fn fetch(server: &Server, target: &str, lines: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(server.addr).unwrap();
    let request =
        format!("GET /{target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{lines}\r\n", server.addr);
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A cut connection may be reset.
    let _ = stream.read_to_end(&mut answer);
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
    let body = answer.split_off(end + 4);
    (String::from_utf8(answer).unwrap(), body)
}

#[test]
fn a_film_is_streamed_cut_and_gone_on_with() {
    let len = 3_000_001;
    let faults = r#"{"call":"video.mp4","nth":2,"do":"cut"}"#.parse().unwrap();
    let server = Server::on_thread(
        "127.0.0.1:0",
        Sandbox::new(Config { film: Some(len), faults, ..Config::default() }),
    );
    let server = server.unwrap();
    let token = token(&server);
    let head = "POST /cgi-bin/media/upload?type=video&access_token=";
    let body = "--X\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.mp4\"\r\n\r\n\0\0\0\x20ftypisom\r\n--X--\r\n";
    let answer = talk(
        &server,
        &format!(
            "{head}{token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    );
    let id = answer.split("\"media_id\":\"").nth(1).unwrap().split('"').next().unwrap();
    let (_, pointer) = fetch(&server, &format!("cgi-bin/media/get?access_token={token}&media_id={id}"), "");
    let pointer = String::from_utf8(pointer).unwrap();
    let target =
        pointer.split(&format!("http://{}/", server.addr)).nth(1).unwrap().split('"').next().unwrap();

    let (head, whole) = fetch(&server, target, "");
    assert!(head.contains(&format!("content-length: {len}\r\n")), "{head}");
    assert_eq!(whole, crate::Film { range: 0..len }.take(usize::MAX));
    let (head, half) = fetch(&server, target, "");
    assert!(head.contains(&format!("content-length: {len}\r\n")), "{head}");
    assert_eq!(half, whole[..1_500_000]);
    let (head, rest) = fetch(&server, target, "Range: bytes=1500000-\r\n");
    assert!(head.starts_with("HTTP/1.1 206 Partial Content\r\n"), "{head}");
    assert_eq!([half, rest].concat(), whole);
}
