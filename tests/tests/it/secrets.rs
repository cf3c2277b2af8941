//! A whole run with known secrets: they are in no output, no log, no error, no file but the token store, and no process's
//! arguments.

use std::path::Path;

use wxkit::callback::{EncodingKey, Fields, Form, Mode, Receiver};
use wxkit::official::UploadImage;
use wxkit::official::token::StableToken;
use wxkit::proto::flow::{Ask, Need};
use wxkit::proto::{Answer, Call, Endpoint, Env, File, Flow, Secret, Step, Timestamp, Token};
use wxkit_sandbox::{Config, Sandbox};
use wxkit_tests::command::Desk;
use wxkit_tests::spellings;

use crate::listen::Ear;

const SECRET: &str = "verysecret0123456789verysecret01";

const FAULTS: &[&str] = &[
    "",
    r#"{"call":"uploadimg","nth":1,"do":"refuse","errcode":40164,"errmsg":"invalid ip 203.0.113.7, not in whitelist"}"#,
    r#"{"call":"uploadimg","nth":1,"do":"html"}"#,
    r#"{"call":"uploadimg","nth":1,"do":"truncated"}"#,
    r#"{"call":"stable_token","do":"refuse","errcode":40125,"errmsg":"invalid appsecret"}"#,
    r#"{"call":"stable_token","nth":1,"do":"truncated"}"#,
    r#"{"call":"publish/submit","nth":1,"do":"drop"}"#,
];

#[test]
fn a_run_that_goes_well_and_runs_that_fail() {
    // Side by side, because those that fail have pauses between their attempts.
    std::thread::scope(|scope| {
        for faults in FAULTS {
            scope.spawn(|| one_desk(faults));
        }
    });
}

fn one_desk(faults: &str) {
    let config = Config { secret: Secret::new(SECRET), faults: faults.parse().unwrap(), ..Config::default() };
    let desk = Desk::new(Sandbox::new(config));
    desk.file("a/封面.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF~~");
    desk.file("a/article.md", "---\ntitle: 标题\ncover: 封面.jpg\n---\n![](封面.jpg)\n".as_bytes());
    let (_, stdout, stderr) = desk.run(&["publish", "a", "-v"]);
    let (_, json, json_errors) = desk.run(&["publish", "a", "-v", "--json"]);
    let state = desk.run(&["token", "official", "--json"]).1;
    let mut seen = [stdout, stderr, json, json_errors, state].concat();
    files(desk.folder.path(), &mut seen);
    search(&seen, &desk);
}

/// WeChat Work: the application's secret and token, and the robot's key.
#[test]
fn runs_with_wechat_work() {
    let script = r#"
        {"call":"message/send","nth":1,"do":"refuse","errcode":60020,"errmsg":"not allow to access from your ip"}
        {"call":"message/send","nth":2,"do":"html"}
        {"call":"gettoken","nth":3,"do":"truncated"}
        {"call":"webhook/send","nth":1,"do":"drop"}
        {"call":"webhook/upload_media","nth":2,"do":"html"}
    "#;
    let mut config = Config { faults: script.parse().unwrap(), ..Config::default() };
    config.work.apps[0].secret = Secret::new(SECRET);
    config.work.robot_key = Secret::new(format!("{SECRET}-key"));
    let desk = Desk::new(Sandbox::new(config));
    desk.file("a.txt", b"mytext");
    let mut seen = String::new();
    for args in [
        &["work", "send", "--to", "a", "--file", "a.txt"][..],
        &["work", "send", "--to", "a", "--file", "a.txt"],
        &["work", "send", "--to", "a", "--text", "hi", "--json"],
        &["work", "robot", "file", "a.txt"],
        &["work", "robot", "file", "a.txt", "--json"],
        &["token", "work", "--json"],
        &["work", "media", "get", "nothing"],
    ] {
        let (_, stdout, stderr) = desk.run(&[args, &["-v"]].concat());
        seen += &(stdout + &stderr);
    }
    files(desk.folder.path(), &mut seen);
    search(&seen, &desk);
    assert!(seen.contains("/cgi-bin/webhook/send") && !seen.contains("key="), "{seen}");
}

