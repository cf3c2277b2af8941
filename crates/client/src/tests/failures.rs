//! What goes wrong between here and the platform.

use std::io::{BufReader, Write};
use std::net::{Shutdown, TcpListener};
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use wxkit_proto::Error;
use wxkit_proto::error::TransportKind;

use crate::Timeouts;
use crate::testing::{Driver, Server, count, get, patient, post, read_request, respond};

#[test]
fn nobody_listens() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for driver in Driver::each(patient()) {
        driver.fails(post(&format!("http://{free}"), "x"), TransportKind::Connect, false);
    }
}

#[test]
fn the_answer_is_lost() {
    for driver in Driver::each(patient()) {
        for cut in ["", "HTTP/1.1 200 OK\r\nContent-", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"] {
            let server = Server::start(move |_, stream| {
                let mut stream = BufReader::new(stream);
                read_request(&mut stream);
                stream.get_mut().write_all(cut.as_bytes()).unwrap();
            });
            driver.fails(post(&server.base_url, "x"), TransportKind::Interrupted, true);
            driver.fails(get(&server.base_url), TransportKind::Interrupted, true);
        }
    }
}

/// The server closes a connection that lies in the pool; the next request must go over a new one.
#[test]
fn an_idle_connection_is_closed() {
    for driver in Driver::each(patient()) {
        let (tx, closed) = mpsc::channel();
        let tx = Mutex::new(tx);
        let server = Server::start(move |number, stream| {
            if number > 0 {
                return count(stream);
            }
            let mut reader = BufReader::new(stream);
            read_request(&mut reader);
            respond(reader.get_mut(), "first");
            reader.get_mut().shutdown(Shutdown::Both).unwrap();
            drop(reader);
            tx.lock().unwrap().send(()).unwrap();
        });
        assert_eq!(driver.send(post(&server.base_url, "x")).unwrap().body(), "first", "{driver:?}");
        closed.recv().unwrap();
        assert_eq!(driver.send(post(&server.base_url, "xyz")).unwrap().body(), "3", "{driver:?}");
        assert_eq!(server.connections(), 2);
    }
}

#[test]
fn the_platform_is_silent() {
    let timeouts = Timeouts { answer: Duration::from_millis(50), ..patient() };
    for driver in Driver::each(timeouts) {
        let server = Server::start(|_, stream| {
            let mut stream = BufReader::new(stream);
            read_request(&mut stream);
            // Until the other side gives up.
            read_request(&mut stream);
        });
        driver.fails(post(&server.base_url, "x"), TransportKind::Timeout, true);
    }
}

#[test]
fn the_platform_takes_no_more_bytes() {
    let timeouts = Timeouts { stall: Duration::from_millis(50), ..patient() };
    for driver in Driver::each(timeouts) {
        let (tx, over) = mpsc::channel::<()>();
        let over = Mutex::new(over);
        let server = Server::start(move |_, stream| {
            // Reads nothing, and holds the connection until the other side has given up.
            over.lock().unwrap().recv().ok();
            drop(stream);
        });
        driver.fails(post(&server.base_url, vec![0; 64 * 1024 * 1024]), TransportKind::Timeout, true);
        drop(tx);
    }
}

#[test]
fn an_answer_stops_in_the_middle() {
    let small = Duration::from_millis(50);
    for driver in Driver::each(Timeouts { stall: small, answer: small, ..patient() }) {
        let server = Server::start(|_, stream| {
            let mut stream = BufReader::new(stream);
            read_request(&mut stream);
            stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf").unwrap();
            read_request(&mut stream);
        });
        let error = driver.send(post(&server.base_url, "x")).unwrap_err();
        assert!(matches!(&error, Error::Transport(failure) if failure.arrived), "{driver:?}: {error}");
    }
}

#[test]
fn an_answer_is_too_long() {
    for driver in Driver::each(patient()) {
        for head in ["Content-Length: 1001\r\n\r\n", "Connection: close\r\n\r\n"] {
            let server = Server::start(move |_, stream| {
                let mut stream = BufReader::new(stream);
                read_request(&mut stream);
                write!(stream.get_mut(), "HTTP/1.1 200 OK\r\n{head}{}", "x".repeat(1001)).unwrap();
            });
            let error = driver.send(get(&server.base_url)).unwrap_err();
            assert!(matches!(&error, Error::Reply(_)), "{driver:?}: {error}");
            assert!(error.to_string().contains("longer than 1000 bytes"), "{error}");
        }
        let server = Server::start(|_, stream| {
            let mut stream = BufReader::new(stream);
            read_request(&mut stream);
            respond(stream.get_mut(), &"x".repeat(1000));
        });
        assert_eq!(driver.send(get(&server.base_url)).unwrap().body().len(), 1000);
    }
}

#[test]
fn plain_http_to_another_machine_is_refused_before_anything_is_sent() {
    for driver in Driver::each(patient()) {
        let error = driver.send(get("http://192.0.2.1")).unwrap_err();
        assert!(matches!(&error, Error::Request(_)), "{driver:?}: {error}");
        assert!(!error.to_string().contains("S3CRET"));
    }
}

#[test]
fn an_early_answer_is_heard() {
    // A gateway that refuses a large body before it has read it.
    for driver in Driver::each(patient()) {
        let server = Server::start(|_, stream| {
            let mut stream = BufReader::new(stream);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                std::io::BufRead::read_line(&mut stream, &mut head).unwrap();
            }
            stream
                .get_mut()
                .write_all(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .unwrap();
            std::io::copy(&mut stream, &mut std::io::sink()).ok();
        });
        let response = driver.send(post(&server.base_url, vec![0; 8 * 1024 * 1024])).unwrap();
        assert_eq!(response.status(), 413, "{driver:?}");
    }
}
