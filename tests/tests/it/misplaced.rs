//! A secret in the wrong setting: each setting with each kind of value that is none of its own. Nobody ever sees it again.

use std::path::Path;

use wxkit_sandbox::Sandbox;
use wxkit_sandbox::pay::{MERCHANT_KEY, PUBLIC_KEY, PUBLIC_KEY_ID};
use wxkit_tests::command::{Desk, run};
use wxkit_tests::spellings;

use crate::secrets::files;

const OFFICIAL: &[&str] = &["call", "official", "GET", "cgi-bin/material/get_materialcount"];
const PLAN: &[&str] = &["publish", "a", "--dry-run"];
const WORK: &[&str] = &["work", "send", "--to", "a", "--text", "hi"];
const ROBOT: &[&str] = &["work", "robot", "text", "hi"];
const PAY: &[&str] = &["pay", "certificates"];
const LISTEN: &[&str] = &["listen", "--listen", "nowhere"];
const NOTIFICATION: &[&str] = &["pay", "notification", "saved"];
const EXPLAIN: &[&str] = &["pay", "explain", "GET", "v3/certificates", "--offline"];

/// Every setting, and commands that use it.
const SETTINGS: &[(&str, &[&[&str]])] = &[
    ("base_url", &[OFFICIAL, PAY, PLAN]),
    ("ca", &[OFFICIAL, PAY]),
    ("poll", &[OFFICIAL]),
    ("appid", &[OFFICIAL, PLAN]),
    ("secret", &[OFFICIAL]),
    ("corpid", &[WORK]),
    ("corpsecret", &[WORK]),
    ("agentid", &[WORK]),
    ("robot_key", &[ROBOT]),
    ("callback_token", &[LISTEN]),
    ("callback_aes_key", &[LISTEN]),
    ("work_callback_token", &[LISTEN]),
    ("work_callback_aes_key", &[LISTEN]),
    ("mchid", &[PAY, EXPLAIN]),
    ("brand_id", &[EXPLAIN]),
    ("mch_serial", &[PAY, EXPLAIN]),
    ("mch_key", &[PAY, EXPLAIN]),
    ("mch_cert", &[PAY]),
    ("apiv3_key", &[PAY, NOTIFICATION]),
    ("pay_public_key", &[PAY]),
    ("pay_public_key_id", &[PAY, EXPLAIN]),
    ("token_kind", &[OFFICIAL]),
    ("token_store", &[OFFICIAL, WORK]),
    ("token_url", &[OFFICIAL]),
    ("token_key", &[OFFICIAL]),
    ("state", &[OFFICIAL, PLAN]),
];

/// The value, and the part of it that is the secret.
fn values(base_url: &str) -> Vec<(String, String)> {
    let same = |text: &str| (text.to_owned(), text.to_owned());
    let host = base_url.trim_start_matches("http://");
    let line = MERCHANT_KEY.lines().nth(5).unwrap().to_owned();
    let key = "693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa";
    vec![
        (MERCHANT_KEY.to_owned(), line.clone()),
        (MERCHANT_KEY.replace('\n', "\\n"), line),
        same("Wx3K-test-apiv3-key-of-32-bytes!"),
        same("0123456789abcdef0123456789abcdef"),
        same("jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"),
        same("MIIEvQIBADANBg/kqhkiG9w0BAQEF+AASCBKcwggSjAgEAAoIBAQ=="),
        (format!("{base_url}/cgi-bin/webhook/send?key={key}"), key.into()),
        (format!("{base_url}/relay/{key}"), key.into()),
        (format!("redis://:S3cr3t-Passw0rd@{host}/0"), "S3cr3t-Passw0rd".into()),
        (format!("http://user:S3cr3t-Passw0rd@{host}"), "S3cr3t-Passw0rd".into()),
    ]
}

#[test]
fn no_setting_is_ever_repeated() {
    std::thread::scope(|scope| {
        for half in SETTINGS.chunks(SETTINGS.len().div_ceil(2)) {
            scope.spawn(|| half.iter().for_each(|(setting, commands)| check(setting, commands)));
        }
    });
}

fn check(setting: &str, commands: &[&[&str]]) {
    let desk = Desk::new(Sandbox::default());
    desk.file("a/封面.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF~~");
    desk.file("a/article.md", "---\ntitle: 标题\ncover: 封面.jpg\n---\n茶\n".as_bytes());
    desk.file(
        "saved",
        br#"{"resource":{"algorithm":"AEAD_AES_256_GCM","nonce":"abcdefghijkl","ciphertext":"AAAA"}}"#,
    );
    let elsewhere = tempfile::tempdir().unwrap();
    for (name, pem) in [("key.pem", MERCHANT_KEY), ("public.pem", PUBLIC_KEY)] {
        std::fs::write(elsewhere.path().join(name), pem).unwrap();
    }
    for (value, secret) in values(&desk.server.base_url()) {
        let spellings = spellings(&secret);
        for command in commands {
            let mut seen = attempt(&desk, elsewhere.path(), setting, &value, command);
            files(desk.folder.path(), &mut seen);
            if let Some(found) = spellings.iter().find(|spelling| seen.contains(*spelling)) {
                panic!("{setting} holds {value}, and {command:?} shows {found}: {seen}");
            }
        }
    }
}

/// What is told about it: given in the environment as text, and in a file as JSON.
fn attempt(desk: &Desk, elsewhere: &Path, setting: &str, value: &str, command: &[&str]) -> String {
    let variable = format!("WXKIT_{}", setting.to_uppercase());
    let config = elsewhere.join("config.toml");
    let prepared = |args: &[&str]| {
        let mut command = desk.wxkit(args);
        let pay = desk.server.sandbox().config().pay.clone();
        command
            .env("WXKIT_MCHID", pay.mchid)
            .env("WXKIT_MCH_SERIAL", pay.mch_serial)
            .env("WXKIT_MCH_KEY", elsewhere.join("key.pem"))
            .env("WXKIT_APIV3_KEY", pay.apiv3_key.reveal())
            .env("WXKIT_PAY_PUBLIC_KEY", elsewhere.join("public.pem"))
            .env("WXKIT_PAY_PUBLIC_KEY_ID", PUBLIC_KEY_ID);
        if setting.ends_with("aes_key") {
            command.env(variable.replace("AES_KEY", "TOKEN"), "invented");
        }
        if setting == "token_key" {
            command.env("WXKIT_TOKEN_URL", format!("{}/token", desk.server.base_url()));
        }
        command
    };
    std::fs::write(&config, "").unwrap();
    let path = config.to_str().unwrap();
    let mut by_env = prepared(&[command, &["-v", "--config", path]].concat());
    let (_, stdout, stderr) = run(by_env.env(&variable, value));
    // JSON's way to write a text is one of TOML's.
    let line = format!("{setting} = {}", serde_json::Value::from(value));
    std::fs::write(&config, format!("[profiles.default]\n{line}\n")).unwrap();
    let mut by_file = prepared(&[command, &["-v", "--json", "--config", path]].concat());
    let (_, json, errors) = run(by_file.env_remove(&variable));
    [stdout, stderr, json, errors].concat()
}
