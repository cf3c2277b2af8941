//! All tests, on a machine that has nothing but Rust.

use std::process::Command;

use crate::shell::{self, cargo};

/// Runs all tests. `args` go to the runner; with them the examples in the docs are left out, since they have another
/// runner when cargo-nextest is there.
pub(crate) fn run(args: &[&str]) -> Result<(), String> {
    provide();
    // The integration tests start the command.
    shell::run(&mut cargo("build -p wxkit-cli"))?;
    if !shell::present(&mut cargo("nextest")) {
        println!("# cargo-nextest would be faster: cargo install --locked cargo-nextest");
        return shell::run(cargo("test --workspace --all-features").args(args));
    }
    shell::run(cargo("nextest run --workspace --all-features").args(args))?;
    if args.is_empty() {
        return shell::run(&mut cargo("test --doc --workspace --all-features"));
    }
    println!("# the examples in the docs are left out; without arguments they run too");
    Ok(())
}

/// curl and openssl are the strangers that some tests hold the code against, and in redis-server a fleet keeps its access
/// token. All other tests run without them. Debian has each in a package of its name.
const TOOLS: [&str; 3] = ["curl", "openssl", "redis-server"];

/// Installs what is missing, and nothing else: a tool that is there is not upgraded.
fn provide() {
    let missing: Vec<_> = TOOLS.into_iter().filter(|tool| !is_there(tool)).collect();
    if missing.is_empty() {
        return;
    }
    let all = missing.join(" ");
    println!("# missing: {all}");
    if let Err(message) = install(&missing) {
        println!("# {message}");
        println!(
            "# tests that need {all} will fail; get them with: sudo apt-get install -y --no-upgrade {all}"
        );
    }
}

fn is_there(tool: &str) -> bool {
    match tool {
        // Version 3.0 refuses --version.
        "openssl" => shell::answers(Command::new(tool).arg("version")),
        _ => shell::present(&mut Command::new(tool)),
    }
}

fn install(tools: &[&str]) -> Result<(), String> {
    if !is_root() {
        return Err("only root can install packages".into());
    }
    println!("# they are installed now, by apt-get; nothing that is there is upgraded");
    let command = || {
        let mut install = Command::new("apt-get");
        install.args(["install", "-y", "--no-install-recommends", "--no-upgrade"]).args(tools);
        install.env("DEBIAN_FRONTEND", "noninteractive");
        install
    };
    // With the lists that are there; they may be missing or old.
    shell::run(&mut command()).or_else(|_| {
        shell::run(Command::new("apt-get").arg("update"))?;
        shell::run(&mut command())
    })
}

fn is_root() -> bool {
    shell::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
