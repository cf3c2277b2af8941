//! The example receivers, run as they stand against a sandbox that pushes to them.

use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use wxkit::callback::{EncodingKey, Receiver};
use wxkit::client::{Client, Notices, Tokens};
use wxkit::official::{Official, StableTokens};
use wxkit::proto::Secret;
use wxkit::token::store::Memory;
use wxkit_sandbox::{CALLBACK_AES_KEY, CALLBACK_TOKEN, Callback, Config, Sandbox};
use wxkit_tests::command::Desk;
use wxkit_tests::send;

#[expect(dead_code, reason = "its main is not called")]
#[path = "../../../crates/wxkit/examples/receivers/main.rs"]
mod example;

use example::editor::Editor;
use example::{on_axum, on_hyper};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x02\x08\x06\0\0\0";

/// A sandbox that pushes to a listener, with an article on its desk.
async fn desk() -> (Desk, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let callback = Some(Callback::new(format!("http://{}/", listener.local_addr().unwrap())));
    let twice = r#"{"call":"callback/message","do":"twice"}"#.parse().unwrap();
    let desk = Desk::new(Sandbox::new(Config { callback, faults: twice, ..Config::default() }));
    desk.file("tea/article.md", "---\ntitle: 茶\ncover: 封面.png\n---\n一壶好茶\n".as_bytes());
    desk.file("tea/封面.png", PNG);
    (desk, listener)
}

fn receiver() -> Receiver {
    let key = EncodingKey::new(CALLBACK_AES_KEY).unwrap();
    Receiver::official(Secret::new(CALLBACK_TOKEN), "wx0123456789abcdef").with_key(key)
}

fn official(desk: &Desk) -> Client<Official> {
    let sandbox = desk.server.sandbox();
    let config = sandbox.config();
    let app = StableTokens::new(config.appid.clone(), config.secret.clone());
    let tokens = Tokens::new(app, Memory::default());
    Client::builder().credentials(tokens).base_url(desk.server.base_url()).build().unwrap()
}

/// A stranger and the editor write; what the log says of it.
async fn played(desk: &Desk, mut lines: UnboundedReceiver<String>) {
    for (from, text) in [("oStranger", "发布"), ("oEditor", "你好"), ("oEditor", "发布")] {
        play(desk, from, text).await;
    }
    let line = lines.recv().await.unwrap();
    let sandbox = desk.server.sandbox();
    let [one] = sandbox.publications() else { panic!("{line}") };
    assert!(line.starts_with("published: http") && line.len() > 20, "{line}");
    assert!(one.article_id().is_some());
    assert_eq!(sandbox.count("freepublish/submit"), 1);
}

async fn play(desk: &Desk, from: &str, text: &str) {
    let (addr, head) = (desk.server.addr.to_string(), format!("POST /sandbox/text?from={from}"));
    let text = text.to_owned();
    // The receiver may answer in between.
    let answer = tokio::task::spawn_blocking(move || send(&addr, &head, text.as_bytes())).await.unwrap();
    assert!(answer.1.contains("\"errcode\":0"), "{answer:?}");
}

fn editor(desk: &Desk) -> (Arc<Editor>, UnboundedReceiver<String>) {
    let (log, lines) = mpsc::unbounded_channel();
    let editor = Editor {
        receiver: receiver(),
        official: official(desk),
        openid: "oEditor".into(),
        article: desk.folder.path().join("tea"),
        notices: Notices::default(),
        log,
        seen: Mutex::default(),
    };
    (Arc::new(editor), lines)
}

#[tokio::test]
async fn one_on_axum() {
    let (desk, listener) = desk().await;
    let (editor, lines) = editor(&desk);
    let server = tokio::spawn(async move { axum::serve(listener, on_axum::router(editor)).await });
    played(&desk, lines).await;
    server.abort();
}

#[tokio::test]
async fn one_on_hyper() {
    let (desk, listener) = desk().await;
    let (editor, lines) = editor(&desk);
    let server = tokio::spawn(on_hyper::serve(listener, editor));
    played(&desk, lines).await;
    server.abort();
}
