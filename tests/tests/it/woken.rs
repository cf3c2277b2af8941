//! Commands that wait are woken by events, and do without: the same comes of it, once.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use serde_json::{Value, json};
use wxkit_sandbox::{CALLBACK_AES_KEY, CALLBACK_TOKEN, Callback, Config, Sandbox};
use wxkit_tests::command::Desk;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x02\x08\x06\0\0\0";

/// Longer than any test.
const NEVER: &str = "3000";

struct Bench {
    desk: Desk,
    listen: String,
}

impl Bench {
    fn new(faults: &str) -> Self {
        // Free, and soon taken by the command.
        let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let callback = Some(Callback::new(format!("http://{listen}/")));
        let config = Config { callback, faults: faults.parse().unwrap(), ..Config::default() };
        let desk = Desk::new(Sandbox::new(config));
        desk.file("tea/article.md", "---\ntitle: 茶\ncover: 封面.png\n---\n一壶好茶\n".as_bytes());
        desk.file("tea/封面.png", PNG);
        Self { desk, listen }
    }

    /// Runs it with questions so far apart; gives back status, output and messages.
    fn run(&self, args: &[&str], poll: &str) -> (i32, Value, String) {
        let mut command = self.desk.wxkit(args);
        command.env("WXKIT_POLL", poll).arg("--json");
        for kind in ["", "WORK_"] {
            command.env(format!("WXKIT_{kind}CALLBACK_TOKEN"), CALLBACK_TOKEN);
            command.env(format!("WXKIT_{kind}CALLBACK_AES_KEY"), CALLBACK_AES_KEY);
        }
        let output = command.output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap_or_default(), stderr)
    }

    fn publish(&self, poll: &str) -> (i32, Value, String) {
        self.run(&["publish", "tea", "--via", "freepublish", "--yes", "--listen", &self.listen], poll)
    }

    fn count(&self, call: &str) -> u64 {
        self.desk.server.sandbox().count(call)
    }
}

/// Nobody asks a second time before the test has failed: it is the event that ends the wait. Whether it comes before the answer to the
/// submission, or twice, makes no difference.
#[test]
fn a_publication_is_woken() {
    for faults in [
        "",
        r#"{"call":"freepublish/submit","do":"slow","ms":1500}"#,
        r#"{"call":"callback/PUBLISHJOBFINISH","do":"twice"}"#,
    ] {
        let bench = Bench::new(faults);
        let (status, told, stderr) = bench.publish(NEVER);
        assert_eq!((status, &told["status"]), (0, &json!("published")), "{faults}: {stderr}");
        assert!(told["url"].as_str().unwrap().starts_with("http"), "{told}");
        assert_eq!(bench.count("freepublish/submit"), 1);
        assert_eq!(bench.desk.server.sandbox().publications().len(), 1);
    }
}

#[test]
fn a_publication_without_its_event_ends_by_asking() {
    let bench = Bench::new(r#"{"call":"callback/PUBLISHJOBFINISH","do":"drop"}"#);
    let (status, told, stderr) = bench.publish("0.01");
    assert_eq!((status, &told["status"]), (0, &json!("published")), "{stderr}");
    assert_eq!((bench.count("freepublish/submit"), bench.desk.server.sandbox().publications().len()), (1, 1));
}

#[test]
fn a_publication_that_failed_is_told_as_without_an_event() {
    let faults = r#"{"call":"freepublish/submit","do":"review_failed","status":4}"#;
    let failed = |bench: &Bench, poll: &str| {
        let (status, _, stderr) = bench.publish(poll);
        let last = stderr.lines().rfind(|line| line.contains("error")).unwrap_or(&stderr);
        (status, last.to_owned(), bench.count("freepublish/submit"))
    };
    let woken = failed(&Bench::new(faults), NEVER);
    let asked = failed(
        &Bench::new(&format!("{faults}\n{}", r#"{"call":"callback/PUBLISHJOBFINISH","do":"drop"}"#)),
        "0.01",
    );
    assert_eq!(woken, asked);
    assert_ne!(woken.0, 0);
}

#[test]
fn a_mass_message_says_why_it_failed() {
    let faults = r#"{"call":"mass/sendall","do":"review_failed"}
{"call":"callback/MASSSENDJOBFINISH","do":"slow","ms":3000}"#;
    let bench = Bench::new(faults);
    let (_, sent, stderr) =
        bench.run(&["official", "mass", "send", "--yes", "--all", "--text", "春茶到了"], "1");
    let id = sent["msg_id"].to_string().replace('"', "");
    let (status, told, heard) =
        bench.run(&["official", "mass", "status", &id, "--listen", &bench.listen], NEVER);
    assert_eq!((status, &told["msg_status"]), (0, &json!("SEND_FAIL")), "{stderr}{heard}");
    assert_eq!(told["event"]["Status"], "err(20013)");
    assert!(heard.contains("err(20013): "), "{heard}");
    let (_, told, _) = bench.run(&["official", "mass", "status", &id, "--wait", "60"], NEVER);
    assert_eq!((&told["msg_status"], told.get("event")), (&json!("SEND_FAIL"), None));
}

#[test]
fn a_job_of_work_is_woken() {
    let bench = Bench::new("");
    let content = b"a file of more than five bytes".as_slice();
    let path = bench.desk.file("tea.zip", content);
    let files = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/tea.zip", files.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in files.incoming() {
            let mut stream = stream.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                head.push(byte[0]);
            }
            // All of it is in the first range, whatever that is.
            let (last, len) = (content.len() - 1, content.len());
            let answer = format!(
                "HTTP/1.1 206 Partial Content\r\nConnection: close\r\nContent-Range: bytes 0-{last}/{len}\r\n\
                 Content-Length: {len}\r\n\r\n"
            );
            stream.write_all(answer.as_bytes()).unwrap();
            stream.write_all(content).unwrap();
        }
    });
    let file = path.to_str().unwrap();
    let (status, told, stderr) =
        bench.run(&["work", "media", "by-url", &url, "--file", file, "--listen", &bench.listen], NEVER);
    assert_eq!((status, told["media_id"].is_string()), (0, true), "{stderr}");
    assert_eq!(bench.count("media/upload_by_url"), 1);
}

#[test]
fn where_there_is_nothing_to_hear() {
    let bench = Bench::new("");
    let check = |args: &[&str], expected: &str| {
        let (status, _, stderr) = bench.run(args, "1");
        assert!(status == 2 && stderr.contains(expected), "{args:?}: {stderr}");
    };
    let listen = &*bench.listen;
    check(&["publish", "tea", "--yes", "--listen", listen], "--listen has nothing to hear");
    check(
        &["publish", "tea", "--via", "freepublish", "--no-wait", "--listen", listen],
        "--listen has nothing to hear",
    );
    check(
        &["publish", "tea", "--via", "freepublish", "--sandbox", "--listen", listen],
        "a sandbox inside this process",
    );
    check(&["official", "mass", "status", "3", "--listen", "nowhere"], "nowhere");
    // The address is taken: it is found out before the first upload.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let publish = ["publish", "tea", "--via", "freepublish", "--yes", "--listen", &address];
    let (status, _, stderr) = bench.run(&publish, NEVER);
    assert_eq!((status, bench.count("material/add_material")), (1, 0), "{stderr}");
    let mut command = bench.desk.wxkit(&["official", "mass", "status", "3", "--listen", listen]);
    let output = command.output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("WXKIT_CALLBACK_TOKEN is not set"));
    assert_eq!(bench.count("message/mass/get"), 0, "nothing is asked before");
}
