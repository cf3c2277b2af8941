//! Mutation testing: the code is changed in small ways, and for each of them a test has to fail. Changes that no test can
//! tell are listed with their reasons in `.cargo/mutants.toml`.

use crate::shell::{self, cargo};
use crate::tools;

/// What money, accounts and unpublished articles depend on, with the tests of its own crate.
const PARTS: [(&str, &str); 5] = [
    ("callback", "-p wxkit-callback"),
    (
        "pay",
        "-p wxkit-pay -f **/signature.rs -f **/keyring.rs -f **/resource.rs -f **/serial.rs -f **/keys.rs \
         -f **/certificates.rs -f **/notification.rs",
    ),
    ("journal", "-p wxkit-proto -f **/journal.rs"),
    ("token", "-p wxkit-token"),
    ("proto", "-p wxkit-proto"),
];

/// Lists the parts.
pub(crate) fn list() -> Result<(), String> {
    PARTS.iter().for_each(|(name, _)| println!("{name}"));
    Ok(())
}

/// Tries every change of a part, on a copy of the code.
pub(crate) fn run(part: &str) -> Result<(), String> {
    let Some((name, what)) = PARTS.iter().find(|(name, _)| *name == part) else {
        let names = PARTS.map(|(name, _)| name).join(", ");
        return Err(format!("no part `{part}`; there are {names}"));
    };
    tools::provide("mutants")?;
    shell::run(&mut cargo(&format!("mutants {what} --output target/mutants/{name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_checked_before_anything_runs() {
        let error = run("journals").unwrap_err();
        assert_eq!(error, "no part `journals`; there are callback, pay, journal, token, proto");
    }
}
