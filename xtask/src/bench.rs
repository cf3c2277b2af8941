//! Speed: each bench prints its figures beside their yardsticks, and fails if one is missed.

use std::fs;

use crate::shell::{self, cargo};

/// One file for each bench.
const BENCHES: &str = "tests/benches";

/// All benches.
pub(crate) fn all() -> Result<(), String> {
    names()?.iter().try_for_each(|name| {
        println!("== {name}");
        measure(name)
    })
}

/// One bench.
pub(crate) fn one(name: &str) -> Result<(), String> {
    let names = names()?;
    if names.iter().any(|known| known == name) {
        return measure(name);
    }
    Err(format!("no bench `{name}`; there are {}", names.join(", ")))
}

fn measure(name: &str) -> Result<(), String> {
    shell::run(&mut cargo(&format!("bench --quiet -p wxkit-tests --bench {name}")))
}

fn names() -> Result<Vec<String>, String> {
    let wrong = |error| format!("{BENCHES}: {error}");
    let mut names = Vec::new();
    for entry in fs::read_dir(BENCHES).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        names.extend(path.file_stem().map(|stem| stem.display().to_string()));
    }
    names.sort();
    Ok(names)
}
