//! All tests, on a machine that has nothing but Rust.

use std::process::Command;

use crate::shell::{self, cargo};

/// Runs all tests. `args` go to the runner; with them the examples in the docs are left out, since they have another
/// runner when cargo-nextest is there.
pub(crate) fn run(args: &[&str]) -> Result<(), String> {
    provide("curl");
    provide("openssl");
    provide("redis-server");
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
fn provide(tool: &str) {
    if shell::present(&mut Command::new(tool)) {
        return;
    }
    if let Err(message) = install(tool) {
        println!("# {message}");
        println!(
            "# {tool} is missing, tests that need it will fail; get it with: sudo apt-get install -y {tool}"
        );
    }
}

fn install(tool: &str) -> Result<(), String> {
    if !is_root() {
        return Err("only root can install packages".into());
    }
    shell::run(Command::new("apt-get").arg("update"))?;
    let mut install = Command::new("apt-get");
    install.args(["install", "-y", "--no-install-recommends", tool]);
    shell::run(install.env("DEBIAN_FRONTEND", "noninteractive"))
}

fn is_root() -> bool {
    shell::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
