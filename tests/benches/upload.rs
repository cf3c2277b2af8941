//! A chunked upload, beside the floor and beside what people do today.
//!
//! The floor is what nobody can spare: one pass of SHA-1 over the file, and its bytes through a socket in one piece. The
//! server runs in this process and each client in one of its own, whose costs the system counts. `2048` as an argument
//! (in MiB) measures that size alone.

#![expect(clippy::expect_used, reason = "a bench fails as tests do")]

use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use wxkit::client::{Client, Journal, Session, Tokens};
use wxkit::official::upload::VideoOptions;
use wxkit::official::{Official, StableTokens, Video, VideoUpload};
use wxkit::proto::Source;
use wxkit::proto::digest::{Algorithm, Hasher};
use wxkit::token::store::Memory;
use wxkit_sandbox::{Authority, Config, Sandbox, Server};
use wxkit_tests::Chance;
use wxkit_tests::bench::{Cost, Counting, Report, is_there, least, measure, role};

const MB: u64 = 1 << 20;
const RUNS: u32 = 5;
const PIECE: usize = 128 * 1024;

fn main() -> ExitCode {
    if let Some(code) = role(&[("floor", floor), ("client", client)]) {
        return code;
    }
    let sizes: Vec<u64> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![64, 512] } else { sizes };
    let mut report = Report::new("upload");
    for size in sizes {
        one_size(&mut report, size);
    }
    report.end()
}

fn one_size(report: &mut Report, size: u64) {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let path = folder.path().join("film.mp4");
    write_film(&path, size * MB);
    let film = path.to_str().expect("it is UTF-8");
    for tls in [false, true] {
        let counting = if tls { Counting::start_over_tls() } else { Counting::start() };
        let (url, ca) = (counting.base_url(), trust(folder.path(), &counting.pem));
        let once = |program: Option<&str>, args: &[&str]| {
            let cost = measure(program, args);
            assert!(counting.take() >= size * MB, "all bytes have come");
            cost
        };
        let scheme = if tls { "https" } else { "http" };
        let floor = least(RUNS, || once(None, &["floor", &counting.addr.to_string(), film, &ca]));
        println!("{size} MiB, {scheme}, the floor: {floor}");
        let mut tell = |name: &str, cost: Cost, most: Option<f64>| {
            let name = format!("{size} MiB, {scheme}, {name}");
            println!("{name}: {cost}");
            match most {
                Some(most) => {
                    report.at_most(most, &format!("{name}: time"), cost.wall / floor.wall, "× floor")
                }
                None => report.tell(&format!("{name}: time"), cost.wall / floor.wall, "× floor"),
            }
            report.tell(&format!("{name}: CPU"), cost.cpu / floor.cpu, "× floor");
            match most {
                Some(_) => report.at_most(16.0, &format!("{name}: peak"), cost.peak, "MiB"),
                None => report.tell(&format!("{name}: peak"), cost.peak, "MiB"),
            }
            report.tell(&format!("{name}: context switches"), cost.switches, "");
        };
        for jobs in ["1", "2", "4", "8"] {
            let cost = least(RUNS, || once(None, &["client", &url, film, jobs, &ca]));
            tell(&format!("counting, jobs {jobs}"), cost, (jobs == "4").then_some(1.1));
        }
        for jobs in ["1", "2", "4", "8"] {
            let authority = tls.then(|| Authority::new(&[]).expect("there is randomness"));
            let ca = trust(folder.path(), authority.as_ref().map_or("", Authority::pem));
            let server = Server::on_thread_with("127.0.0.1:0", Sandbox::default(), authority);
            let server = server.expect("a port is free");
            let url = server.base_url();
            let cost = least(RUNS, || measure(None, &["client", &url, film, jobs, &ca]));
            tell(&format!("verifying, jobs {jobs}"), cost, (jobs == "4").then_some(1.3));
        }
        if !tls && is_there("python3", &["-c", "import requests"]) {
            let cost = least(2, || once(Some("python3"), &["-c", PYTHON, &url, film]));
            tell("Python requests", cost, None);
        }
        // A process for each block takes too long for more.
        if !tls && size <= 64 && is_there("curl", &["--version"]) {
            tell(
                "curl in a loop",
                once(Some("sh"), &["-c", CURL, "sh", &url, film, &size.to_string()]),
                None,
            );
        }
    }
}

/// A file with this certificate; no name without one.
fn trust(folder: &Path, pem: &str) -> String {
    if pem.is_empty() {
        return String::new();
    }
    let path = folder.join("ca.pem");
    std::fs::write(&path, pem).expect("there is room");
    path.to_str().expect("it is UTF-8").to_owned()
}

