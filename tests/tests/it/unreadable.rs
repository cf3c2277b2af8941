//! Answers that nobody can read, to calls that may not be repeated: one request, exit status 6, and how to find out.

mod pay;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

use wxkit_sandbox::Sandbox;
use wxkit_tests::command::{Desk, run};

const ARTICLE: &str = r#"{"title":"t","content":"c","thumb_media_id":"T"}"#;

/// A command, the path that it calls in the end, and a part of what it says about how to go on.
const COMMANDS: &[(&[&str], &str, &str)] = &[
    (&["official", "draft", "add", "--data", ARTICLE], "/cgi-bin/draft/add", "official draft list"),
    (&["official", "draft", "switch", "--on"], "/cgi-bin/draft/switch", "official draft switch"),
    (&["official", "freepublish", "submit", "D", "--yes"], "/cgi-bin/freepublish/submit", "freepublish list"),
    (&["official", "article", "submit", "N", "--yes"], "/cgi-bin/publish/submit", "article query N"),
    (
        &["official", "mass", "send", "--yes", "--all", "--text", "hi"],
        "/cgi-bin/message/mass/sendall",
        "run the same command again",
    ),
    (
        &["official", "mass", "send", "--yes", "--openid", "o1", "--openid", "o2", "--text", "hi"],
        "/cgi-bin/message/mass/send",
        "run the same command again",
    ),
    (
        &["official", "mass", "preview", "--to", "tea", "--text", "hi"],
        "/cgi-bin/message/mass/preview",
        "whether the preview came",
    ),
    (
        &["official", "message", "send", "--to", "o1", "--text", "hi"],
        "/cgi-bin/message/custom/send",
        "ask the person",
    ),
    (&["official", "comments", "reply", "1", "2", "hi"], "/cgi-bin/comment/reply/add", "88005"),
    (&["official", "clear-quota", "--all", "--yes"], "/cgi-bin/clear_quota", "official quota PATH"),
    (
        &["official", "material", "add", "--type", "image", "a.jpg"],
        "/cgi-bin/material/add_material",
        "material list",
    ),
    (&["call", "official", "POST", "cgi-bin/menu/create", "--data", "{}"], "/cgi-bin/menu/create", "console"),
    (&["work", "send", "--to", "a", "--text", "hi"], "/cgi-bin/message/send", "ask one of those"),
    (&["work", "appchat", "C", "--text", "hi"], "/cgi-bin/appchat/send", "look into the chat"),
    (&["work", "robot", "text", "hi"], "/cgi-bin/webhook/send", "look into the chat"),
    (&["work", "robot", "file", "a.jpg"], "/cgi-bin/webhook/upload_media", "can be done again"),
    (
        &[
            "call",
            "work",
            "POST",
            "cgi-bin/webhook/send",
            "--data",
            r#"{"msgtype":"text","text":{"content":"a"}}"#,
        ],
        "/cgi-bin/webhook/send",
        "look into the chat",
    ),
    (&["call", "work", "POST", "cgi-bin/tag/create", "--data", "{}"], "/cgi-bin/tag/create", "console"),
];

/// What comes in place of an answer.
fn answers() -> Vec<(&'static str, Vec<u8>)> {
    let whole = |kind: &str, body: &[u8]| {
        let head = format!("HTTP/1.1 200 OK\r\n{kind}Content-Length: {}\r\n\r\n", body.len());
        [head.as_bytes(), body].concat()
    };
    let json = |body: &str| whole("Content-Type: application/json\r\n", body.as_bytes());
    // `{"errcode":0}` as gzip packs it.
    let packed = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff\xabVJ-*J\xceOIU\xb22\xa8\x05\0\xeaV1\x98\r\0\0\0";
    vec![
        ("nothing", json("")),
        ("half of it", json(r#"{"errcode":0,"errm"#)),
        ("a body that breaks off", b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"errcode\":0,".to_vec()),
        ("what is packed", whole("Content-Encoding: gzip\r\n", packed)),
        ("no JSON", whole("Content-Type: text/plain\r\n", b"success")),
        ("a number that is none", json(r#"{"errcode":1E+400,"errmsg":"ok"}"#)),
        (
            "wrong kinds",
            json(r#"{"errcode":[],"errmsg":{},"media_id":7,"msg_id":"x","publish_id":{},"url":1}"#),
        ),
        ("a list", json("[]")),
        ("null", json("null")),
        ("a page", whole("Content-Type: text/html\r\n", b"<html><body>hello</body></html>")),
        ("a page of a gateway", b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>".to_vec()),
    ]
}

/// A platform that hands out tokens, and answers everything else with these bytes.
struct Mute {
    url: String,
    seen: Arc<Mutex<Vec<String>>>,
    answer: Arc<Mutex<Vec<u8>>>,
}

impl Mute {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (seen, answer) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<Mutex<Vec<u8>>>::default());
        let mute = Self { url, seen: Arc::clone(&seen), answer: Arc::clone(&answer) };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                std::thread::spawn(move || talk(stream, &seen, &answer));
            }
        });
        mute
    }
}

/// One request and its answer; then the connection is closed.
fn talk(mut stream: TcpStream, seen: &Mutex<Vec<String>>, answer: &Mutex<Vec<u8>>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let (mut first, mut len) = (String::new(), 0);
    reader.read_line(&mut first).ok()?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            len = value.trim().parse().ok()?;
        }
    }
    reader.take(len).read_to_end(&mut Vec::new()).ok()?;
    let path = first.split(' ').nth(1)?.split('?').next()?.to_owned();
    let token = br#"{"errcode":0,"access_token":"T0KEN","expires_in":7200}"#;
    let bytes = if path.ends_with("token") {
        [format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", token.len()).as_bytes(), token].concat()
    } else {
        seen.lock().unwrap_or_else(PoisonError::into_inner).push(path);
        answer.lock().unwrap_or_else(PoisonError::into_inner).clone()
    };
    stream.write_all(&bytes).ok()
}

#[test]
fn the_outcome_is_unknown_and_nothing_is_sent_twice() {
    let (first, second) = COMMANDS.split_at(COMMANDS.len() / 2);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let halves =
            [first, second].map(|half| scope.spawn(|| half.iter().flat_map(attempt).collect::<Vec<_>>()));
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn attempt((command, path, hint): &(&[&str], &str, &str)) -> Vec<String> {
    let (mute, desk) = (Mute::start(), Desk::new(Sandbox::default()));
    desk.file("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF~~");
    let mut wrong = Vec::new();
    for (name, bytes) in answers() {
        // A message with a name is sent once, however often it is asked for; of the others nothing is asked for twice, but
        // for what may be doubled after a page.
        let has_name = *hint == "run the same command again";
        let may_double = ["can be done again", "official draft list", "material list"].contains(hint);
        let is_slow = has_name && !matches!(name, "nothing" | "wrong kinds" | "a list");
        if is_slow || may_double && name.starts_with("a page") {
            continue;
        }
        mute.seen.lock().unwrap().clear();
        *mute.answer.lock().unwrap() = bytes;
        let (status, stdout, stderr) = run(desk.wxkit(command).env("WXKIT_BASE_URL", &mute.url));
        let sent = mute.seen.lock().unwrap().iter().filter(|seen| seen == path).count();
        if status != 6 || (sent != 1 && !has_name) || !stderr.contains(hint) || !stdout.is_empty() {
            wrong.push(format!("{command:?} {name}: exit {status}, sent {sent}: {stdout}{stderr}"));
        }
    }
    wrong
}
