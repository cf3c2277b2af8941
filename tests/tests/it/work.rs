//! WeChat Work over real sockets: a large file in and out, files sent twice, and bad input.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use expect_test::{Expect, expect};
use wxkit::client::{Client, Journal, Session, Tokens};
use wxkit::proto::digest::{Algorithm, DigestPlan, hex_digest};
use wxkit::proto::download::{Download, DownloadRecord, Place};
use wxkit::proto::journal::read_journal;
use wxkit::proto::{Kind, Patience};
use wxkit::token::store::Memory;
use wxkit::work::job::FetchFromUrl;
use wxkit::work::media::{DownloadMedia, UrlKind};
use wxkit::work::{AppTokens, UploadByUrl, Work};
use wxkit_sandbox::{Sandbox, Server};
use wxkit_tests::command::Desk;

const MB: usize = 1 << 20;

/// Bytes of which no two stretches are alike.
fn content(len: usize) -> Vec<u8> {
    let words = (0..len.div_ceil(8) as u64).flat_map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
    words.take(len).collect()
}

/// A server of files that knows `Range`, as object storages do; gives back its address.
fn storage(file: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/茶.bin", listener.local_addr().unwrap()).replace('茶', "%E8%8C%B6");
    let file = Arc::new(file);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let file = Arc::clone(&file);
            std::thread::spawn(move || serve(stream, &file));
        }
    });
    url
}

fn serve(mut stream: TcpStream, file: &[u8]) {
    let mut range = None;
    for line in BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok) {
        if line.is_empty() {
            break;
        }
        if let Some(text) = line.to_ascii_lowercase().strip_prefix("range: bytes=") {
            let (start, end) = text.split_once('-').unwrap();
            let end = end.parse().unwrap_or(usize::MAX).min(file.len() - 1);
            range = Some(start.parse::<usize>().unwrap()..end + 1);
        }
    }
    let Some(range) = range else { return };
    let (start, end, len) = (range.start, range.end - 1, file.len());
    let head = format!(
        "HTTP/1.1 206 Partial Content\r\ncontent-range: bytes {start}-{end}/{len}\r\ncontent-length: {}\r\n\r\n",
        range.len()
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&file[range]));
}

fn client(server: &Server) -> Client<Work> {
    let app = {
        let work = server.sandbox().config().work.clone();
        AppTokens::new(work.corpid.clone(), work.apps[0].secret.clone())
    };
    let tokens = Tokens::new(app, Memory::default());
    Client::builder().base_url(server.base_url()).credentials(tokens).build().unwrap()
}

fn server(faults: &str) -> Server {
    let mut sandbox = Sandbox::default();
    sandbox.config_mut().faults = faults.parse().unwrap();
    Server::on_thread("127.0.0.1:0", sandbox).unwrap()
}

#[tokio::test]
async fn a_file_of_100_mb_comes_in_by_its_address_and_goes_out_in_pieces() {
    let file = content(100 * MB + 5);
    let md5 = hex_digest(Algorithm::Md5, &file);
    // A piece breaks off, a token dies and the platform is busy; then it says no, with 200 in the middle of the pieces.
    let server = server(
        r#"
        {"call":"media/get","nth":3,"do":"cut"}
        {"call":"media/get","nth":4,"do":"expired"}
        {"call":"media/get","nth":6,"do":"busy"}
        {"call":"media/get","nth":8,"do":"refuse","errcode":48002,"errmsg":"api forbidden"}
        "#,
    );
    let work = client(&server);
    let ask = UploadByUrl::new(UrlKind::File, "茶.bin", storage(file.clone()), md5.clone());
    let patience = Patience::new(Duration::from_millis(20), Patience::default().limit);
    let fetched = work.run(FetchFromUrl::new(ask, patience)).await.unwrap();

    let folder = tempfile::tempdir().unwrap();
    let (place, journal) = (folder.path().join("茶.bin"), folder.path().join("journal"));
    let plan = DigestPlan { whole: Algorithm::Md5, blocks: None };
    let download = |text: &str| {
        let records: Vec<DownloadRecord> = read_journal(text).unwrap();
        let call = DownloadMedia::new(fetched.media_id.clone().into());
        Download::new(call, Place::File(place.clone()), &records).expecting(plan.clone(), md5.clone())
    };
    // A first run that a refusal ends in the middle.
    let (held, text) = Journal::open(&journal).unwrap();
    let error = work.run_with(download(&text), &mut Session::new(held)).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Permission, "{error}");
    assert!(!place.exists());
    let part = std::fs::metadata(folder.path().join("茶.bin.part")).unwrap().len() as usize;
    assert!((20 * MB..100 * MB).contains(&part), "{part}");
    // A second one that goes on where it was cut.
    let before = server.sandbox().count("media/get");
    let (held, text) = Journal::open(&journal).unwrap();
    let stored = work.run_with(download(&text), &mut Session::new(held)).await.unwrap().file.unwrap();
    assert_eq!((stored.len as usize, stored.name.as_deref()), (file.len(), Some("茶.bin")));
    assert_eq!(hex_digest(Algorithm::Md5, &std::fs::read(&place).unwrap()), md5);
    let pieces = (server.sandbox().count("media/get") - before) as usize;
    assert_eq!(pieces, (file.len() - part).div_ceil(20 * MB), "nothing that was there came again");
}