/// As people do it today.
const PYTHON: &str = r#"
import hashlib, os, requests, sys
url, path = sys.argv[1] + "/cgi-bin/material/upload_video", sys.argv[2]
session, token = requests.Session(), {"access_token": "T"}
whole = hashlib.sha1()
with open(path, "rb") as film:
    while block := film.read(1 << 20):
        whole.update(block)
head = {"filename": "film.mp4", "filesha": whole.hexdigest(), "filesize": os.path.getsize(path)}
vid = session.post(url, params={"action": "init_upload", **token}, json=head).json()["vid"]
with open(path, "rb") as film:
    number = 0
    while block := film.read(1 << 20):
        number += 1
        part = {"vid": vid, "part_sha": hashlib.sha1(block).hexdigest(), "part_num": number}
        answer = session.post(url, params={"action": "upload_block", **part, **token}, data=block)
        assert answer.json()["ret"] == 0
session.post(url, params={"action": "upload_finish", **token}, json={"vid": vid}).json()
session.post(url, params={"action": "save_video", **token}, json={"vid": vid, "title": "film"}).json()
"#;

const CURL: &str = r#"
sha1sum "$2" >/dev/null
block=$(mktemp)
for number in $(seq "$3"); do
    dd if="$2" of="$block" bs=1M skip=$((number - 1)) count=1 2>/dev/null
    sha=$(sha1sum "$block" | cut -c-40)
    curl -sf --data-binary @"$block" -o /dev/null \
        "$1/cgi-bin/material/upload_video?action=upload_block&vid=v&part_sha=$sha&part_num=$number&access_token=T" || exit 1
done
rm "$block"
"#;

/// One pass of SHA-1, then the file as one request.
fn floor(args: &[String]) {
    let [addr, path, ca] = args else { return };
    let mut buffer = vec![0; PIECE];
    let mut each_piece = |take: &mut dyn FnMut(&[u8])| {
        let mut file = File::open(path).expect("it is there");
        loop {
            let read = file.read(&mut buffer).expect("it can be read");
            match buffer.get(..read) {
                None | Some([]) => return file.metadata().expect("it is there").len(),
                Some(piece) => take(piece),
            }
        }
    };
    let mut hasher = Hasher::new(Algorithm::Sha1);
    let len = each_piece(&mut |piece| hasher.update(piece));
    let mut stream = connect(addr, ca);
    let head = format!("POST /{} HTTP/1.1\r\ncontent-length: {len}\r\n\r\n", hasher.finish());
    stream.write_all(head.as_bytes()).expect("the server reads");
    each_piece(&mut |piece| stream.write_all(piece).expect("the server reads"));
    assert!(stream.read(&mut [0; 1024]).expect("the connection holds") > 0, "the server answers");
}

fn connect(addr: &str, ca: &str) -> Box<dyn Stream> {
    let stream = TcpStream::connect(addr).expect("the server listens");
    if ca.is_empty() {
        return Box::new(stream);
    }
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca).expect("it is a certificate")).expect("it can be trusted");
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has them")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "127.0.0.1".try_into().expect("it is a name");
    let connection = ClientConnection::new(Arc::new(config), name).expect("the settings are good");
    Box::new(StreamOwned::new(connection, stream))
}

trait Stream: Read + Write {}

impl<S: Read + Write> Stream for S {}

/// The upload with a journal, on one thread as the command does it.
fn client(args: &[String]) {
    let [url, path, jobs, ca] = args else { return };
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("it can be built");
    let Config { appid, secret, .. } = Config::default();
    let tokens = Tokens::new(StableTokens::new(appid, secret), Memory::default());
    let mut client = Client::<Official>::builder().base_url(url).credentials(tokens);
    if !ca.is_empty() {
        client = client.ca_pem(std::fs::read(ca).expect("it is there"));
    }
    let client = client.build().expect("it can be built");
    let video = Video::new("film.mp4", Source::path(path), "film");
    let mut options = VideoOptions::default();
    options.parallel = jobs.parse().expect("a number");
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let (journal, _) = Journal::open(folder.path().join("journal")).expect("it can be made");
    let upload = async {
        let mut session = Session::new(journal);
        client.run_with(VideoUpload::new(video, options), &mut session).await
    };
    runtime.block_on(upload).expect("the upload succeeds");
}

/// A film that no disk or network can make smaller.
fn write_film(path: &Path, size: u64) {
    let mut chance = Chance::new(17);
    let block = chance.bytes(PIECE * 8);
    let mut file = File::create(path).expect("it can be made");
    file.write_all(b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41").expect("there is room");
    for _ in 0..size / MB {
        file.write_all(&block).expect("there is room");
    }
    file.set_len(size).expect("there is room");
}
