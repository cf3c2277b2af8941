//! Downloads over real sockets, with every driver.

use std::fs;
use std::io::{BufReader, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

use http::{Method, Request};
use wxkit_proto::download::{Download, Fetch, Place, Ranges, ReceivedFile};
use wxkit_proto::flow::Ask;
use wxkit_proto::sink::Sink;
use wxkit_proto::{Answer, Body, DecodeError, Decoder, Encoder, Endpoint, Kind, Repeat};

use crate::testing::{Asks, Driver, Server, Tea, patient, read_request};

/// A file in pieces of 64 KiB.
#[derive(Clone)]
struct Pot;

impl Endpoint for Pot {
    type Platform = Tea;
    type Reply = ReceivedFile;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/pot";
    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }
    fn encode(&self, _: &mut Encoder) {}
    fn decode(_: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

impl Fetch for Pot {
    const RANGES: Ranges = Ranges::Pieces(64 * 1024);
    fn id(&self) -> String {
        "ID".into()
    }
}

fn content() -> Vec<u8> {
    (0..200_000_u32).map(|n| ((n * 31) >> 3) as u8).collect()
}

/// Answers ranges of the content. The request of this number is cut after 1000 bytes.
fn serve(cut: usize) -> Server {
    let requests = AtomicUsize::new(0);
    Server::start(move |_, stream| {
        let mut stream = BufReader::new(stream);
        while let Some((head, _)) = read_request(&mut stream) {
            let range = head.to_ascii_lowercase();
            let range = range.lines().find_map(|line| line.strip_prefix("range: bytes=")).unwrap();
            let (begin, end) = range.split_once('-').unwrap();
            let content = content();
            let (begin, end) = (begin.parse().unwrap(), content.len().min(end.parse::<usize>().unwrap() + 1));
            let piece = &content[begin..end];
            let stream = stream.get_mut();
            write!(
                stream,
                "HTTP/1.1 206 Partial Content\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\
                 Content-Range: bytes {begin}-{}/{}\r\nContent-Disposition: attachment; filename=\"茶.jpg\"\r\n\r\n",
                piece.len(),
                end - 1,
                content.len()
            )
            .unwrap();
            if requests.fetch_add(1, Ordering::SeqCst) == cut {
                stream.write_all(&piece[..1000]).unwrap();
                return;
            }
            stream.write_all(piece).unwrap();
        }
    })
}

#[test]
fn a_cut_piece_is_finished() {
    for driver in Driver::each(patient()) {
        let folder = tempfile::tempdir().unwrap();
        let server = serve(1);
        let driver = driver.at(&server.base_url);
        let flow = Download::new(Pot, Place::Folder(folder.path().to_owned()), &[]);
        let file = driver.run(flow).unwrap().file.unwrap();
        assert_eq!((file.path.clone(), file.len), (folder.path().join("茶.jpg"), 200_000), "{driver:?}");
        assert_eq!(fs::read(&file.path).unwrap(), content(), "{driver:?}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{driver:?}: no part is left");
    }
}

#[test]
fn a_refusal_leaves_nothing_behind() {
    for driver in Driver::each(patient()) {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(move |_, stream| {
            let mut stream = BufReader::new(stream);
            while read_request(&mut stream).is_some() {
                crate::testing::respond(stream.get_mut(), r#"{"errcode":40007}"#);
            }
        });
        let driver = driver.at(&server.base_url);
        let error =
            driver.run(Download::new(Pot, Place::File(folder.path().join("a.jpg")), &[])).unwrap_err();
        assert_eq!(error.code(), Some(40007), "{driver:?}: {error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{driver:?}: {error}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let place = || Place::File(folder.path().join("none").join("a.jpg"));
    for driver in Driver::each(patient()) {
        let server = serve(usize::MAX);
        let driver = driver.at(&server.base_url);
        let error = driver.run(Download::new(Pot, place(), &[])).unwrap_err();
        assert!(error.to_string().contains("none/a.jpg.part"), "{driver:?}: {error}");
        assert_eq!(error.kind().as_str(), "local");
    }
}

#[test]
fn an_address_from_outside_does_not_lead_to_this_machine() {
    let server = serve(usize::MAX);
    let port = server.base_url.rsplit_once(':').unwrap().1;
    // The last one is 127.0.0.1 to whoever resolves it, and a name to whoever reads it.
    for host in ["127.0.0.1", "localhost", "[::1]", "2130706433"] {
        for driver in Driver::each(patient()) {
            let request = Request::get(format!("http://{host}:{port}/")).body(Body::default()).unwrap();
            let ask = Ask::Send { request, sink: Sink::Memory(1000), public: true };
            let answer = driver.run(Asks::new([ask])).unwrap().remove(0);
            let Answer::Failed(error) = answer else { panic!("{host}: {answer:?}") };
            assert_eq!(error.kind(), Kind::Input, "{host}: {error}");
            assert!(error.to_string().contains("this machine or in a private network"), "{host}: {error}");
        }
    }
}
