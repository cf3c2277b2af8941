//! Speed: each bench prints its figures beside their yardsticks, writes them to `target/bench` as JSON, and fails if one
//! is missed. Most figures are ratios within one run, as machines differ; on one that has other work they say little.

use std::fs;

use crate::shell::{self, cargo};

/// One file for each bench.
const BENCHES: &str = "tests/benches";

/// All benches, also those behind one that has missed a yardstick.
pub(crate) fn all() -> Result<(), String> {
    let mut missed = Vec::new();
    for name in names()? {
        println!("== {name}");
        if measure(&name, &[]).is_err() {
            missed.push(name);
        }
    }
    if missed.is_empty() { Ok(()) } else { Err(format!("yardsticks were missed in {}", missed.join(", "))) }
}

/// One bench, with arguments of its own.
pub(crate) fn one(name: &str, args: &[&str]) -> Result<(), String> {
    let names = names()?;
    if names.iter().any(|known| known == name) {
        return measure(name, args);
    }
    Err(format!("no bench `{name}`; there are {}", names.join(", ")))
}

fn measure(name: &str, args: &[&str]) -> Result<(), String> {
    shell::run(cargo(&format!("bench --quiet -p wxkit-tests --bench {name} --")).args(args))
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
