//! What the rules look at, read once.

use std::fs;
use std::process::Command;

use serde_json::Value;

use super::sans_io;
use crate::shell::{self, cargo};

/// The repository as plain values.
#[derive(Debug)]
pub(super) struct Tree {
    /// Every tracked file.
    pub(super) paths: Vec<String>,
    /// Every tracked file that is text.
    pub(super) files: Vec<File>,
    pub(super) members: Vec<Member>,
}

/// A tracked text file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
}

/// A package of the workspace.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    /// Path of its `Cargo.toml`.
    pub(super) manifest: String,
    /// What it names, without what only its tests use.
    pub(super) dependencies: Vec<String>,
    /// Everything that is built into it; empty for members that may hold anything.
    pub(super) packages: Vec<String>,
}

impl Tree {
    pub(super) fn read() -> Result<Self, String> {
        // A list of names is safe to read, whoever owns the folder: on a build machine that is often somebody else.
        let listed = shell::read(Command::new("git").args(["-c", "safe.directory=*", "ls-files", "-z"]))?;
        let paths: Vec<String> = listed.split_terminator('\0').map(str::to_owned).collect();
        // A picture is not UTF-8, and a file that was just deleted is still tracked.
        let text = |path: &String| {
            let text = fs::read_to_string(path).ok()?;
            Some(File { path: path.clone(), text })
        };
        Ok(Self { files: paths.iter().filter_map(text).collect(), paths, members: members()? })
    }
}

impl Member {
    /// Whether this file is the front door of the package.
    pub(super) fn is_root_module(&self, path: &str) -> bool {
        let folder = self.manifest.strip_suffix("Cargo.toml");
        let inside = folder.and_then(|folder| path.strip_prefix(folder));
        matches!(inside, Some("src/lib.rs" | "src/main.rs"))
    }
}

fn members() -> Result<Vec<Member>, String> {
    let text = shell::read(&mut cargo("metadata --no-deps --format-version 1"))?;
    let metadata: Value = serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))?;
    let mut members = parse(&metadata).ok_or("cargo metadata has changed its shape")?;
    for member in &mut members {
        if sans_io::is_pure(&member.name) {
            member.packages = packages(&member.name)?;
        }
    }
    Ok(members)
}

fn parse(metadata: &Value) -> Option<Vec<Member>> {
    let root = metadata.get("workspace_root")?.as_str()?;
    let member = |package: &Value| {
        let manifest = package.get("manifest_path")?.as_str()?.strip_prefix(root)?;
        let dependencies = package.get("dependencies")?.as_array()?.iter();
        let dependencies = dependencies.filter(|dependency| dependency["kind"] != "dev");
        Some(Member {
            name: package.get("name")?.as_str()?.to_owned(),
            manifest: manifest.trim_start_matches(['/', '\\']).replace('\\', "/"),
            dependencies: dependencies
                .map(|dependency| Some(dependency.get("name")?.as_str()?.to_owned()))
                .collect::<Option<_>>()?,
            packages: Vec::new(),
        })
    };
    metadata.get("packages")?.as_array()?.iter().map(member).collect()
}

/// Everything built into a package. `cargo metadata` cannot tell: it joins the features that any member asks for.
fn packages(name: &str) -> Result<Vec<String>, String> {
    let mut tree = cargo("tree --edges normal,no-proc-macro --prefix none --format {p} --package");
    let lines = shell::read(tree.arg(name).arg(sans_io::features(name)))?;
    let mut names: Vec<_> =
        lines.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_come_without_what_only_tests_use() {
        let metadata = json!({
            "workspace_root": "/w",
            "packages": [{
                "name": "wxkit-token",
                "manifest_path": "/w/crates/token/Cargo.toml",
                "dependencies": [
                    {"name": "wxkit-proto", "kind": null},
                    {"name": "cc", "kind": "build"},
                    {"name": "tempfile", "kind": "dev"},
                ],
            }],
        });
        let members = parse(&metadata).unwrap();
        assert_eq!(members[0].dependencies, ["wxkit-proto", "cc"]);
        assert!(members[0].is_root_module("crates/token/src/lib.rs"));
        assert!(!members[0].is_root_module("crates/token/src/key.rs"));
    }
}