#[tokio::test]
async fn a_job_tells_why_it_failed() {
    let server = server("");
    let work = client(&server);
    let patience = Patience::new(Duration::from_millis(5), Patience::default().limit);
    let run = async |url: String, md5: &str| {
        let ask = UploadByUrl::new(UrlKind::File, "a.bin", url, md5);
        work.run(FetchFromUrl::new(ask, patience)).await.unwrap_err().code()
    };
    let md5 = hex_digest(Algorithm::Md5, b"mytext");
    assert_eq!(run(storage(b"mytexts".to_vec()), &md5).await, Some(301_019));
    assert_eq!(run("http://203.0.113.7/a".into(), &md5).await, Some(830_001), "nobody else is asked");
    assert_eq!(run(storage(b"text".to_vec()), &md5).await, Some(45001));
}

#[test]
fn a_file_is_uploaded_once_and_sent_twice() {
    let desk = Desk::new(Sandbox::default());
    desk.file("报告 1.txt", b"mytext");
    let send = |user: &str| desk.json(&["work", "send", "--to", user, "--file", "报告 1.txt"]);
    let (first, second) = (send("zhangsan"), send("nobody|lisi"));
    assert_eq!((&first["reused"], &second["reused"]), (&false.into(), &true.into()));
    assert_eq!((&first["media_id"], &second["invaliduser"]), (&second["media_id"], &"nobody".into()));
    let sandbox = desk.server.sandbox();
    assert_eq!((sandbox.corp_media().len(), sandbox.corp_messages().len()), (1, 2));
    assert_eq!(sandbox.corp_media()[0].name, "报告 1.txt");
    assert_eq!(sandbox.corp_messages()[1].users, ["lisi"]);
}

#[test]
fn an_upload_is_kept_although_the_message_failed() {
    let desk = Desk::new(Sandbox::default());
    desk.file("a.txt", b"mytext");
    desk.server.sandbox().config_mut().faults =
        r#"{"call":"message/send","nth":1,"do":"lost"}"#.parse().unwrap();
    let (status, _, stderr) = desk.run(&["work", "send", "--to", "a", "--file", "a.txt"]);
    assert_eq!(status, 6, "{stderr}");
    assert_eq!(desk.json(&["work", "send", "--to", "a", "--file", "a.txt"])["reused"], true);
}

#[test]
fn ignored_fields_are_warnings() {
    let desk = Desk::new(Sandbox::default());
    let body = r#"{"touser":"a","agentid":1000002,"msgtype":"text","text":{"content":"hi"},"safe":"1"}"#;
    let (status, stdout, stderr) =
        desk.run(&["call", "work", "POST", "cgi-bin/message/send", "--data", body]);
    assert!(status == 0 && stdout.contains("wrong json format"), "{stderr}");
    assert!(
        stderr.contains("warning: WeChat accepted the call and ignored fields of a wrong type"),
        "{stderr}"
    );
}

#[test]
fn many_runs_send_at_once() {
    let desk = Desk::new(Sandbox::default());
    desk.file("a.txt", b"mytext");
    let runs: Vec<_> =
        (0..6).map(|n| desk.start(&["work", "send", "--to", &format!("u{n}"), "--file", "a.txt"])).collect();
    for mut run in runs {
        let mut stderr = String::new();
        run.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert!(run.wait().unwrap().success(), "{stderr}");
    }
    assert_eq!(desk.server.sandbox().corp_messages().len(), 6);
    assert_eq!(desk.json(&["work", "send", "--to", "a", "--file", "a.txt"])["reused"], true);
}

/// Exit status 2, and nothing was sent: not even a token was fetched.
fn refused(desk: &Desk, args: &[&str], expected: &Expect) {
    let (status, stdout, stderr) = desk.run(&[args, &["--json"]].concat());
    let error: serde_json::Value =
        serde_json::from_str(&stderr).unwrap_or_else(|_| panic!("no JSON: {stderr}"));
    let message = error["error"]["message"].as_str().unwrap();
    assert_eq!(
        (status, error["error"]["kind"].as_str(), stdout.as_str()),
        (2, Some("input"), ""),
        "{message}"
    );
    assert!(desk.server.sandbox().calls().is_empty(), "something was sent");
    expected.assert_eq(message);
}

