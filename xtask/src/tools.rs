//! Tools from the Rust registry, fetched when they are missing.

use std::process::Command;

use crate::shell::{self, cargo};

/// Makes `cargo NAME` available, and builds it from the registry if it is not there.
pub(crate) fn provide(name: &str) -> Result<(), String> {
    if shell::present(&mut cargo(name)) {
        return Ok(());
    }
    println!("# cargo-{name} is missing; it is built now, which takes some minutes once");
    let mut install = cargo(&format!("install --locked cargo-{name}"));
    // Its own target folder: nothing of it is of use to the workspace.
    shell::run(install.env_remove("CARGO_TARGET_DIR").env_remove("RUSTFLAGS"))
}

/// Whether there is a nightly toolchain. Without one, the step that needs it says so and is left out.
pub(crate) fn has_nightly(step: &str) -> bool {
    // A rustup without that toolchain would try to fetch it.
    let listed = shell::read(Command::new("rustup").args(["toolchain", "list"]));
    let has = listed.is_ok_and(|list| list.lines().any(|line| line.starts_with("nightly")));
    if !has {
        println!("# {step} is left out: it needs `rustup toolchain install nightly`");
    }
    has
}
