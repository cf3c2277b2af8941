//! The steps that must be green, the quick ones first.

use crate::shell::{self, cargo};
use crate::{demo, interface, packages, test, tidy, tools};

const STEPS: [&str; 10] =
    ["fmt", "clippy", "tidy", "docs", "interface", "deny", "features", "packages", "test", "demo"];

/// All steps, up to the first that fails.
pub(crate) fn all() -> Result<(), String> {
    STEPS.iter().try_for_each(|step| {
        println!("== {step}");
        one(step)
    })
}

/// One step.
pub(crate) fn one(step: &str) -> Result<(), String> {
    match step {
        "fmt" => shell::run(&mut cargo("fmt --all -- --check")),
        "clippy" => shell::run(&mut cargo("clippy --workspace --all-targets --all-features -- -D warnings")),
        "tidy" => tidy::run(),
        "docs" => docs(),
        "interface" => interface::run(false),
        "deny" => deny(),
        "features" => features(),
        "packages" => packages::run(),
        "test" => test::run(&[]),
        "demo" => demo::run(),
        _ => Err(format!("no step `{step}`; there are {}", STEPS.join(", "))),
    }
}

fn docs() -> Result<(), String> {
    let mut doc = cargo("doc --workspace --no-deps --all-features");
    shell::run(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

/// Licences, sources and bans; advisories need the network and are for people.
fn deny() -> Result<(), String> {
    tools::provide("deny")?;
    shell::run(&mut cargo(
        "deny --all-features --config .ci/deny.toml check --hide-inclusion-graph licenses sources bans",
    ))
}

/// Each crate builds with each of its features alone, with pairs of them, and with none.
fn features() -> Result<(), String> {
    tools::provide("hack")?;
    shell::run(&mut cargo(
        "hack check --workspace --ignore-private --feature-powerset --depth 2 --no-dev-deps --quiet",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_step_names_the_known_ones() {
        let message = one("fnt").unwrap_err();
        assert_eq!(
            message,
            "no step `fnt`; there are fmt, clippy, tidy, docs, interface, deny, features, packages, test, demo"
        );
    }
}
