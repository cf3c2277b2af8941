//! Each promise of the docs names a test that is there.

use std::fs;
use std::path::Path;

#[test]
fn every_promise_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let page = fs::read_to_string(root.join("crates/wxkit/src/promises.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.contains(".rs`"));
    let mut proofs = 0;
    for row in rows {
        for (file, rest) in
            row.match_indices(".rs`: `").map(|(at, mark)| (&row[..at + 3], &row[at + mark.len()..]))
        {
            let file = file.rsplit('`').next().unwrap();
            let name = rest.split('`').next().unwrap();
            let source =
                fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(is_test(&source, name), "{file} has no test `{name}`");
            proofs += 1;
        }
    }
    let promises = page.lines().filter(|line| line.starts_with("| ")).count() - page.matches("|---|").count();
    assert!(proofs >= promises, "a promise without a test: {proofs} tests for {promises} promises");
}

/// Whether there is a function of this name with `#[test]` or the like above it.
fn is_test(source: &str, name: &str) -> bool {
    let head = format!("fn {name}(");
    let Some(at) = source.find(&head) else { return false };
    let above = source[..at].trim_end().lines().rev();
    above.take_while(|line| !line.trim().is_empty()).any(|line| line.contains("test"))
}
