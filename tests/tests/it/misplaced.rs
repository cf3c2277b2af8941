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
const DOCTOR: &[&str] = &["doctor"];
const RENDER: &[&str] = &["render", "a/article.md"];

/// Every setting, and commands that use it.
const SETTINGS: &[(&str, &[&[&str]])] = &[
    ("base_url", &[OFFICIAL, PAY, PLAN, DOCTOR]),
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
    ("via", &[PLAN]),
    ("theme", &[PLAN, RENDER]),
    ("accent", &[PLAN, RENDER]),
    ("profile", &[OFFICIAL]),
    ("config", &[OFFICIAL]),
];

/// What it is, how it is given, and the part of it that is the secret.
fn values(base_url: &str) -> Vec<(&'static str, String, String)> {
    let same = |name, text: &str| (name, text.to_owned(), text.to_owned());
    let host = base_url.trim_start_matches("http://");
    let line = MERCHANT_KEY.lines().nth(5).unwrap().to_owned();
    let key = "693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa";
    vec![
        ("a private key", MERCHANT_KEY.to_owned(), line.clone()),
        ("a private key of an environment file", MERCHANT_KEY.replace('\n', "\\n"), line),
        same("an APIv3 key", "Wx3K-test-apiv3-key-of-32-bytes!"),
        same("an AppSecret", "0123456789abcdef0123456789abcdef"),
        same("an EncodingAESKey", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"),
        same("a key in one line", "MIIEvQIBADANBg/kqhkiG9w0BAQEF+AASCBKcwggSjAgEAAoIBAQ=="),
        same("a key of digits", "20260920123456789012345678901234"),
        ("a webhook", format!("{base_url}/cgi-bin/webhook/send?key={key}"), key.into()),
        ("the address of a relay", format!("{base_url}/relay/{key}"), key.into()),
        ("the address of a store", format!("redis://:S3cr3t-Passw0rd@{host}/0"), "S3cr3t-Passw0rd".into()),
        (
            "an address with a password",
            format!("http://user:S3cr3t-Passw0rd@{host}"),
            "S3cr3t-Passw0rd".into(),
        ),
    ]
}

#[test]
fn no_setting_is_ever_repeated() {
    let shown: Vec<String> = std::thread::scope(|scope| {
        let halves: Vec<_> = SETTINGS
            .chunks(SETTINGS.len().div_ceil(2))
            .map(|half| {
                scope.spawn(|| {
                    half.iter().flat_map(|(setting, commands)| shown(setting, commands)).collect::<Vec<_>>()
                })
            })
            .collect();
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    assert!(shown.is_empty(), "{}", shown.join("\n\n"));
}

/// What is seen of the secrets that stand in this setting.
fn shown(setting: &str, commands: &[&[&str]]) -> Vec<String> {
    let mut shown = Vec::new();
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
    for (name, value, secret) in values(&desk.server.base_url()) {
        let spellings = spellings(&secret);
        for command in commands {
            let mut seen = attempt(&desk, elsewhere.path(), setting, &value, command);
            files(desk.folder.path(), &mut seen);
            if let Some(found) = spellings.iter().find(|spelling| seen.contains(*spelling)) {
                let lines = seen.lines().filter(|line| line.contains(found)).collect::<Vec<_>>().join("\n");
                shown.push(format!("{setting} holds {name}, and {command:?} shows it:\n{lines}"));
            }
        }
    }
    shown
}

/// All settings at once hold it, and are listed.
#[test]
fn the_list_of_settings_repeats_none() {
    let desk = Desk::new(Sandbox::default());
    let config = desk.file("config.toml", b"");
    for (name, value, secret) in values(&desk.server.base_url()) {
        let spellings = spellings(&secret);
        let keys =
            || SETTINGS.iter().map(|(key, _)| *key).filter(|key| !matches!(*key, "profile" | "config"));
        let lines = keys().map(|key| format!("{key} = {}\n", serde_json::Value::from(&*value)));
        std::fs::write(&config, format!("[profiles.default]\n{}", lines.collect::<String>())).unwrap();
        for args in [&["config"][..], &["config", "--json"]] {
            let mut by_env = desk.wxkit(args);
            by_env.envs(keys().map(|key| (format!("WXKIT_{}", key.to_uppercase()), &value)));
            let mut by_file = desk.wxkit(args);
            by_file.env_clear().env("WXKIT_CONFIG", &config);
            for command in [&mut by_env, &mut by_file] {
                let (status, stdout, stderr) = run(command);
                assert_eq!(status, 0, "{name}: {stderr}");
                let found: Vec<_> =
                    stdout.lines().filter(|line| spellings.iter().any(|it| line.contains(it))).collect();
                assert!(
                    stderr.is_empty() || !spellings.iter().any(|it| stderr.contains(it)),
                    "{name}: {stderr}"
                );
                assert!(found.is_empty(), "{name}: {}", found.join("\n"));
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
    if matches!(setting, "config" | "profile") {
        let (_, stdout, stderr) = run(prepared(&[command, &["-vv"]].concat()).env(&variable, value));
        return stdout + &stderr;
    }
    let mut by_env = prepared(&[command, &["-vv", "--config", path]].concat());
    let (_, stdout, stderr) = run(by_env.env(&variable, value));
    // JSON's way to write a text is one of TOML's.
    let line = format!("{setting} = {}", serde_json::Value::from(value));
    std::fs::write(&config, format!("[profiles.default]\n{line}\n")).unwrap();
    let mut by_file = prepared(&[command, &["-vv", "--json", "--config", path]].concat());
    let (_, json, errors) = run(by_file.env_remove(&variable));
    [stdout, stderr, json, errors].concat()
}
