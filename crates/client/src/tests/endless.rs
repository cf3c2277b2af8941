//! Platforms that hold a call up: every exchange comes to an end.

use std::io::{BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use wxkit_proto::error::TransportKind;
use wxkit_proto::flow::{Ask, Once};
use wxkit_proto::sink::Sink;
use wxkit_proto::{Answer, Error};

use crate::Timeouts;
use crate::testing::{Asks, Driver, Server, count, get, patient, post, read_request};

/// Reads a request, says this, and then that again and again, until the other side gives up.
fn drip(stream: TcpStream, first: &str, then: &str, pause: Duration) {
    let mut stream = BufReader::new(stream);
    read_request(&mut stream);
    let mut said = stream.get_mut().write_all(first.as_bytes());
    while said.is_ok() {
        std::thread::sleep(pause);
        said = stream.get_mut().write_all(then.as_bytes());
    }
}

#[test]
fn a_head_and_a_body_that_trickle_are_broken_off() {
    let short = Duration::from_millis(100);
    for driver in Driver::each(Timeouts { stall: short, answer: short, ..patient() }) {
        for (first, then) in [
            ("HTTP/1.1 200 OK\r\nX-Tea: ", "x"),
            ("HTTP/1.1 102 Processing\r\n", "x"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", "x"),
            ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "x"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;tea=", "x"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx: ", "x"),
        ] {
            let server = Server::start(move |_, stream| drip(stream, first, then, Duration::from_millis(5)));
            driver.fails(post(&server.base_url, "x"), TransportKind::Timeout, true);
        }
    }
}

/// At full speed, so that no clock between two bytes sees it.
#[test]
fn what_stands_behind_the_last_chunk_has_an_end() {
    for driver in Driver::each(Timeouts { stall: Duration::from_millis(300), ..patient() }) {
        let server = Server::start(move |_, stream| {
            let first = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
            drip(stream, first, "x: y\r\n", Duration::ZERO);
        });
        let error = driver.send(post(&server.base_url, "x")).unwrap_err();
        assert!(matches!(&error, Error::Transport(failure) if failure.arrived), "{driver:?}: {error}");
    }
}

/// At full speed as well: more is said of the answer than there is in it.
#[test]
fn chunks_of_one_byte_are_broken_off() {
    for driver in Driver::each(patient()) {
        let server = Server::start(move |_, stream| {
            let first = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
            drip(stream, first, &"1\r\n \r\n".repeat(1000), Duration::ZERO);
        });
        let sink = Sink::Memory(16 * 1024 * 1024);
        let ask = Ask::Send { request: post(&server.base_url, "x"), sink, public: false };
        let answers = driver.run(Asks::new([ask])).unwrap();
        let [Answer::Failed(error)] = &*answers else { panic!("{answers:?}") };
        assert!(error.to_string().ends_with("too many pieces of a few bytes"), "{driver:?}: {error}");
    }
}

/// As a server may send what it makes line by line.
#[test]
fn chunks_of_a_line_are_no_crumbs() {
    for driver in Driver::each(patient()) {
        let server = Server::start(move |_, stream| {
            let mut stream = BufReader::new(stream);
            read_request(&mut stream);
            let chunk = format!("50;tea=green\r\n{}\r\n", "x".repeat(80));
            let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
            let all = [head, &chunk, &chunk.replace(";tea=green", "").repeat(50_000), "0\r\n\r\n"].concat();
            stream.get_mut().write_all(all.as_bytes()).unwrap();
        });
        let sink = Sink::Memory(16 * 1024 * 1024);
        let ask = Ask::Send { request: post(&server.base_url, "x"), sink, public: false };
        let answers = driver.run(Asks::new([ask])).unwrap();
        let [Answer::Reply(reply)] = &*answers else { panic!("{answers:?}") };
        assert_eq!(reply.body().len(), 80 * 50_001, "{driver:?}");
    }
}

#[test]
fn interim_answers_without_end_are_broken_off() {
    let interim = "HTTP/1.1 102 Processing\r\n\r\n";
    for driver in Driver::each(Timeouts { answer: Duration::from_millis(200), ..patient() }) {
        let server = Server::start(move |_, stream| drip(stream, "", interim, Duration::ZERO));
        let error = driver.send(post(&server.base_url, "x")).unwrap_err();
        assert!(matches!(&error, Error::Transport(failure) if failure.arrived), "{driver:?}: {error}");
    }
    // By their number, however long an answer may take.
    let [one, two, _] = Driver::each(patient());
    for driver in [one, two] {
        let server = Server::start(move |_, stream| drip(stream, "", interim, Duration::ZERO));
        driver.fails(post(&server.base_url, "x"), TransportKind::Interrupted, true);
    }
}

#[test]
fn what_may_not_be_repeated_goes_over_a_connection_of_its_own() {
    for driver in Driver::each(patient()) {
        let server = Server::start(|_, stream| count(stream));
        let mut used = Vec::new();
        for once in [false, false, true, true, false] {
            let mut request = if once { post(&server.base_url, "xyz") } else { get(&server.base_url) };
            if once {
                request.extensions_mut().insert(Once);
            }
            driver.send(request).unwrap();
            used.push(server.connections());
        }
        assert_eq!(used, [1, 1, 2, 3, 3], "{driver:?}");
    }
}
