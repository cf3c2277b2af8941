//! How soon `wxkit preview` shows a change: from the moment at which the text is saved until the page's version is a new one.
//! The command looks at the files 2.5 times a second, so some 200 ms of it are waiting.

#![expect(clippy::expect_used, reason = "a bench fails as tests do")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use wxkit_tests::bench::Report;

const TURNS: u32 = 20;

fn main() -> ExitCode {
    let mut report = Report::new("preview");
    let build = ["build", "--quiet", "--release", "-p", "wxkit-cli"];
    assert!(Command::new(env!("CARGO")).args(build).status().expect("cargo runs").success(), "it builds");
    let program = std::env::current_exe().expect("it is running");
    let command = program.ancestors().nth(2).expect("it is in the target folder").join("wxkit");
    let part = include_str!("../articles/bench.md");
    for kb in [10, 100] {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let path = folder.path().join("article.md");
        let text = format!("---\ntitle: 春茶\n---\n\n{}", part.repeat(kb * 1000 / part.len() + 1));
        fs::write(&path, &text).expect("there is room");
        let child = Command::new(&command)
            .arg("preview")
            .arg(&path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut preview = Preview(child.expect("it starts"));
        let addr = preview.addr();
        let mut waits = Vec::new();
        for turn in 0..TURNS {
            let before = version(&addr);
            // Not in step with the command's own looks at the file.
            sleep(Duration::from_millis(u64::from(turn * 37 % 400)));
            let start = Instant::now();
            fs::write(&path, format!("{text}\n\n第 {turn} 次")).expect("there is room");
            while version(&addr) == before {
                assert!(start.elapsed() < Duration::from_secs(30), "the change is never seen");
                sleep(Duration::from_millis(2));
            }
            waits.push(start.elapsed().as_secs_f64() * 1e3);
        }
        let mean = waits.iter().sum::<f64>() / f64::from(TURNS);
        report.tell(&format!("a change of {kb} KB, on average"), mean, "ms");
        report.tell(
            &format!("a change of {kb} KB, at best"),
            waits.into_iter().fold(f64::INFINITY, f64::min),
            "ms",
        );
    }
    report.end()
}

/// Ends with its owner.
struct Preview(Child);

impl Preview {
    fn addr(&mut self) -> String {
        let mut line = String::new();
        let output = self.0.stdout.take().expect("it is piped");
        BufReader::new(output).read_line(&mut line).expect("it tells its address");
        line.trim().trim_start_matches("http://").to_owned()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn version(addr: &str) -> String {
    let mut stream = TcpStream::connect(addr).expect("it listens");
    let request = format!("GET /version HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer.rsplit("\r\n\r\n").next().unwrap_or_default().to_owned()
}
