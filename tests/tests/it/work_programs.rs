//! The example program of WeChat Work alone, run against the sandbox as it stands, and what it is built from.

use std::process::Command;

use wxkit::work::ids::AgentId;
use wxkit::work::token::AccessToken;
use wxkit_sandbox::{Sandbox, Server};

#[expect(dead_code, reason = "its main is not called")]
#[path = "../../../crates/work/examples/alone.rs"]
mod alone;

fn server() -> Server {
    Server::on_thread("127.0.0.1:0", Sandbox::default()).unwrap()
}

#[test]
fn one_program_needs_the_family_alone() {
    let server = server();
    let app = {
        let work = server.sandbox().config().work.clone();
        AccessToken::new(work.corpid.clone(), work.apps[0].secret.clone())
    };
    let sent = alone::run(&server.base_url(), &app, AgentId::from(1_000_002), "zhangsan", "你好").unwrap();
    assert!(sent.msgid.is_some());
    assert_eq!(server.sandbox().corp_messages()[0].content["content"], "你好");
}

/// `cargo xtask tidy` watches the same over the manifests; this is what cargo really builds for the example.
#[test]
fn neither_tokio_nor_hyper_is_in_its_tree() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/work/Cargo.toml");
    let tree = [
        "tree",
        "--offline",
        "--edges",
        "normal,dev",
        "--prefix",
        "none",
        "--format",
        "{p}",
        "--manifest-path",
    ];
    let output = Command::new(cargo).args(tree).arg(manifest).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let packages: Vec<_> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(packages.contains(&"wxkit-work") && packages.contains(&"wxkit-proto"), "{packages:?}");
    for foreign in ["tokio", "hyper", "hyper-util", "rustls", "ureq", "wxkit-client", "wxkit-official"] {
        assert!(!packages.contains(&foreign), "{foreign}");
    }
}
