//! One upload and one download as a whole, beside curl with the same bytes.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a bench fails as tests do")]

use std::fs;
use std::process::ExitCode;

use wxkit::client::{Client, Fixed};
use wxkit::proto::Token;
use wxkit::work::media::{DownloadMedia, MediaKind};
use wxkit::work::{UploadMedia, Work};
use wxkit_tests::Chance;
use wxkit_tests::bench::{Counting, Report, is_there, least, measure, role};

const RUNS: u32 = 9;
const MB: usize = 1 << 20;

fn main() -> ExitCode {
    if let Some(code) = role(&[("upload", upload), ("download", download), ("nothing", nothing)]) {
        return code;
    }
    let mut report = Report::new("transfers");
    if !is_there("curl", &["--version"]) {
        println!("there is no curl to compare with");
        return report.end();
    }
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("it is UTF-8").to_owned();
    let server = Counting::start();
    let url = server.base_url();
    let mut tell = |name: &str, ours: &[&str], curl: &[&str]| {
        let start = least(RUNS, || measure(None, &["nothing", &url]));
        let curl_start = least(RUNS, || measure(Some("curl"), &["--version"]));
        let cost = least(RUNS, || measure(None, ours));
        let theirs = least(RUNS, || measure(Some("curl"), curl));
        println!("{name}: {cost}\n{name}, curl: {theirs}");
        report.at_most(1.05, &format!("{name}: time"), cost.wall / theirs.wall, "× curl");
        // Without the start of the process, in which curl reads more libraries.
        let ratio = (cost.cpu - start.cpu) / (theirs.cpu - curl_start.cpu);
        report.tell(&format!("{name}: CPU of the transfer"), ratio, "× curl");
        report.at_most(16.0, &format!("{name}: peak"), cost.peak, "MiB");
    };
    for size in [10, 20] {
        let file = at("report.pdf");
        fs::write(&file, Chance::new(17).bytes(size * MB)).expect("there is room");
        let form = format!("media=@{file}");
        let to = format!("{url}/cgi-bin/media/upload?access_token=T&type=file");
        tell(&format!("upload of {size} MiB"), &["upload", &url, &file], &["-sf", "-F", &form, &to]);
    }
    let len = (200 * MB).to_string();
    let from = format!("{url}/cgi-bin/media/get?access_token=T&media_id={len}");
    let (mine, other) = (at("mine.mp4"), at("other.mp4"));
    tell("download of 200 MiB", &["download", &url, &len, &mine], &["-sf", "-o", &other, &from]);
    report.end()
}

fn client(url: &str) -> Client<Work> {
    let client = Client::builder().base_url(url).credentials(Fixed(Token::new("T")));
    client.build().expect("it can be built")
}

fn upload(args: &[String]) {
    let client = client(&args[0]);
    run(async {
        let file = client.open(&args[1]).await.expect("it is there");
        client.call(UploadMedia::new(MediaKind::File, file)).await.expect("it succeeds");
    });
}

fn download(args: &[String]) {
    let media_id = args[1].as_str().into();
    let client = client(&args[0]);
    let download = client.download(DownloadMedia::new(media_id), &args[2]);
    let stored = run(download).expect("it succeeds");
    assert!(stored.file.is_some(), "it is a file");
}

/// What a program with a client costs that does nothing.
fn nothing(args: &[String]) {
    let client = client(&args[0]);
    run(async { drop(client) });
}

/// On one thread, as the command does it.
fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("it can be built").block_on(work)
}
