//! What more than one bench measures.

use std::path::PathBuf;
use std::process::Command;

/// The command, built in this profile.
///
/// # Panics
/// If it cannot be built.
#[must_use]
pub fn built(profile: &str) -> PathBuf {
    let build = ["build", "--quiet", "--profile", profile, "-p", "wxkit-cli"];
    assert!(Command::new(env!("CARGO")).args(build).status().expect("cargo runs").success(), "it builds");
    // This program is `target/release/deps/NAME-HASH`.
    let program = std::env::current_exe().expect("it is running");
    program.ancestors().nth(3).expect("it is in the target folder").join(profile).join("wxkit")
}

/// An article of about so many KB, a seventh of it code and a tenth tables.
#[must_use]
pub fn article_of(kb: usize) -> String {
    let part = include_str!("../../articles/bench.md");
    let mut text = String::from("---\ntitle: 春茶\n---\n\n");
    let mut number = 0;
    while text.len() < kb * 1000 {
        number += 1;
        text.push_str(&part.replace("NUMBER", &number.to_string()));
    }
    text
}
