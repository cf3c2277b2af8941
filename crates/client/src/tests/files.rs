//! Bodies that are read from files while they are sent.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::sync::{Mutex, mpsc};

use wxkit_proto::error::{Local, LocalKind};
use wxkit_proto::{Body, Error};

use crate::files;
use crate::testing::{Driver, Server, patient, post, read_request, respond};

const LEN: usize = 5_000_000;

fn content() -> Vec<u8> {
    (0..LEN).map(|n| (n / 7 % 251) as u8).collect()
}

/// A body with the file in the middle.
fn body(path: &std::path::Path) -> Body {
    let file = files::open(path).unwrap();
    let mut body = Body::from("head\r\n");
    body.push_file(&file, 10..file.len());
    body.push_bytes("\r\ntail");
    body
}

#[test]
fn a_file_arrives_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    fs::write(&path, content()).unwrap();
    for driver in Driver::each(patient()) {
        let (tx, seen) = mpsc::channel();
        let tx = Mutex::new(tx);
        let server = Server::start(move |_, stream| {
            let mut stream = BufReader::new(stream);
            while let Some((_, body)) = read_request(&mut stream) {
                tx.lock().unwrap().send(body).unwrap();
                respond(stream.get_mut(), "ok");
            }
        });
        // Twice: nothing is consumed by sending.
        for _ in 0..2 {
            driver.send(post(&server.base_url, body(&path))).unwrap();
            let expected = [b"head\r\n", &content()[10..], b"\r\ntail"].concat();
            assert!(seen.recv().unwrap() == expected, "{driver:?}");
        }
        assert_eq!(server.connections(), 1);
    }
}

/// The file is changed after the server has got its first bytes; the request must never become complete.
#[test]
fn a_file_that_changes_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    let changes: [fn(&File); 3] = [
        |file| file.set_len(LEN as u64 - 1).unwrap(),
        |file| file.set_len(LEN as u64 + 1).unwrap(),
        |file| file.set_modified(std::time::UNIX_EPOCH).unwrap(),
    ];
    for change in changes {
        for driver in Driver::each(patient()) {
            fs::write(&path, content()).unwrap();
            let changing = path.clone();
            let (tx, seen) = mpsc::channel();
            let tx = Mutex::new(tx);
            let server = Server::start(move |_, mut stream| {
                let mut got = vec![0; 1000];
                stream.read_exact(&mut got).unwrap();
                change(&File::options().write(true).open(&changing).unwrap());
                let rest = stream.read_to_end(&mut got).unwrap_or_default();
                tx.lock().unwrap().send(rest).unwrap();
            });
            let mut large = body(&path);
            // More than fits into the buffers of two sockets, so that the file is not read before it changes.
            let begin = vec![0; 32 * 1024 * 1024];
            large = [Body::from(begin), large].iter().fold(Body::default(), |mut all, part| {
                part.chunks().iter().for_each(|chunk| match chunk {
                    wxkit_proto::body::Chunk::Bytes(bytes) => all.push_bytes(bytes.clone()),
                    _ => all.push_file(&files::open(&path).unwrap(), 10..u64::MAX),
                });
                all
            });
            let len = large.len();
            let error = driver.send(post(&server.base_url, large)).unwrap_err();
            let changed = matches!(&error, Error::Local(Local { kind: LocalKind::Changed, .. }));
            assert!(changed, "{driver:?}: {error}");
            assert!((seen.recv().unwrap() as u64) < len - 1000, "{driver:?} sent all of it");
        }
    }
}

#[test]
fn a_file_that_is_gone_is_not_a_matter_of_the_network() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    for driver in Driver::each(patient()) {
        fs::write(&path, content()).unwrap();
        let body = body(&path);
        fs::remove_file(&path).unwrap();
        let server = Server::start(|_, stream| {
            read_request(&mut BufReader::new(stream));
        });
        let error = driver.send(post(&server.base_url, body)).unwrap_err();
        let missing = matches!(&error, Error::Local(Local { kind: LocalKind::Missing, .. }));
        assert!(missing, "{driver:?}: {error}");
    }
}