/// What comes to `listen` from anybody, and what it holds: tokens, keys, and the words of what it cannot trust.
#[test]
fn a_listener_that_hears_good_and_bad() {
    let key = "Verysecret0Key0Of0Forty0Three0Letters0abcde";
    let env = [
        ("WXKIT_CALLBACK_TOKEN", "verysecrettoken"),
        ("WXKIT_CALLBACK_AES_KEY", key),
        ("WXKIT_APPID", "wx0123456789abcdef"),
        ("WXKIT_WORK_CALLBACK_TOKEN", "verysecretwork"),
        ("WXKIT_WORK_CALLBACK_AES_KEY", key),
        ("WXKIT_CORPID", "ww0123456789abcdef"),
    ];
    let ear = Ear::open(&["-v", "--once", "subscribe"], &env);
    let receiver = |token: &str, key: &str, id: &str| {
        Receiver::official(Secret::new(token), id).with_key(EncodingKey::new(key).unwrap())
    };
    let fields = |event: &str| {
        let fields =
            Fields::default().with("FromUserName", "o1").with("MsgType", "event").with("Event", event);
        fields.with("EventKey", "verysecretword")
    };
    let at = Env::new(Timestamp::from_secs(1_790_000_000), [1; 32]);
    let push =
        |receiver: &Receiver, event: &str, mode: Mode| receiver.imitate(&fields(event), Form::Xml, mode, &at);
    let own = receiver("verysecrettoken", key, "wx0123456789abcdef");
    let other = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
    let mut answers = String::new();
    for sent in [
        push(&receiver("other", key, "wx0123456789abcdef"), "CLICK", Mode::Safe),
        push(&receiver("verysecrettoken", other, "wx0123456789abcdef"), "CLICK", Mode::Safe),
        push(&receiver("verysecrettoken", key, "wxverysecretaccount"), "CLICK", Mode::Safe),
        push(&own, "CLICK", Mode::Clear),
    ] {
        answers += &ear.push(&sent).1;
    }
    let good = push(&own, "subscribe", Mode::Safe);
    let query = &good.query;
    for (head, body) in [
        (format!("POST /?{query}&token=verysecrettoken"), "<xml>verysecretword".to_owned()),
        (format!("POST /?{query}"), format!("<!DOCTYPE a [<!ENTITY b \"verysecretword\">]>{}", good.body)),
        (format!("POST /?{query}"), format!("{{\"Encrypt\":\"{}\"}}", "verysecretword".repeat(9))),
        ("POST /verysecretpath?signature=verysecret".to_owned(), String::new()),
        ("POST /\r\nWechatpay-Signature: verysecret".to_owned(), "verysecretword".to_owned()),
    ] {
        answers += &ear.send(&head, body.as_bytes()).1;
    }
    assert_eq!(ear.push(&good), (200, "success".into()));
    let (lines, stderr) = ear.end();
    assert_eq!((lines.len(), &lines[0]["data"]["EventKey"]), (1, &"verysecretword".into()));
    let seen = answers + &stderr;
    for secret in ["verysecret", key] {
        assert!(spellings(secret).iter().all(|spelling| !seen.contains(spelling)), "{secret} is in: {seen}");
    }
}

/// The debug output of everything that is made on the way.
#[test]
fn debug_output_of_a_call() {
    let file = File::from_bytes("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec());
    let (mut call, env) = (Call::new(UploadImage::new(file)), Env::new(Timestamp::default(), [0; 32]));
    let mut seen = String::new();
    let token = "verysecrettoken";
    for _ in 0..3 {
        let step = call.step(&env);
        seen += &format!("{step:?} {call:?}");
        if let Step::Do(ticket, Ask::Credential(Need::First)) = step {
            call.answer(&env, ticket, Answer::Credential(Token::new(token)));
        }
    }
    let mut fetch = StableToken::new("wx0123456789abcdef", Secret::new(SECRET));
    fetch.force_refresh = true;
    let reply = format!(r#"{{"access_token":"{token}","expires_in":7200}}"#);
    let grant = StableToken::reply(&http::Response::new(reply.into())).unwrap();
    seen += &format!("{fetch:?} {grant:?} {:?}", Ask::<Token>::Credential(Need::Refused(Token::new(token))));
    let env = Env::new(Timestamp::default(), [0; 32]);
    seen += &format!("{:?}", fetch.request(None, &env).unwrap().body());
    seen += &format!(
        "{:?}",
        Answer::<Token>::Reply(http::Response::new(format!(r#"{{"access_token":"{token}"}}"#).into()))
    );
    // A page that repeats the address, and a text in place of an object.
    let text = http::Response::new(format!(r#""failed: /x?access_token={token}""#).into());
    let error = <UploadImage as Endpoint>::reply(&text).unwrap_err();
    seen += &format!("{error} {error:?}");
    let page = http::Response::new(format!(r#"{{"access_token":"{token}","broken"#).into());
    let error = <UploadImage as Endpoint>::reply(&page).unwrap_err();
    seen += &format!("{error} {error:?}");
    // A refusal that repeats the secret in the middle of a sentence.
    let refusal = format!(r#"{{"errcode":40125,"errmsg":"appsecret {SECRET} is wrong"}}"#);
    let mut call = Call::new(fetch);
    for _ in 0..3 {
        match call.step(&env) {
            Step::Do(ticket, _) => {
                call.answer(&env, ticket, Answer::Reply(http::Response::new(refusal.clone().into())));
            }
            step => seen += &format!("{step:?}"),
        }
    }
    assert!(seen.contains("appsecret *** is wrong"), "{seen}");
    assert!(!seen.contains("verysecret"), "{seen}");
}

pub(crate) fn files(folder: &Path, seen: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        *seen += &path.display().to_string();
        if path.is_dir() {
            files(&path, seen);
        } else {
            *seen += &String::from_utf8_lossy(&std::fs::read(path).unwrap());
        }
    }
}

fn search(seen: &str, desk: &Desk) {
    let hidden = |secret: &str| spellings(secret).iter().all(|spelling| !seen.contains(spelling));
    assert!(hidden(SECRET), "the secret is in: {seen}");
    // No token that was ever given out: they are all in the sandbox's memory.
    let sandbox = desk.server.sandbox();
    for token in sandbox.tokens().chain(sandbox.corp_tokens()) {
        assert!(hidden(token.reveal()), "a token is in: {seen}");
    }
    assert!(!seen.contains("access_token="), "{seen}");
}
