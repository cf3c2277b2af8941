//! What no compiler checks. Each rule is a function from plain values to findings.
//!
//! | module | rule |
//! |---|---|
//! | [`directions`] | which crate may depend on which |
//! | [`sans_io`] | the core and the platforms reach no clock, chance, file or socket |
//! | [`manifests`] | versions and lints live in the workspace |
//! | [`manual`] | every endpoint has its page, its links and its alias |
//! | [`growth`] | what the libraries show can grow |
//! | [`registers`] | every endpoint stands in its platform's register |
//! | [`sources`] | files are small, crates say what they are |
//! | [`words`] | no leftovers, no path of somebody's machine |
//! | [`layout`] | the top level stays short |

mod directions;
mod growth;
mod layout;
mod manifests;
mod manual;
mod registers;
mod sans_io;
mod sources;
mod tree;
mod words;

use std::fmt;
use std::time::Instant;

use tree::Tree;

/// Something to put right.
#[derive(Debug, PartialEq)]
struct Finding {
    path: String,
    message: String,
}

/// Checks the tracked files and the manifests of the workspace.
pub(crate) fn run() -> Result<(), String> {
    let start = Instant::now();
    let tree = Tree::read()?;
    let findings = check(&tree);
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("tidy: {} files, nothing found", tree.paths.len());
            println!("# {:.1} s", start.elapsed().as_secs_f32());
            Ok(())
        }
        found => Err(format!("tidy: {found} to put right")),
    }
}

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = layout::check(&tree.paths);
    findings.extend(growth::check(&tree.files));
    findings.extend(registers::check(&tree.files));
    findings.extend(manual::check(&tree.files));
    for member in &tree.members {
        findings.extend(directions::check(member));
        findings.extend(sans_io::check_packages(member));
    }
    for file in &tree.files {
        findings.extend(words::check(file));
        if file.path.ends_with(".rs") {
            findings.extend(sans_io::check_source(file));
            findings.extend(sources::check_size(file));
        }
        if tree.members.iter().any(|member| member.manifest == file.path) {
            findings.extend(manifests::check(file));
        }
        if tree.members.iter().any(|member| member.is_root_module(&file.path)) {
            findings.extend(sources::check_docs(file));
        }
    }
    findings
}

impl Finding {
    fn new(path: &str, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// The findings as text, for tests.
#[cfg(test)]
fn told(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(Finding::to_string).collect()
}
