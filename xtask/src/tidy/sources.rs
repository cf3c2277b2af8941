//! Files are small; crates say what they are.

use super::Finding;
use super::tree::File;

/// Aim for 150 lines; here a file must be split.
const LINES: usize = 400;

/// Tests may be longer: they are read one by one.
const TEST_LINES: usize = 600;

/// Finds files that nobody can keep in mind.
pub(super) fn check_size(file: &File) -> Vec<Finding> {
    let limit = if file.path.split('/').any(|folder| folder == "tests") { TEST_LINES } else { LINES };
    match file.text.lines().count() {
        lines if lines > limit => {
            vec![Finding::new(&file.path, format!("has {lines} lines; split it, the limit is {limit}"))]
        }
        _ => Vec::new(),
    }
}

/// Finds crates whose docs do not begin on the first line.
pub(super) fn check_docs(file: &File) -> Vec<Finding> {
    if file.text.starts_with("//!") {
        return Vec::new();
    }
    vec![Finding::new(&file.path, "must begin with `//!` and say what the crate is")]
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    fn file(path: &str, lines: usize) -> File {
        File { path: path.into(), text: "// line\n".repeat(lines) }
    }

    #[test]
    fn long_files_are_found() {
        assert_eq!(check_size(&file("crates/proto/src/call.rs", 400)), []);
        assert_eq!(
            told(&check_size(&file("crates/proto/src/call.rs", 401))),
            ["crates/proto/src/call.rs: has 401 lines; split it, the limit is 400"]
        );
    }

    #[test]
    fn tests_may_be_longer() {
        assert_eq!(check_size(&file("crates/cli/tests/command.rs", 600)), []);
        assert_eq!(check_size(&file("tests/tests/it/world.rs", 601)).len(), 1);
    }

    #[test]
    fn a_crate_without_docs_is_found() {
        let docs = |text: &str| check_docs(&File { path: "src/lib.rs".into(), text: text.into() });
        assert_eq!(docs("//! What it is.\n"), []);
        assert_eq!(docs("mod a;\n//! Too late.\n").len(), 1);
        assert_eq!(docs("").len(), 1);
    }
}
