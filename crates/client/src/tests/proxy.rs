//! Requests through a proxy.

use std::sync::{Arc, Mutex};

use http::Method;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use wxkit_proto::error::TransportKind;
use wxkit_proto::exchange::Exchange;
use wxkit_proto::flow::Ask;
use wxkit_proto::sink::Sink;
use wxkit_proto::{Answer, Call, Endpoint as _, Error, Repeat, Token};

use super::tls::{authority, serve_tls};
use crate::testing::{Asks, Server, Tea, count, get, patient, post};
use crate::{Client, Fixed};

async fn read_head(stream: &mut BufReader<TcpStream>) -> String {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(stream.read_line(&mut head).await.unwrap(), 0);
    }
    head
}

/// A proxy that notes what it is asked, gives this answer to it, and then is the platform itself.
async fn proxy(answer: &'static str) -> (String, Arc<Mutex<Vec<String>>>, String) {
    proxy_with(move |_| answer).await
}

/// One whose answer depends on what it is asked.
async fn proxy_with(
    answer: impl Fn(&str) -> &'static str + Send + 'static,
) -> (String, Arc<Mutex<Vec<String>>>, String) {
    let (ca, config) = authority(&["tea.example", "tea.invalid", "tea2.invalid"]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let heads = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = BufReader::new(stream);
            let head = read_head(&mut stream).await;
            let is_tunnel = head.starts_with("CONNECT");
            let answer = answer(&head);
            heads.lock().unwrap().push(head);
            stream.write_all(answer.as_bytes()).await.unwrap();
            if is_tunnel {
                tokio::spawn(serve_tls(stream.into_inner(), Arc::clone(&config)));
            }
        }
    });
    (address, seen, ca)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tls_goes_through_a_tunnel() {
    let (address, seen, ca) = proxy("HTTP/1.1 200 OK\r\n\r\n").await;
    let url = format!("http://Aladdin:opensesame@{address}");
    let client: Client<Tea> =
        Client::builder().ca_pem(ca).proxy(Some(&url)).timeouts(patient()).build().unwrap();
    let asks = || {
        Asks::new([Ask::Send {
            request: post("https://tea.example", "12345"),
            sink: Sink::Memory(10),
            public: false,
        }])
    };
    for _ in 0..2 {
        let answer = client.run(asks()).await.unwrap().remove(0);
        assert!(matches!(&answer, Answer::Reply(response) if response.body() == "5"), "{answer:?}");
    }
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 1, "the tunnel is kept");
    assert!(seen[0].starts_with("CONNECT tea.example:443 HTTP/1.1\r\n"), "{}", seen[0]);
    assert!(seen[0].contains("Basic QWxhZGRpbjpvcGVuc2VzYW1l"), "{}", seen[0]);
    assert!(!seen[0].contains("S3CRET"));
}

#[tokio::test]
async fn plain_http_is_passed_on_with_its_whole_address() {
    let (address, seen, _) = proxy("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await;
    let client: Client<Tea> = Client::builder()
        .proxy(Some(&format!("http://{address}")))
        .allow_http("relay.example")
        .timeouts(patient())
        .build()
        .unwrap();
    let answer = client
        .run(Asks::new([Ask::Send {
            request: get("http://relay.example"),
            sink: Sink::Memory(10),
            public: false,
        }]))
        .await
        .unwrap();
    assert!(matches!(&answer[0], Answer::Reply(response) if response.body() == "ok"), "{answer:?}");
    let head = seen.lock().unwrap().remove(0).to_ascii_lowercase();
    assert!(head.starts_with("get http://relay.example/tea?access_token=s3cret http/1.1\r\n"), "{head}");
    assert!(head.contains("host: relay.example\r\n"), "{head}");
}

#[tokio::test]
async fn a_proxy_says_no() {
    let (address, _, ca) = proxy("HTTP/1.1 403 Forbidden\r\n\r\n").await;
    let url = format!("http://user:passw0rd@{address}");
    let client: Client<Tea> =
        Client::builder().ca_pem(ca).proxy(Some(&url)).timeouts(patient()).build().unwrap();
    let asks =
        Asks::new([Ask::Send { request: get("https://tea.example"), sink: Sink::Memory(10), public: false }]);
    let answer = client.run(asks).await.unwrap().remove(0);
    let Answer::Failed(Error::Transport(failure)) = answer else { panic!("{answer:?}") };
    assert_eq!((failure.kind, failure.arrived), (TransportKind::Connect, false));
    assert!(!failure.message.contains("passw0rd"), "{}", failure.message);
}

/// Even what must not be done twice, because nothing of it has arrived.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_host_is_asked_when_the_first_cannot_be_reached() {
    let (address, seen, ca) = proxy_with(|head| match head.starts_with("CONNECT tea.invalid:443 ") {
        true => "HTTP/1.1 502 Bad Gateway\r\n\r\n",
        false => "HTTP/1.1 200 OK\r\n\r\n",
    })
    .await;
    let client: Client<Tea> = Client::builder()
        .ca_pem(ca)
        .proxy(Some(&format!("http://{address}")))
        .timeouts(patient())
        .credentials(Fixed(Token::new("T0KEN")))
        .build()
        .unwrap();
    let post = Exchange::<Tea>::new(Method::POST, "/tea", Some(serde_json::json!("abc").into()));
    assert_eq!(post.repeat(), Repeat::Never);
    // This server only tells how many bytes came, three letters and two quotes, which is no reply of the platform.
    let error = client.run(Call::new(post)).await.unwrap_err();
    let Error::OutcomeUnknown(unknown) = error else { panic!("{error}") };
    assert_eq!(unknown.cause, "unreadable answer: expected an object; it began with: 5");
    let seen = seen.lock().unwrap();
    let hosts: Vec<_> = seen.iter().filter_map(|head| head.split(' ').nth(1)).collect();
    assert_eq!(hosts, ["tea.invalid:443", "tea2.invalid:443"]);
}

#[tokio::test]
async fn this_machine_is_never_reached_through_a_proxy() {
    let server = Server::start(|_, stream| count(stream));
    // Nobody listens there.
    let client: Client<Tea> =
        Client::builder().proxy(Some("http://127.0.0.1:1")).timeouts(patient()).build().unwrap();
    let asks =
        Asks::new([Ask::Send { request: get(&server.base_url), sink: Sink::Memory(10), public: false }]);
    let answer = client.run(asks).await.unwrap().remove(0);
    assert!(matches!(answer, Answer::Reply(_)), "{answer:?}");
}

/// Each of these was once taken for none, and everything went out past it.
#[test]
fn a_proxy_that_is_none() {
    for (url, why) in [
        ("", "no valid address"),
        ("not a proxy", "no valid address"),
        ("http://", "no valid address"),
        ("ftp://user:passw0rd@proxy.example", "no valid address"),
        ("socks5://user:passw0rd@proxy.example:1080", "it must be http or https"),
        ("http://user:passw0rd@proxy.example:99999", "port"),
        ("http://proxy.example:", "port"),
    ] {
        let Err(error) = Client::<Tea>::builder().proxy(Some(url)).build() else { panic!("{url} was taken") };
        let text = error.to_string();
        assert!(matches!(error, Error::Request(_)) && text.contains(why), "{url}: {text}");
        assert!(!text.contains("passw0rd") && !text.contains("environment"), "{text}");
    }
    for url in ["proxy.example:8080", "https://user:p@[::1]", "http://user:p@proxy.example"] {
        Client::<Tea>::builder().proxy(Some(url)).build().unwrap();
    }
}
