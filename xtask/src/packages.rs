//! Each crate can be packaged: with its readme and both licences, and with nothing in it that is not of it.

use std::fs;
use std::path::Path;

use crate::shell::{self, cargo};

/// What stands in each crate's folder, so that it stands in its package.
const FILES: [&str; 3] = ["README.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Packages every crate of `crates/`, without building it once more.
pub(crate) fn run() -> Result<(), String> {
    for entry in fs::read_dir("crates").map_err(|error| format!("crates: {error}"))? {
        let folder = entry.map_err(|error| format!("crates: {error}"))?.path();
        if let Some(file) = FILES.iter().find(|file| !folder.join(file).is_file()) {
            return Err(format!("{}: {file} is missing", folder.display()));
        }
        for licence in FILES.iter().filter(|file| file.starts_with("LICENSE")) {
            same(Path::new(licence), &folder.join(licence))?;
        }
    }
    shell::run(&mut cargo(
        "package --workspace --exclude xtask --exclude wxkit-tests --exclude wxkit-examples --no-verify --allow-dirty --quiet",
    ))
}

fn same(one: &Path, other: &Path) -> Result<(), String> {
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    if read(one)? == read(other)? {
        return Ok(());
    }
    Err(format!("{} is not {}", other.display(), one.display()))
}
