//! Mutation testing: the code is changed in small ways, and for each of them a test has to fail. Changes that no test can
//! tell are listed with their reasons in `.cargo/mutants.toml`.

use crate::shell::{self, cargo};
use crate::tools;

/// What money, accounts and unpublished articles depend on, and the tests that have to tell.
const PARTS: [(&str, &str, &str); 6] = [
    ("callback", "-p wxkit-callback", "--lib"),
    (
        "pay",
        "-p wxkit-pay -f **/signature.rs -f **/keyring.rs -f **/resource.rs -f **/serial.rs -f **/keys.rs \
         -f **/certificates.rs -f **/notification.rs",
        "--lib",
    ),
    ("journal", "-p wxkit-proto -f **/journal.rs", "--lib"),
    ("token", "-p wxkit-token -e **/redis.rs -e **/redis/**", "--lib"),
    // With a real Redis.
    (
        "redis",
        "-p wxkit-token -f **/redis.rs -f **/redis/** --test-package wxkit-tests",
        "--test it redis_store",
    ),
    ("proto", "-p wxkit-proto", "--lib"),
];

/// Lists the parts.
pub(crate) fn list() -> Result<(), String> {
    PARTS.iter().for_each(|(name, ..)| println!("{name}"));
    Ok(())
}

/// Tries every change of a part, on a copy of the code.
pub(crate) fn run(part: &str) -> Result<(), String> {
    let Some((name, what, tests)) = PARTS.iter().find(|(name, ..)| *name == part) else {
        let names = PARTS.map(|(name, ..)| name).join(", ");
        return Err(format!("no part `{part}`; there are {names}"));
    };
    tools::provide("mutants")?;
    let output = format!("target/mutants/{name}");
    std::fs::create_dir_all(&output).map_err(|error| format!("making {output}: {error}"))?;
    shell::run(&mut cargo(&format!("mutants {what} --all-features --output {output} -- {tests}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_checked_before_anything_runs() {
        let error = run("journals").unwrap_err();
        assert_eq!(error, "no part `journals`; there are callback, pay, journal, token, redis, proto");
    }
}
