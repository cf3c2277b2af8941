//! What the core costs for one call, beside the library that does the same work: signing, verifying, reading a reply,
//! building a form, receiving a callback. Time is of the fastest round; instructions and allocations are valgrind's.

#![expect(clippy::expect_used, clippy::panic, reason = "a bench fails as tests do")]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use wxkit::callback::{EncodingKey, Fields, Form, Mode, Receiver};
use wxkit::official::UploadImage;
use wxkit::official::draft::{ReadDraft, StoredArticles};
use wxkit::proto::sign::SigningKey;
use wxkit::proto::{Endpoint as _, Env, File, Secret, Timestamp, Token};
use wxkit_tests::bench::{Report, allocations, instructions, role};
use wxkit_tests::openssl;

/// A piece of work, with the one it is compared with and how many times as much it may take.
const PAIRS: [(&str, &str, f64); 4] = [
    ("sign", "sign by ring", 1.05),
    ("verify", "verify by ring", 1.05),
    ("read a reply of 1 KB", "read 1 KB by serde_json", 1.5),
    ("read a reply of 1 MB", "read 1 MB by serde_json", 1.5),
];

fn main() -> ExitCode {
    if let Some(code) = role(&[("turns", turns)]) {
        return code;
    }
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let pem = openssl(folder.path(), &["genrsa", "-traditional", "2048"], b"").expect("openssl makes a key");
    let key = folder.path().join("key.pem");
    std::fs::write(&key, &pem).expect("there is room");
    let (key, pem) = (key.to_str().expect("it is UTF-8"), String::from_utf8(pem).expect("it is PEM"));
    let mut report = Report::new("core");
    let mut tell = |name: &str| {
        let time = time(&mut *work(name, &pem));
        report.tell(&format!("{name}: time"), time, "µs");
        let count = instructions(&["turns", name, key]);
        if let Some(count) = count {
            report.tell(&format!("{name}: instructions"), count, "");
        }
        if let Some(count) = allocations(&["turns", name, key]) {
            report.tell(&format!("{name}: allocations"), count, "");
        }
        (time, count)
    };
    let mut ratios = Vec::new();
    for (name, peer, most) in PAIRS {
        let ((time, count), (time_of_peer, count_of_peer)) = (tell(name), tell(peer));
        // Where they can be counted, instructions decide.
        let ratio = count.zip(count_of_peer).map_or(time / time_of_peer, |(ours, theirs)| ours / theirs);
        ratios.push((name, ratio, most));
    }
    for name in ["build a form around 1 MB", "receive a callback", "receive an encrypted callback"] {
        tell(name);
    }
    for (name, ratio, most) in ratios {
        report.at_most(most, name, ratio, "× the library");
    }
    report.end()
}

/// Microseconds of the fastest round.
fn time(work: &mut dyn FnMut()) -> f64 {
    let mut round = |turns: u32| {
        let start = Instant::now();
        (0..turns).for_each(|_| work());
        start.elapsed().as_secs_f64() * 1e6 / f64::from(turns)
    };
    // Rounds of about 2 ms, which the rest of the machine seldom disturbs.
    let turns = (2000.0 / round(1)).clamp(1.0, 100_000.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was clamped")]
    let turns = turns as u32;
    (0..100).map(|_| round(turns)).fold(f64::INFINITY, f64::min)
}

fn turns(args: &[String]) {
    let [name, key, turns] = args else { return };
    let mut work = work(name, &std::fs::read_to_string(key).expect("it is there"));
    (0..turns.parse().expect("a number")).for_each(|_: u32| work());
}

fn work(name: &str, pem: &str) -> Box<dyn FnMut()> {
    // As long as what is signed of a call.
    let text = [b'a'; 300];
    let key = SigningKey::from_pem("the key", pem).expect("it is a key");
    let signature = key.sign(&text).expect("it signs");
    let raw = STANDARD.decode(&signature).expect("it is Base64");
    let public = key.verifying_key();
    match name {
        "sign" => Box::new(move || _ = black_box(key.sign(black_box(&text)))),
        "sign by ring" => {
            let der: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
            let pair = KeyPair::from_der(&STANDARD.decode(der).expect("it is PEM")).expect("it is a key");
            Box::new(move || {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), black_box(&text), &mut signature)
                    .expect("it signs");
                black_box(STANDARD.encode(signature));
            })
        }
        "verify" => Box::new(move || assert!(public.verifies(black_box(&text), &raw))),
        "verify by ring" => Box::new(move || {
            let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public.as_pkcs1());
            key.verify(black_box(&text), &raw).expect("it is good");
        }),
        "read a reply of 1 KB" => read(reply(1)),
        "read a reply of 1 MB" => read(reply(1000)),
        "read 1 KB by serde_json" => read_by_serde(reply(1)),
        "read 1 MB by serde_json" => read_by_serde(reply(1000)),
        "build a form around 1 MB" => {
            let (env, token) = (Env::new(Timestamp::default(), [7; 32]), Token::new("T"));
            let picture = [b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01".as_slice(), &vec![0; 1 << 20]].concat();
            let upload = UploadImage::new(File::from_bytes("图.jpg", picture));
            Box::new(move || _ = black_box(upload.request(Some(&token), &env).expect("it can be built")))
        }
        "receive a callback" => receive(Mode::Clear),
        "receive an encrypted callback" => receive(Mode::Safe),
        _ => panic!("no work is called {name}"),
    }
}

/// A draft as the platform gives it back, of about so many KB.
fn reply(kb: usize) -> Bytes {
    let article = r#"{"title":"标题","author":"作者","digest":"摘要","content":"CONTENT","content_source_url":"","thumb_media_id":"MEDIA_ID","show_cover_pic":0,"need_open_comment":1,"only_fans_can_comment":0,"url":"http://mp.weixin.qq.com/s?__biz=A&mid=1&idx=1&sn=b"}"#;
    let article = article.replace("CONTENT", &r#"<p style=\"color:red\">一段文字</p>"#.repeat(20));
    let articles = vec![article; kb];
    format!(r#"{{"news_item":[{}],"create_time":1525936573}}"#, articles.join(",")).into()
}

fn read(body: Bytes) -> Box<dyn FnMut()> {
    let response = http::Response::new(body);
    Box::new(move || _ = black_box(ReadDraft::reply(black_box(&response)).expect("it can be read")))
}

fn read_by_serde(body: Bytes) -> Box<dyn FnMut()> {
    Box::new(move || {
        black_box(serde_json::from_slice::<StoredArticles>(black_box(&body)).expect("it can be read"));
    })
}

/// A text message, as the platform pushes it.
fn receive(mode: Mode) -> Box<dyn FnMut()> {
    let receiver = Receiver::official(Secret::new("wxkitToken"), "wx0123456789abcdef");
    let key = EncodingKey::new("Wxkit0Sample0Key0For0Tests0Only0abcdefghijk").expect("it is a key");
    let receiver = if mode == Mode::Clear { receiver } else { receiver.with_key(key) };
    let fields = Fields::default().with("ToUserName", "gh_00").with("FromUserName", "o1");
    let fields = fields.with("CreateTime", 1_790_000_000).with("MsgType", "text").with("MsgId", 1);
    let env = Env::new(Timestamp::from_secs(1_790_000_000), [7; 32]);
    let push = receiver.imitate(&fields.with("Content", "一段文字".repeat(20)), Form::Xml, mode, &env);
    let request = http::Request::post(format!("/?{}", push.query)).body(push.body).expect("it is valid");
    Box::new(move || {
        black_box(receiver.receive(black_box(&request), env.now).expect("it is the platform's"));
    })
}
