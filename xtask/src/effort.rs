//! The long runs: what the ordinary tests do in short, in full.

use crate::shell::{self, cargo};

/// What the tests look at.
const EFFORT: &str = "WXKIT_TESTS_EFFORT";

/// What shows how far it is.
const SHOWN: &[&str] = &["--no-capture", "--test-threads=1"];

/// Every fault of the wire at every call, and a hundred deaths of each kind.
pub(crate) fn attack() -> Result<(), String> {
    run("all", &["hostile::", "killed::", "deaths::", "torn_journals::"], SHOWN)
}

/// So many worlds of each flow.
pub(crate) fn worlds(count: &str) -> Result<(), String> {
    if !matches!(count.parse::<u64>(), Ok(1..)) {
        return Err(format!("`{count}` is not a number of worlds"));
    }
    run(count, &["worlds"], &[])
}

/// Mixed work for so many minutes.
pub(crate) fn soak(minutes: &str) -> Result<(), String> {
    if !matches!(minutes.parse::<u32>(), Ok(1..)) {
        return Err(format!("`{minutes}` is not a number of minutes"));
    }
    run(minutes, &["soak::"], SHOWN)
}

/// Optimized, as most of it would be waiting for the compiler's caution.
fn run(effort: &str, filters: &[&str], args: &[&str]) -> Result<(), String> {
    let mut command = cargo("test --release -p wxkit-tests --test it --");
    shell::run(command.args(filters).args(args).env(EFFORT, effort))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_checked_before_anything_runs() {
        for count in ["0", "-1", "many", ""] {
            assert!(worlds(count).is_err() && soak(count).is_err(), "{count}");
        }
    }
}
