//! Every example, run as a program of its own against the sandbox.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail as tests do")]

use std::fs;
use std::process::Command;

use tempfile::TempDir;
use wxkit_sandbox::{Config, Sandbox, Server};
use wxkit_tests::Redis;

/// A sandbox, a folder, and an environment that holds the accounts.
struct Desk {
    server: Server,
    folder: TempDir,
    env: Vec<(&'static str, String)>,
}

const PICTURE: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF";

impl Desk {
    fn new() -> Self {
        let server = Server::on_thread("127.0.0.1:0", Sandbox::new(Config::default())).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let config = server.sandbox().config().clone();
        let app = &config.work.apps[0];
        let env = vec![
            ("WXKIT_BASE_URL", server.base_url()),
            ("WXKIT_APPID", config.appid.clone()),
            ("WXKIT_SECRET", config.secret.reveal().to_owned()),
            ("WXKIT_CORPID", config.work.corpid.clone()),
            ("WXKIT_CORPSECRET", app.secret.reveal().to_owned()),
            ("WXKIT_AGENTID", app.agentid.to_string()),
        ];
        Self { server, folder, env }
    }

    fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// What the program writes to standard output and standard error.
    fn run(&self, program: &str, args: &[&str]) -> (String, String) {
        let mut command = Command::new(program);
        command.args(args).env_clear().envs(self.env.iter().cloned());
        // Where TLS looks for the system's certificate authorities.
        command.env("HOME", self.folder.path());
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        assert!(output.status.success(), "{program}: {stderr}");
        for secret in ["WXKIT_SECRET", "WXKIT_CORPSECRET"] {
            let value = &self.env.iter().find(|(name, _)| *name == secret).unwrap().1;
            assert!(!stdout.contains(value) && !stderr.contains(value), "{program} shows {secret}");
        }
        (stdout, stderr)
    }
}

/// A video of three blocks.
fn film() -> Vec<u8> {
    let mut film = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".to_vec();
    film.resize(2 * 1_048_576 + 7, 1);
    film
}

#[test]
fn publish_folder() {
    let desk = Desk::new();
    let program = env!("CARGO_BIN_EXE_publish_folder");
    let article = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/articles/sample");
    for entry in fs::read_dir(article).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, desk.folder.path().join(path.file_name().unwrap())).unwrap();
    }
    let folder = desk.folder.path().display().to_string();
    let (url, _) = desk.run(program, &[&folder]);
    assert!(url.starts_with("http"), "{url}");
    let requests: u64 = desk.server.sandbox().calls().values().sum();
    // Once more: all of it is in the journal. Only the state is asked for, with a token of the new process.
    assert_eq!(desk.run(program, &[&folder]).0, url);
    let after: u64 = desk.server.sandbox().calls().values().sum();
    assert!(after - requests <= 2, "{requests} {after}");
    assert_eq!(desk.server.sandbox().count("publish/submit"), 1);
}

#[test]
fn publish_text() {
    let desk = Desk::new();
    let (id, _) = desk.run(env!("CARGO_BIN_EXE_publish_text"), &[]);
    let sandbox = desk.server.sandbox();
    let draft = &sandbox.drafts()[0];
    assert_eq!((id.trim(), sandbox.pictures().len()), (draft.media_id.as_str(), 1));
}

#[test]
fn upload_video() {
    let desk = Desk::new();
    let path = desk.file("冲茶.mp4", &film());
    let program = env!("CARGO_BIN_EXE_upload_video");
    let (vid, progress) = desk.run(program, &[&path, "冲一壶茶"]);
    assert!(progress.contains("100 %"), "{progress}");
    // A second run knows it.
    assert_eq!(desk.run(program, &[&path, "冲一壶茶"]).0, vid);
    let sandbox = desk.server.sandbox();
    assert_eq!((sandbox.count("upload_block"), sandbox.count("save_video")), (3, 1));
}

#[test]
fn own_client() {
    let desk = Desk::new();
    let picture = desk.file("茶.jpg", PICTURE);
    let (url, stats) = desk.run(env!("CARGO_BIN_EXE_own_client"), &[&picture]);
    assert_eq!(url.trim(), desk.server.sandbox().pictures()[0].url);
    assert!(stats.contains("requests: 2, repeats: 0"), "{stats}");
}