#[test]
fn bad_input_sends_nothing() {
    let desk = Desk::new(Sandbox::default());
    desk.file("five.txt", b"12345");
    desk.file("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF");
    desk.file("a.gif", b"GIF89a....");
    desk.file("long.amr", &[&b"#!AMR\n"[..], &[&[0x3c][..], &[0; 31]].concat().repeat(3001)].concat());
    desk.file("large.bin", &vec![0; 20 * MB + 1]);
    desk.file("large.jpg", &[&b"\xff\xd8\xff\xe0"[..], &vec![0; 2 * MB]].concat());
    let upload = |kind, file, expected: &Expect| {
        refused(&desk, &["work", "media", "upload", "--type", kind, file], expected)
    };
    upload(
        "file",
        "five.txt",
        &expect!["five.txt has 5 bytes; every file must have more than 5 (as documented)"],
    );
    upload("file", "none.txt", &expect!["none.txt: there is no such file or folder"]);
    upload(
        "file",
        "large.bin",
        &expect![
            "large.bin has 20971521 bytes; a file may have at most 20971520 (20 MB today, 10 MB in the older text)"
        ],
    );
    upload(
        "image",
        "a.gif",
        &expect![
            "a.gif: the content is GIF; an image must be JPEG, PNG (10 MB today, 1 MB in the older text)"
        ],
    );
    upload("video", "a.jpg", &expect!["a.jpg: the content is JPEG; a video must be MP4 (as documented)"]);
    upload("voice", "a.jpg", &expect!["a.jpg: the content is JPEG; a voice must be AMR (as documented)"]);
    upload(
        "voice",
        "long.amr",
        &expect!["long.amr lasts 60.02 seconds; a voice may last at most 60 (as documented)"],
    );
    refused(
        &desk,
        &["work", "media", "image", "large.jpg"],
        &expect![
            "large.jpg has 2097156 bytes; a picture with a permanent address may have at most 2097152 (as documented)"
        ],
    );
    refused(
        &desk,
        &["work", "robot", "image", "large.jpg"],
        &expect!["large.jpg has 2097156 bytes; a robot's picture may have at most 2097152 (as documented)"],
    );
    refused(
        &desk,
        &["work", "robot", "file", "five.txt"],
        &expect!["five.txt has 5 bytes; every file must have more than 5 (as documented)"],
    );

    let send =
        |args: &[&str], expected: &Expect| refused(&desk, &[&["work", "send"], args].concat(), expected);
    send(&["--text", "hi"], &expect!["the message has no receivers"]);
    send(&["--to", "a"], &expect!["the message is empty"]);
    send(
        &["--to", &vec!["u"; 1001].join("|"), "--text", "hi"],
        &expect!["the message has 1001 users; a message may have at most 1000 (as documented)"],
    );
    send(
        &["--party", &vec!["1"; 101].join("|"), "--text", "hi"],
        &expect!["the message has 101 departments; a message may have at most 100 (as documented)"],
    );
    send(
        &["--to", "a", "--file", "five.txt"],
        &expect!["five.txt has 5 bytes; every file must have more than 5 (as documented)"],
    );
    send(
        &["--to", "a", "--file", "a.jpg", "--as", "video"],
        &expect!["a.jpg: the content is JPEG; a video must be MP4 (as documented)"],
    );
    send(&["--to", "a", "--media", "M"], &expect!["it is not known what the media was uploaded as"]);
    send(
        &["--to", "a", "--text", &"茶".repeat(683)],
        &expect!["the text has 2049 bytes; a text may have at most 2048 (the platform cuts off the rest)"],
    );
    send(
        &["--to", "a", "--message", r#"{"msgtype":"news","news":{"articles":[]}}"#],
        &expect!["there is no article; a message has 1 to 8 (as documented)"],
    );
    send(
        &["--to", "a", "--text", "hi", "--safe", "corp"],
        &expect!["a message of type text cannot be kept within the corp (as documented)"],
    );
    send(
        &["--to", "a", "--text", "hi", "--once", "14401"],
        &expect![
            "the message has 14401 seconds; duplicate_check_interval may have at most 14400 (as documented)"
        ],
    );
    let by_url = |args: &[&str], expected: &Expect| {
        refused(&desk, &[&["work", "media", "by-url"], args].concat(), expected)
    };
    by_url(
        &["ftp://a/b", "--file", "a.jpg"],
        &expect!["the address must be https://… or http://…, without white space (as documented)"],
    );
    by_url(
        &["https://a/b", "--md5", "x"],
        &expect!["the MD5 must be 32 hex digits, over the whole file (as documented)"],
    );
}

#[test]
fn an_id_of_the_wrong_kind_is_refused_before_it_is_sent() {
    let desk = Desk::new(Sandbox::default());
    desk.file("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF");
    let id = desk.json(&["work", "media", "upload", "--type", "image", "a.jpg"])["media_id"].clone();
    let send = ["work", "send", "--to", "a", "--media", id.as_str().unwrap()];
    let (status, _, stderr) = desk.run(&[&send[..], &["--as", "file"]].concat());
    assert!(status == 2 && stderr.contains("was uploaded as image; here it must be file"), "{stderr}");
    assert_eq!(desk.run(&send).0, 0);
    assert_eq!(desk.server.sandbox().corp_messages()[0].msgtype, "image");
}
