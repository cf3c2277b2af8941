//! Versions and lints live in the workspace, so that there is one of each.

use toml::{Table, Value};

use super::Finding;
use super::tree::File;

const SECTIONS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// Checks the `Cargo.toml` of a member.
pub(super) fn check(file: &File) -> Vec<Finding> {
    let manifest: Table = match toml::from_str(&file.text) {
        Ok(manifest) => manifest,
        Err(error) => return vec![Finding::new(&file.path, error.message())],
    };
    let mut findings = Vec::new();
    if !manifest.get("lints").is_some_and(of_workspace) {
        findings.push(Finding::new(&file.path, "needs `[lints] workspace = true`"));
    }
    for (name, dependency) in dependencies(&manifest) {
        if !of_workspace(dependency) {
            findings.push(Finding::new(&file.path, format!("{name} needs `workspace = true`")));
        }
    }
    findings
}

fn of_workspace(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

fn dependencies(manifest: &Table) -> impl Iterator<Item = (&String, &Value)> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flatten().filter_map(|(_, target)| target.as_table());
    let sections = std::iter::once(manifest).chain(targets);
    sections
        .flat_map(|table| SECTIONS.iter().filter_map(|name| table.get(*name)))
        .filter_map(Value::as_table)
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    fn check_text(text: &str) -> Vec<String> {
        told(&check(&File { path: "Cargo.toml".into(), text: text.into() }))
    }

    #[test]
    fn one_version_of_everything() {
        let text = r#"
            [lints]
            workspace = true
            [dependencies]
            http.workspace = true
            bytes = { workspace = true, optional = true }
            serde = "1"
            [dev-dependencies]
            tempfile = { version = "3" }
            [target.'cfg(unix)'.dependencies]
            libc = "0.2"
        "#;
        let mut findings = check_text(text);
        findings.sort();
        let expected =
            ["libc", "serde", "tempfile"].map(|name| format!("Cargo.toml: {name} needs `workspace = true`"));
        assert_eq!(findings, expected);
    }

    #[test]
    fn one_set_of_lints() {
        assert_eq!(check_text(""), ["Cargo.toml: needs `[lints] workspace = true`"]);
        assert_eq!(check_text("[lints]\nworkspace = true"), [""; 0]);
    }

    #[test]
    fn a_broken_manifest_is_a_finding() {
        assert_eq!(check_text("[lints").len(), 1);
    }
}
