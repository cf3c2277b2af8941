//! `wxkit listen` as a process: what it prints and answers, and what it does with whatever else comes.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;
use wxkit::callback::{EncodingKey, Fields, Form, Mode, Push, Receiver};
use wxkit::proto::{Env, Secret, Timestamp};
use wxkit_tests::command::wxkit;
use wxkit_tests::{send, spellings};

const TOKEN: &str = "wxkitToken";
const KEY: &str = "Wxkit0Sample0Key0For0Tests0Only0abcdefghijk";
const WORK_KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

/// A process that listens.
pub(crate) struct Ear {
    process: Child,
    stdout: BufReader<ChildStdout>,
    addr: String,
}

impl Ear {
    pub(crate) fn open(args: &[&str], env: &[(&str, &str)]) -> Self {
        let mut command = Command::new(wxkit());
        command.env_clear().env("HOME", "/nowhere").arg("listen").args(args);
        if !args.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.envs(env.iter().copied()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut line = Vec::new();
        let stderr = process.stderr.as_mut().unwrap();
        let mut byte = [0];
        while stderr.read(&mut byte).unwrap() == 1 && byte != *b"\n" {
            line.push(byte[0]);
        }
        let line = String::from_utf8(line).unwrap();
        let addr = line.strip_prefix("listening on http://").unwrap_or_else(|| panic!("{line}")).to_owned();
        let stdout = BufReader::new(process.stdout.take().unwrap());
        Self { process, stdout, addr }
    }

    /// Sends a request and reads the whole answer: its status and its body; 0 if there is none.
    pub(crate) fn send(&self, head: &str, body: &[u8]) -> (u16, String) {
        send(&self.addr, head, body)
    }

    pub(crate) fn push(&self, push: &Push) -> (u16, String) {
        self.send(&format!("POST /?{}", push.query), push.body.as_bytes())
    }

    /// The next lines that it prints.
    fn lines(&mut self, count: usize) -> Vec<Value> {
        self.stdout
            .by_ref()
            .lines()
            .take(count)
            .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
            .collect()
    }

    /// What it has printed since, and what it has told, when it has ended.
    pub(crate) fn end(mut self) -> (Vec<Value>, String) {
        assert!(self.process.wait().unwrap().success());
        let lines = self.lines(usize::MAX);
        let mut stderr = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        (lines, stderr)
    }
}

impl Ear {
    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// The lines that it has printed as a whole before it ended, in whatever way.
    pub(crate) fn last_words(mut self) -> Vec<Value> {
        self.process.wait().unwrap();
        let mut text = String::new();
        self.stdout.read_to_string(&mut text).unwrap();
        text.split_inclusive('\n').filter_map(|line| serde_json::from_str(line).ok()).collect()
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        let _ = self.process.kill();
    }
}

fn clear() -> Receiver {
    Receiver::official(Secret::new(TOKEN), "wx0123456789abcdef")
}

pub(crate) fn safe() -> Receiver {
    clear().with_key(EncodingKey::new(KEY).unwrap())
}

fn work() -> Receiver {
    Receiver::work(Secret::new("workToken"), EncodingKey::new(WORK_KEY).unwrap(), "ww0123456789abcdef")
}

pub(crate) const OFFICIAL: &[(&str, &str)] = &[
    ("WXKIT_CALLBACK_TOKEN", TOKEN),
    ("WXKIT_CALLBACK_AES_KEY", KEY),
    ("WXKIT_APPID", "wx0123456789abcdef"),
];

const WORK: &[(&str, &str)] = &[
    ("WXKIT_WORK_CALLBACK_TOKEN", "workToken"),
    ("WXKIT_WORK_CALLBACK_AES_KEY", WORK_KEY),
    ("WXKIT_CORPID", "ww0123456789abcdef"),
];

pub(crate) fn env(seed: u8) -> Env {
    Env::new(Timestamp::from_secs(1_790_000_000), [seed; 32])
}

pub(crate) fn event(name: &str) -> Fields {
    Fields::default()
        .with("ToUserName", "gh_00wxkit00")
        .with("FromUserName", "oUser0000000000000000000001")
        .with("CreateTime", 1_790_000_100)
        .with("MsgType", "event")
        .with("Event", name)
}

#[test]
fn both_platforms_at_one_address() {
    let ear = Ear::open(&["--once", "upload_media_job_finish"], &[OFFICIAL, WORK].concat());
    let query = safe().imitate_check("4931279312739127", &env(0));
    assert_eq!(ear.send(&format!("GET /?{query}"), b""), (200, "4931279312739127".into()));
    let query = work().imitate_check("hello", &env(0));
    assert_eq!(ear.send(&format!("GET /callback?{query}"), b""), (200, "hello".into()));
    let mass = event("MASSSENDJOBFINISH").with("MsgID", 3).with("Status", "err(20013)");
    for (seed, mode) in [(1, Mode::Safe), (2, Mode::Safe), (3, Mode::Compatible)] {
        assert_eq!(ear.push(&safe().imitate(&mass, Form::Xml, mode, &env(seed))), (200, "success".into()));
    }
    // Two events of one person in one second are two.
    for key in ["a", "b"] {
        ear.push(&safe().imitate(&event("CLICK").with("EventKey", key), Form::Xml, Mode::Safe, &env(4)));
    }
    let job = event("upload_media_job_finish").with("JobId", "jobid_wxkit_0001");
    assert_eq!(ear.push(&work().imitate(&job, Form::Xml, Mode::Safe, &env(5))), (200, String::new()));
    let (lines, _) = ear.end();
    let told: Vec<_> = lines
        .iter()
        .map(|line| (line["source"].as_str().unwrap(), line["event"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("official", "MASSSENDJOBFINISH"),
            ("official", "CLICK"),
            ("official", "CLICK"),
            ("work", "upload_media_job_finish")
        ]
    );
    assert_eq!((&lines[0]["at"], &lines[0]["data"]["Status"]), (&1_790_000_100.into(), &"err(20013)".into()));
    assert_eq!(lines[3]["data"]["JobId"], "jobid_wxkit_0001");
}

#[test]
fn clear_mode_needs_a_token_alone() {
    let ear = Ear::open(&["--once", "IMAGE"], &[("WXKIT_CALLBACK_TOKEN", TOKEN)]);
    let message = Fields::default()
        .with("MsgType", "image")
        .with("FromUserName", "o1")
        .with("MediaId", "M")
        .with("MsgId", 1);
    assert_eq!(
        ear.push(&clear().imitate(&message, Form::Json, Mode::Clear, &env(1))),
        (200, "success".into())
    );
    let (lines, _) = ear.end();
    assert_eq!((lines[0]["event"].as_str(), &lines[0]["data"]["MediaId"]), (Some("image"), &"M".into()));
}

/// A running `wxkit sandbox`, and what it told.
struct Platform {
    process: Child,
    told: Value,
}

impl Platform {
    fn new(args: &[&str], faults: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("faults.jsonl");
        std::fs::write(&script, faults).unwrap();
        let mut command = Command::new(wxkit());
        command.env_clear().args(["sandbox", "--json", "--faults"]).arg(&script).args(args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { told: serde_json::from_str(&line).unwrap(), process }
    }

    fn text(&self, key: &str) -> String {
        self.told[key].as_str().unwrap().to_owned()
    }

    /// Plays a part.
    fn play(&self, part: &str, body: &str) -> Value {
        let addr = self.text("base_url").replace("http://", "");
        let (_, answer) = send(&addr, &format!("POST /sandbox/{part}"), body.as_bytes());
        serde_json::from_str(&answer).unwrap()
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Where nobody has listened yet.
fn free() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[test]
fn what_the_sandbox_sends_is_heard_in_every_mode() {
    std::thread::scope(|scope| {
        for mode in ["clear", "compatible", "safe"] {
            for form in ["xml", "json"] {
                scope.spawn(move || hear(mode, form));
            }
        }
    });
}

fn hear(mode: &str, form: &str) {
    let listen = free();
    let url = format!("http://{listen}/callback?channel=1");
    let twice = r#"{"call":"callback/message","nth":1,"do":"twice"}"#;
    let platform = Platform::new(
        &["--callback", &url, "--notify", &url, "--callback-mode", mode, "--callback-form", form],
        twice,
    );
    let (token, key) = (platform.text("callback_token"), platform.text("callback_aes_key"));
    let (appid, corpid) = (platform.text("appid"), platform.text("corpid"));
    let merchant = ["mchid", "mch_serial", "apiv3_key", "base_url"].map(|key| platform.text(key));
    let key_file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(key_file.path(), wxkit_sandbox::pay::MERCHANT_KEY).unwrap();
    let mut env = vec![
        ("WXKIT_CALLBACK_TOKEN", token.as_str()),
        ("WXKIT_APPID", &appid),
        ("WXKIT_WORK_CALLBACK_TOKEN", &token),
        ("WXKIT_WORK_CALLBACK_AES_KEY", &key),
        ("WXKIT_CORPID", &corpid),
        ("WXKIT_MCHID", &merchant[0]),
        ("WXKIT_MCH_SERIAL", &merchant[1]),
        ("WXKIT_APIV3_KEY", &merchant[2]),
        ("WXKIT_BASE_URL", &merchant[3]),
        ("WXKIT_MCH_KEY", key_file.path().to_str().unwrap()),
    ];
    if mode != "clear" {
        env.push(("WXKIT_CALLBACK_AES_KEY", &key));
    }
    let mut ear = Ear::open(&["--listen", &listen, "--once", "unsubscribe"], &env);
    let heard = |event: &str, told: &Value| {
        assert_eq!(told["errcode"], 0, "{event}: {told}");
    };
    let picture = platform.play("image?from=oPerson1", "\u{89}PNG");
    heard("image", &picture);
    let voice = platform.play("voice?at=work&from=lisi", "#!AMR\n");
    heard("voice", &voice);
    heard(
        "pay",
        &platform.play("pay?event=TRANSACTION.SUCCESS", r#"{"out_trade_no":"1217752501201407033233368018"}"#),
    );
    assert_eq!(platform.play("dance", "")["errcode"], -1);
    let mut lines = ear.lines(3);
    heard("unsubscribe", &platform.play("unsubscribe", ""));
    let (rest, stderr) = ear.end();
    lines.extend(rest);
    let line = |event: &str| {
        let mut found = lines.iter().filter(|line| line["event"] == event);
        let first = found.next().unwrap_or_else(|| panic!("{event} in {lines:?} {stderr}"));
        assert!(found.next().is_none(), "{event} twice");
        first
    };
    assert_eq!(
        (&line("image")["source"], &line("image")["data"]["MediaId"]),
        (&"official".into(), &picture["media_id"])
    );
    assert_eq!(
        (&line("voice")["source"], &line("voice")["data"]["FromUserName"]),
        (&"work".into(), &"lisi".into())
    );
    let paid = line("TRANSACTION.SUCCESS");
    assert_eq!(
        (&paid["source"], &paid["data"]["out_trade_no"]),
        (&"pay".into(), &"1217752501201407033233368018".into())
    );
    assert_eq!(lines.len(), 4, "{lines:?}");
}

/// None of it is printed, none of it ends the process, and no word of it is told.
#[test]
fn bad_input() {
    let ear = Ear::open(&["--once", "subscribe"], &[OFFICIAL, WORK].concat());
    let good =
        safe().imitate(&event("CLICK").with("EventKey", "verysecretword"), Form::Xml, Mode::Safe, &env(1));
    let other_token = Receiver::official(Secret::new("other"), "wx0123456789abcdef")
        .with_key(EncodingKey::new(KEY).unwrap());
    let other_id =
        Receiver::official(Secret::new(TOKEN), "wxffffffffffffffff").with_key(EncodingKey::new(KEY).unwrap());
    let other_key = clear().with_key(EncodingKey::new(WORK_KEY).unwrap());
    let secret = event("CLICK").with("EventKey", "verysecretword");
    for (receiver, mode) in
        [(other_token, Mode::Safe), (other_id, Mode::Safe), (other_key, Mode::Safe), (clear(), Mode::Clear)]
    {
        let (status, body) = ear.push(&receiver.imitate(&secret, Form::Xml, mode, &env(1)));
        assert_eq!((status, body.as_str()), (403, "forbidden"));
    }
    let post = |query: &str, body: &str| ear.send(&format!("POST /?{query}"), body.as_bytes()).0;
    assert_eq!(post(&good.query, &format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{}", good.body)), 400);
    assert_eq!(post(&good.query, &good.body.replace("</xml>", "<Encrypt>a</Encrypt></xml>")), 400);
    assert_eq!(post(&format!("{}&nonce=1", good.query), &good.body), 400);
    assert_eq!(post("", "{}"), 403);
    assert!([413, 0].contains(&post(&good.query, &"x".repeat(10 * 1024 * 1024))));
    assert_eq!(ear.send("PUT /", b"").0, 400);
    assert_eq!(ear.send("GET /", b"").0, 400);
    ear.push(&safe().imitate(&event("subscribe"), Form::Xml, Mode::Safe, &env(1)));
    let (lines, stderr) = ear.end();
    assert_eq!(lines.len(), 1);
    assert!(
        stderr.contains("the signature does not hold") && stderr.contains("meant for another receiver"),
        "{stderr}"
    );
    for secret in [TOKEN, KEY, WORK_KEY, "workToken", "verysecretword", "wxffffffffffffffff"] {
        assert!(spellings(secret).iter().all(|spelling| !stderr.contains(spelling)), "{secret}: {stderr}");
    }
}

/// Whoever reads the lines may be slow; the platform is answered in time.
#[test]
fn nobody_reads_the_lines() {
    let ear = Ear::open(&[], OFFICIAL);
    let long = "茶".repeat(10_000);
    for n in 0..4 {
        let event = event("CLICK").with("EventKey", format!("{n}{long}"));
        let push = safe().imitate(&event, Form::Xml, Mode::Safe, &env(n));
        assert_eq!(ear.push(&push), (200, "success".into()), "{n}");
    }
}

#[test]
fn half_of_the_settings() {
    let check = |env: &[(&str, &str)], expected: &str| {
        let mut command = Command::new(wxkit());
        let output = command
            .env_clear()
            .env("HOME", "/nowhere")
            .arg("listen")
            .envs(env.iter().copied())
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr.contains(expected) && !stderr.contains("abc"), "{stderr}");
    };
    check(&[], "there is nothing to listen for");
    check(&OFFICIAL[1..], "WXKIT_CALLBACK_AES_KEY is set and WXKIT_CALLBACK_TOKEN is not");
    check(&OFFICIAL[..2], "WXKIT_APPID is not set");
    check(&WORK[..1], "are both needed");
    check(&WORK[..2], "WXKIT_CORPID is not set");
    check(
        &[OFFICIAL[0], ("WXKIT_CALLBACK_AES_KEY", "abc"), OFFICIAL[2]],
        "the EncodingAESKey has 3 characters",
    );
}
