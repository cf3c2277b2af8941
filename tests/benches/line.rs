//! A chunked upload over a distant line: how much of the line it uses, from the first request to the last answer.
//!
//! The digests come first and are no matter of the line; on a file of this size they take a twentieth of a second.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a bench fails as tests do")]

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use wxkit::client::{Client, Fixed};
use wxkit::official::upload::VideoOptions;
use wxkit::official::{Official, Video, VideoUpload};
use wxkit::proto::{Source, Token};
use wxkit_tests::Chance;
use wxkit_tests::bench::{Counting, Line, Report, measure, role};

const MIB: u64 = 1 << 20;

/// Name, line, size of the film in MiB.
const LINES: [(&str, Line, u64); 2] = [
    (
        "40 ms, 100 Mbit/s",
        Line { round_trip: Duration::from_millis(40), bits_per_second: 100e6, lost: 0 },
        128,
    ),
    // A packet in a thousand.
    (
        "200 ms, 20 Mbit/s, loss",
        Line { round_trip: Duration::from_millis(200), bits_per_second: 20e6, lost: 100 },
        64,
    ),
];

fn main() -> ExitCode {
    if let Some(code) = role(&[("client", client)]) {
        return code;
    }
    let mut report = Report::new("line");
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let path = folder.path().join("film.mp4");
    for (name, line, size) in LINES {
        write_film(&path, size);
        let server = Counting::start();
        let url = format!("http://{}", line.to(server.addr));
        let film = path.to_str().expect("it is UTF-8");
        for jobs in ["1", "4"] {
            let cost = measure(None, &["client", &url, film, jobs]);
            println!("{name}, jobs {jobs}: {cost}");
            let share = (size * MIB) as f64 * 8.0 / line.bits_per_second / cost.wall * 100.0;
            let name = format!("{name}, jobs {jobs}: share of the line");
            match jobs {
                "4" => report.at_least(95.0, &name, share, "%"),
                _ => report.tell(&name, share, "%"),
            }
        }
    }
    report.end()
}

fn client(args: &[String]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let client = Client::<Official>::builder().base_url(&args[0]).credentials(Fixed(Token::new("T")));
    let client = client.build().expect("it can be built");
    let mut options = VideoOptions::default();
    options.parallel = args[2].parse().expect("a number");
    let video = Video::new("film.mp4", Source::path(&args[1]), "film");
    let upload = client.run(VideoUpload::new(video, options));
    runtime.expect("it can be built").block_on(upload).expect("the upload succeeds");
}

fn write_film(path: &Path, size: u64) {
    let mut film = Chance::new(17).bytes(usize::try_from(size * MIB).expect("it fits"));
    film[..28].copy_from_slice(b"\0\0\0\x1cftypisom\0\0\x02\0isommp41\0\0\0\0");
    std::fs::write(path, film).expect("there is room");
}
