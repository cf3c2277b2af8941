//! What is on the wire.

use std::io::BufReader;
use std::sync::{Barrier, Mutex, mpsc};

use wxkit_proto::Answer;
use wxkit_proto::flow::Ask;
use wxkit_proto::sink::Sink;

use crate::testing::{Asks, Driver, Server, count, get, patient, post, read_request, respond};

fn sorted(head: &str) -> Vec<String> {
    let mut lines: Vec<_> = head.trim_end().lines().map(str::to_ascii_lowercase).collect();
    lines[1..].sort();
    lines
}

#[test]
fn exact_requests() {
    for driver in Driver::each(patient()) {
        let (tx, seen) = mpsc::channel();
        let tx = Mutex::new(tx);
        let server = Server::start(move |_, stream| {
            let mut stream = BufReader::new(stream);
            while let Some(request) = read_request(&mut stream) {
                tx.lock().unwrap().send(request).unwrap();
                respond(stream.get_mut(), "ok");
            }
        });
        let host = format!("host: {}", server.base_url.trim_start_matches("http://"));
        let mut with_agent = post(&server.base_url, "茶");
        for (name, value) in [("user-agent", "wxkit/1"), ("accept", "*/*"), ("content-type", "a/b")] {
            with_agent.headers_mut().insert(name, value.parse().unwrap());
        }
        assert_eq!(driver.send(with_agent).unwrap().body(), "ok");
        let (head, body) = seen.recv().unwrap();
        let expected = [
            "post /tea?access_token=s3cret http/1.1",
            "accept: */*",
            "content-length: 3",
            "content-type: a/b",
            &host,
            "user-agent: wxkit/1",
        ];
        let sent: Vec<_> =
            sorted(&head).into_iter().filter(|line| !line.starts_with("accept-encoding")).collect();
        assert_eq!(sent, expected, "{driver:?}");
        assert_eq!(body, "茶".as_bytes());

        driver.send(post(&server.base_url, "")).unwrap();
        let (head, _) = seen.recv().unwrap();
        assert!(sorted(&head).contains(&"content-length: 0".to_owned()), "{driver:?}: {head}");
        assert!(!head.to_ascii_lowercase().contains("transfer-encoding"), "{driver:?}: {head}");

        driver.send(get(&server.base_url)).unwrap();
        let (head, _) = seen.recv().unwrap();
        assert!(head.starts_with("GET /tea?access_token=S3CRET HTTP/1.1\r\n"), "{driver:?}: {head}");
        assert!(!head.to_ascii_lowercase().contains("content-length"), "{driver:?}: {head}");
        assert_eq!(server.connections(), 1, "{driver:?} keeps its connection");
    }
}

#[test]
fn what_is_asked_for_at_once_is_sent_at_once() {
    for driver in Driver::each(patient()) {
        // Nobody is answered before all four are there.
        let all = Barrier::new(4);
        let server = Server::start(move |_, stream| {
            let mut stream = BufReader::new(stream);
            let (_, body) = read_request(&mut stream).unwrap();
            all.wait();
            respond(stream.get_mut(), &String::from_utf8(body).unwrap());
        });
        let send = |n: i32| Ask::Send {
            request: post(&server.base_url, n.to_string()),
            sink: Sink::Memory(10),
            public: false,
        };
        let answers = driver.run(Asks::new((0..4).map(send))).unwrap();
        for (n, answer) in answers.into_iter().enumerate() {
            let Answer::Reply(response) = answer else { panic!("{driver:?}: {answer:?}") };
            assert_eq!(response.body(), n.to_string().as_bytes());
        }
        assert_eq!(server.connections(), 4);
    }
}

#[test]
fn a_burst_of_calls_uses_the_connections_of_the_one_before() {
    for driver in Driver::each(patient()) {
        // Nobody is answered before all are there.
        let all = Barrier::new(50);
        let server = Server::start(move |_, stream| {
            let mut stream = BufReader::new(stream);
            while read_request(&mut stream).is_some() {
                all.wait();
                respond(stream.get_mut(), "ok");
            }
        });
        let send = |_| Ask::Send { request: get(&server.base_url), sink: Sink::Memory(10), public: false };
        for _ in 0..3 {
            driver.run(Asks::new((0..50).map(send))).unwrap();
        }
        assert_eq!(server.connections(), 50, "{driver:?}");
    }
}

#[test]
fn a_redirect_is_an_answer() {
    for driver in Driver::each(patient()) {
        let server = Server::start(|_, stream| {
            let mut stream = BufReader::new(stream);
            while read_request(&mut stream).is_some() {
                let head = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
                std::io::Write::write_all(stream.get_mut(), head.as_bytes()).unwrap();
            }
        });
        for request in [get(&server.base_url), post(&server.base_url, "x")] {
            assert_eq!(driver.send(request).unwrap().status(), 302, "{driver:?}");
        }
    }
}

#[test]
fn one_origin_has_one_connection_for_calls_one_after_the_other() {
    for driver in Driver::each(patient()) {
        let server = Server::start(|_, stream| count(stream));
        for n in 0..20 {
            let body = "x".repeat(n * 1000);
            assert_eq!(
                driver.send(post(&server.base_url, body)).unwrap().body(),
                (n * 1000).to_string().as_bytes()
            );
        }
        assert_eq!(server.connections(), 1, "{driver:?}");
    }
}
