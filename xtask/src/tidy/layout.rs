//! The top level stays short enough to be read at a glance.

use std::collections::BTreeSet;

use super::Finding;

const ENTRIES: [&str; 10] = [
    "Cargo.toml",
    "Cargo.lock",
    "crates",
    "xtask",
    "tests",
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
];

/// Finds what does not belong at the top level. Licences and dot-files do.
pub(super) fn check(paths: &[String]) -> Vec<Finding> {
    let entries: BTreeSet<&str> = paths.iter().filter_map(|path| path.split('/').next()).collect();
    let foreign =
        |entry: &&str| !ENTRIES.contains(entry) && !entry.starts_with("LICENSE-") && !entry.starts_with('.');
    let entries = entries.into_iter().filter(foreign);
    entries.map(|entry| Finding::new(entry, "does not belong at the top level")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    fn check_paths(paths: &[&str]) -> Vec<String> {
        told(&check(&paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>()))
    }

    #[test]
    fn what_belongs_is_quiet() {
        let paths = ["Cargo.toml", "LICENSE-MIT", ".ci/run", ".gitignore", "crates/proto/src/lib.rs"];
        assert_eq!(check_paths(&paths), [""; 0]);
    }

    #[test]
    fn each_stranger_is_named_once() {
        assert_eq!(
            check_paths(&["docs/a.md", "docs/b.md", "notes.txt", "crates/x"]),
            ["docs: does not belong at the top level", "notes.txt: does not belong at the top level"]
        );
    }
}