#[test]
fn own_loop() {
    let desk = Desk::new();
    let path = desk.file("冲茶.mp4", &film());
    let (vid, _) = desk.run(env!("CARGO_BIN_EXE_own_loop"), &[&path, "冲一壶茶"]);
    assert!(!vid.trim().is_empty());
    let sandbox = desk.server.sandbox();
    assert_eq!((sandbox.count("upload_block"), sandbox.count("save_video")), (3, 1));
}

#[test]
fn other_runtime() {
    let desk = Desk::new();
    let pictures = ["1.jpg", "2.jpg", "3.jpg"].map(|name| desk.file(name, PICTURE));
    let (urls, _) = desk.run(env!("CARGO_BIN_EXE_other_runtime"), &pictures.each_ref().map(|path| &**path));
    assert_eq!((urls.lines().count(), desk.server.sandbox().pictures().len()), (3, 3));
    assert_eq!(desk.server.sandbox().token_fetches(), 1);
}

#[test]
fn blocking() {
    let desk = Desk::new();
    let picture = desk.file("茶.jpg", PICTURE);
    let folder = desk.folder.path().join("back");
    fs::create_dir(&folder).unwrap();
    desk.run(env!("CARGO_BIN_EXE_blocking"), &[&picture, &folder.display().to_string()]);
    let back = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    assert_eq!(fs::read(back).unwrap(), PICTURE);
}

#[test]
fn shared_tokens() {
    if Command::new("redis-server").arg("--version").output().is_err() {
        println!("left out: there is no redis-server");
        return;
    }
    let (redis, mut desk) = (Redis::start(&[]), Desk::new());
    desk.env.push(("WXKIT_TOKEN_STORE", redis.url()));
    let picture = desk.file("茶.jpg", PICTURE);
    for _ in 0..3 {
        desk.run(env!("CARGO_BIN_EXE_shared_tokens"), &[&picture]);
    }
    let sandbox = desk.server.sandbox();
    assert_eq!((sandbox.token_fetches(), sandbox.pictures().len()), (1, 3));
}

#[test]
fn pay_upload() {
    use wxkit_sandbox::pay::{MERCHANT_KEY, PUBLIC_KEY, PUBLIC_KEY_ID};
    let mut desk = Desk::new();
    let pay = desk.server.sandbox().config().pay.clone();
    let (key, public_key) = (
        desk.file("apiclient_key.pem", MERCHANT_KEY.as_bytes()),
        desk.file("pub_key.pem", PUBLIC_KEY.as_bytes()),
    );
    desk.env.extend([
        ("WXKIT_MCHID", pay.mchid),
        ("WXKIT_MCH_SERIAL", pay.mch_serial),
        ("WXKIT_MCH_KEY", key),
        ("WXKIT_PAY_PUBLIC_KEY_ID", PUBLIC_KEY_ID.to_owned()),
        ("WXKIT_PAY_PUBLIC_KEY", public_key),
    ]);
    let picture = desk.file("tea.jpg", PICTURE);
    let (id, _) = desk.run(env!("CARGO_BIN_EXE_pay_upload"), &[&picture]);
    assert_eq!(id.trim(), desk.server.sandbox().merchant_media()[0].id);
}

#[test]
fn work_file() {
    let desk = Desk::new();
    let report = desk.file("报告.pdf", b"%PDF-1.7 tea");
    let (id, _) = desk.run(env!("CARGO_BIN_EXE_work_file"), &[&report, "zhangsan", "lisi"]);
    let sandbox = desk.server.sandbox();
    let message = &sandbox.corp_messages()[0];
    assert_eq!(message.content["media_id"], id.trim());
}

#[test]
fn own_endpoint() {
    let (text, _) = Desk::new().run(env!("CARGO_BIN_EXE_own_endpoint"), &[]);
    assert!(text.starts_with("0 pictures, 0 videos\n{"), "{text}");
}

#[test]
fn both_platforms() {
    let desk = Desk::new();
    let picture = desk.file("茶.jpg", PICTURE);
    let (url, _) = desk.run(env!("CARGO_BIN_EXE_both_platforms"), &[&picture, "zhangsan"]);
    assert_eq!(
        desk.server.sandbox().corp_messages()[0].content["content"],
        format!("新图片：{}", url.trim())
    );
}
