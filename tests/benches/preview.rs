//! How soon `wxkit preview` shows a change: from the moment at which the text is saved until the page's version is a new one.
//! The command looks at the files 2.5 times a second, so some 200 ms of it are waiting.

#![expect(clippy::expect_used, reason = "a bench fails as tests do")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use wxkit_tests::bench::{Report, article_of, built};
use wxkit_tests::send;

const TURNS: u32 = 20;

fn main() -> ExitCode {
    let mut report = Report::new("preview");
    let command = built("release");
    for kb in [10, 100] {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let path = folder.path().join("article.md");
        let text = article_of(kb);
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
    let (status, version) = send(addr, "GET /version", b"");
    assert_eq!(status, 200, "it answers");
    version
}
