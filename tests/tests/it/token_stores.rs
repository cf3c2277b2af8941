//! One access token for many runs of the command: in a folder, in Redis, from a token server.

use std::fs;
use std::process::Command;

use expect_test::{Expect, expect};
use rcgen::{CertificateParams, KeyPair};
use serde_json::Value;
use wxkit_sandbox::{Config, Sandbox};
use wxkit_tests::Redis;
use wxkit_tests::command::{Desk, run};

const TOKEN: &[&str] = &["token", "official", "--json"];

fn with_store(desk: &Desk, args: &[&str], store: &str) -> Command {
    let mut command = desk.wxkit(args);
    command.env("WXKIT_TOKEN_STORE", store);
    command
}

/// The object that a good run prints.
fn json(command: &mut Command) -> Value {
    let (status, stdout, stderr) = run(command);
    assert_eq!(status, 0, "{stderr}");
    serde_json::from_str(&stdout).unwrap()
}

/// What a run says that has no token, or has one in spite of something.
fn says(command: &mut Command, status: i32, expected: &Expect, hide: &[(&str, &str)]) {
    let (ended, stdout, stderr) = run(command);
    assert_eq!(ended, status, "{stdout}{stderr}");
    assert!(!stderr.contains("s3cret"), "{stderr}");
    let said = hide.iter().fold(stderr, |said, (text, name)| said.replace(text, name));
    // Numbers of requests and of the system's errors.
    let lines = said.lines().map(|line| line.split(" rid: ").next().unwrap());
    let lines = lines.map(|line| format!("{}\n", line.split(" (os error").next().unwrap()));
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn runs_share_a_token() {
    let redis = Redis::start(&[]);
    for (store, kind) in [("redis", "stable"), ("redis", "token"), ("file", "stable"), ("file", "token")] {
        let desk = Desk::new(Sandbox::default());
        let place = if store == "redis" { redis.url() } else { "file:tokens".into() };
        let _: String = redis.ask(&["FLUSHALL"]);
        let token = || {
            let mut command = with_store(&desk, TOKEN, &place);
            json(command.env("WXKIT_TOKEN_KIND", kind))
        };
        assert_eq!((&token()["from"], &token()["store"]), (&"platform".into(), &store.into()));
        assert_eq!((&token()["from"], &token()["kind"]), (&"store".into(), &kind.into()));
        assert_eq!(desk.server.sandbox().token_fetches(), 1);
    }
}

/// Very few of these calls are allowed a day.
#[test]
fn runs_share_a_ticket() {
    let desk = Desk::new(Sandbox::default());
    let fetched = || desk.server.sandbox().calls()["cgi-bin/ticket/getticket"];
    let ticket = |args: &[&str]| {
        json(&mut with_store(&desk, &[&["official", "ticket", "--json"], args].concat(), "file:tokens"))
    };
    let first = ticket(&["--reveal"]);
    assert_eq!(ticket(&["--reveal"])["ticket"], first["ticket"]);
    assert_eq!(ticket(&["--url", "https://example.com"])["signature"].as_str().unwrap().len(), 40);
    assert_eq!(fetched(), 1);
    // Each kind is another ticket.
    assert_ne!(ticket(&["--reveal", "--type", "wx_card"])["ticket"], first["ticket"]);
    assert_eq!(fetched(), 2);
    ticket(&["--refresh"]);
    assert_eq!(fetched(), 3);
}

#[test]
fn a_token_is_refreshed_for_all_runs_or_the_reason_is_told() {
    let desk = Desk::new(Sandbox::default());
    let token =
        |args: &[&str]| run(&mut with_store(&desk, &[&["token", "official"], args].concat(), "file:tokens"));
    let first = token(&["--reveal"]).1;
    let second = token(&["--refresh", "--reveal"]).1;
    assert_ne!(first, second);
    assert_eq!(token(&["--reveal"]).1, second);
    let (status, stdout, stderr) = token(&["--refresh"]);
    assert_eq!((status, &*stdout), (3, ""), "{stderr}");
    assert!(stderr.contains("the same access token came again") && stderr.contains("30 seconds"), "{stderr}");
    assert!(!stderr.contains(second.trim()), "{stderr}");
}

#[test]
fn a_process_that_dies_while_it_fetches_delays_the_others_and_no_more() {
    let redis = Redis::start(&[]);
    for place in [&*redis.url(), "file:tokens"] {
        let faults = r#"{"call":"stable_token","nth":1,"do":"slow","ms":600000}"#.parse().unwrap();
        let desk = Desk::new(Sandbox::new(Config { faults, ..Config::default() }));
        let mut dying = with_store(&desk, TOKEN, place).spawn().unwrap();
        while desk.server.sandbox().count("stable_token") == 0 {
            std::thread::yield_now();
        }
        dying.kill().unwrap();
        dying.wait().unwrap();
        if place != "file:tokens" {
            let [lock] = &*redis.ask::<Vec<String>>(&["KEYS", "wxkit:lock:official*"]) else {
                panic!("no lock")
            };
            // Half a minute at most, which is over now.
            let left: i64 = redis.ask(&["PTTL", lock]);
            assert!((1..=30_000).contains(&left), "{left}");
            let _: i64 = redis.ask(&["PEXPIRE", lock, "1"]);
        }
        assert_eq!(json(&mut with_store(&desk, TOKEN, place))["from"], "platform");
        assert_eq!(json(&mut with_store(&desk, TOKEN, place))["from"], "store");
    }
}

#[test]
fn redis_is_away_or_wants_something() {
    let desk = Desk::new(Sandbox::default());
    let mut redis = Redis::start(&["--requirepass", "s3cret"]);
    let url = redis.url();
    let hide = [(&*url, "REDIS")];
    says(
        &mut with_store(&desk, &["token", "official"], &url),
        1,
        &expect![[r#"
        error: REDIS/0: it wants a password; write it into the address: redis://:PASSWORD@HOST (NOAUTH)
    "#]],
        &hide,
    );
    let right = url.replace("redis://", "redis://:s3cret@");
    says(
        &mut with_store(&desk, &["token", "official"], &right.replace("s3cret", "wrong-s3cret")),
        1,
        &expect![[r#"
            error: REDIS/0: it refuses the user name or the password in the address (WRONGPASS)
        "#]],
        &hide,
    );
    assert_eq!(desk.server.sandbox().token_fetches(), 0);
    says(&mut with_store(&desk, &["token", "official"], &right), 0, &expect![""], &hide);
    redis.kill();
    says(
        &mut with_store(&desk, &["token", "official"], &right),
        0,
        &expect![[r#"
        warning: the token store failed: REDIS/0: Connection refused
        warning: the access token was not stored: REDIS/0: Connection refused
    "#]],
        &hide,
    );
    says(
        &mut with_store(&desk, &["token", "official"], "redis://:s3cret"),
        2,
        &expect![[r#"
        error: the address of Redis is not valid: it must look like redis://:PASSWORD@HOST:PORT/DATABASE, the last a number, and special characters of a password percent-encoded
        hint: this is about WXKIT_TOKEN_STORE, or token_store in config.toml
    "#]],
        &[],
    );
}

#[test]
fn redis_over_tls() {
    let desk = Desk::new(Sandbox::default());
    let [trusted, other] = ["trusted", "other"].map(|name| {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(["127.0.0.1".into()]).unwrap().self_signed(&key).unwrap();
        desk.file(&format!("{name}.key"), key.serialize_pem().as_bytes());
        desk.file(&format!("{name}.pem"), certificate.pem().as_bytes())
    });
    let files = format!(
        "--tls-cert-file {0} --tls-ca-cert-file {0} --tls-key-file {1}",
        trusted.display(),
        trusted.with_extension("key").display()
    );
    let settings = "--port 0 --tls-port PORT --tls-auth-clients no --requirepass s3cret";
    let redis = Redis::start(&settings.split(' ').chain(files.split(' ')).collect::<Vec<_>>());
    let url = redis.url().replace("redis://", "rediss://:s3cret@");
    let token = || {
        let mut command = with_store(&desk, TOKEN, &url);
        json(command.env("SSL_CERT_FILE", &trusted))
    };
    assert_eq!(token()["from"], "platform");
    assert_eq!(token()["from"], "store");
    // Somebody else's certificate is no good.
    says(
        with_store(&desk, &["token", "official"], &url).env("SSL_CERT_FILE", &other),
        0,
        &expect![[r#"
            warning: the token store failed: REDIS/0: invalid peer certificate: BadSignature
            warning: the access token was not stored: REDIS/0: invalid peer certificate: BadSignature
        "#]],
        &[(&redis.url().replace("redis://", "rediss://"), "REDIS")],
    );
}

#[test]
fn a_folder_that_is_no_good_place() {
    let desk = Desk::new(Sandbox::default());
    let folder = desk.folder.path().display().to_string();
    let hide = [(&*folder, "FOLDER")];
    desk.file("a-file", b"");
    says(
        &mut with_store(&desk, &["token", "official"], &format!("file:{folder}/a-file/tokens")),
        1,
        &expect![[r#"
            error: cannot make the folder of the token store FOLDER/a-file/tokens: Not a directory
        "#]],
        &hide,
    );
    assert_eq!(desk.server.sandbox().token_fetches(), 0);
    let place = format!("file:{folder}/tokens");
    says(&mut with_store(&desk, &["token", "official"], &place), 0, &expect![""], &hide);
    let stored = fs::read_dir(desk.folder.path().join("tokens")).unwrap();
    let stored =
        stored.map(|entry| entry.unwrap().path()).find(|path| path.extension().unwrap() == "json").unwrap();
    fs::write(&stored, "{").unwrap();
    says(
        &mut with_store(&desk, &["token", "official"], &place),
        0,
        &expect![[r#"
        warning: the token store FOLDER/tokens/official.wx0123456789abcdef.d22d62cff1aae99e.json is damaged and counts as empty
    "#]],
        &hide,
    );
    says(&mut with_store(&desk, &["token", "official"], &place), 0, &expect![""], &hide);
}

#[test]
fn a_token_server_takes_the_place_of_the_secret() {
    let desk = Desk::new(Sandbox::default());
    // WeChat's own endpoint answers as a token server does.
    let (base_url, config) = (desk.server.base_url(), desk.server.sandbox().config().clone());
    let url = format!(
        "{base_url}/cgi-bin/token?grant_type=client_credential&appid={}&secret={}",
        config.appid,
        config.secret.reveal()
    );
    let with_server = |args: &[&str], url: &str| {
        let mut command = desk.wxkit(args);
        command.env_remove("WXKIT_SECRET").env("WXKIT_TOKEN_URL", url).env("WXKIT_TOKEN_KEY", "s3cret");
        command
    };
    let told = json(&mut with_server(TOKEN, &url));
    assert_eq!((&told["kind"], &told["from"]), (&"server".into(), &"server".into()));
    let (status, _, stderr) = run(&mut with_server(&["official", "addresses", "-v"], &url));
    assert!(
        status == 0 && !stderr.contains(config.secret.reveal()) && !stderr.contains("s3cret"),
        "{stderr}"
    );
    let check = |url: &str, status: i32, expected: &Expect| {
        says(&mut with_server(&["token", "official"], url), status, expected, &[(&*base_url, "SERVER")]);
    };
    check(
        &url.replace("secret=", "secret=x"),
        3,
        &expect![[r#"
            error: WeChat refused with 40125, the AppSecret is not valid: invalid appsecret
            hint: check the AppSecret; it may have been reset in 微信开发者平台 under 基础信息 > 开发密钥
        "#]],
    );
    check(
        &format!("{base_url}/nowhere?s3cret"),
        3,
        &expect![[r#"
            error: WeChat refused with 40066, the address was not found: invalid url
            hint: check the address
        "#]],
    );
    check(
        "tokens.example/s3cret",
        2,
        &expect![[r#"
        error: the address of the token server is not valid: it must look like https://host/path
        hint: this is about WXKIT_TOKEN_URL, or token_url in config.toml
    "#]],
    );
    check(
        "http://tokens.invalid/?s3cret",
        2,
        &expect![[r#"
        error: plain http to tokens.invalid is refused: the access token stands in the address and anybody on the way could read it; use https, or allow http for this host
    "#]],
    );
    says(
        &mut with_server(&["official", "clear-quota", "--all", "--with-secret", "-q"], &url),
        2,
        &expect![[r#"
            error: WXKIT_SECRET is not set, and this call needs it
        "#]],
        &[],
    );
}
