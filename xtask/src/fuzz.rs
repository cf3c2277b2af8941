//! Fuzz targets, each for a while.

use std::fs;
use std::path::Path;

use crate::shell::{self, cargo};

/// Each target has a folder of inputs to begin with.
const CORPUS: &str = "tests/fuzz/corpus";

/// Words of what a target reads, for those that chance would hardly hit upon.
const DICTIONARIES: &str = "tests/fuzz/dictionaries";

/// These drive our own machines and little else, all of it safe code: without a sanitizer they get on several times as fast.
const UNWATCHED: [&str; 5] = ["downloads", "journals", "keeper", "publish", "video_upload"];

const ALL: &str = "all";

/// New inputs land where git does not look; the good ones are copied to the corpus by hand.
const FOUND: &str = "tests/fuzz/target/found";

/// Lists the targets.
pub(crate) fn list() -> Result<(), String> {
    for name in targets()? {
        println!("{name}");
    }
    Ok(())
}

/// Runs one target, or `all` of them one after the other.
pub(crate) fn run(target: &str, seconds: &str) -> Result<(), String> {
    let targets = targets()?;
    let wanted = if target == ALL { targets.clone() } else { vec![target.to_owned()] };
    wanted.iter().try_for_each(|target| one(target, seconds, &targets))
}

fn one(target: &str, seconds: &str, targets: &[String]) -> Result<(), String> {
    check(target, seconds, targets)?;
    if !shell::present(&mut cargo("+nightly fuzz")) {
        return Err("fuzzing needs two things more: `rustup toolchain install nightly` and \
            `cargo install --locked cargo-fuzz`"
            .into());
    }
    let found = format!("{FOUND}/{target}");
    fs::create_dir_all(&found).map_err(|error| format!("{found}: {error}"))?;
    let sanitizer = if UNWATCHED.contains(&target) { "none" } else { "address" };
    let mut command = cargo(&format!(
        "+nightly fuzz run --fuzz-dir tests/fuzz --sanitizer {sanitizer} {target} {found} {CORPUS}/{target} -- \
         -max_total_time={seconds}"
    ));
    let dictionary = format!("{DICTIONARIES}/{target}");
    if Path::new(&dictionary).exists() {
        command.arg(format!("-dict={dictionary}"));
    }
    shell::run(&mut command)
}

fn check(target: &str, seconds: &str, targets: &[String]) -> Result<(), String> {
    if !targets.iter().any(|name| name == target) {
        return Err(format!("no fuzz target `{target}`; there are {}", targets.join(", ")));
    }
    match seconds.parse::<u32>() {
        // Zero would mean forever.
        Ok(1..) => Ok(()),
        _ => Err(format!("`{seconds}` is not a number of seconds")),
    }
}

fn targets() -> Result<Vec<String>, String> {
    let wrong = |error| format!("{CORPUS}: {error}");
    let mut names = Vec::new();
    for entry in fs::read_dir(Path::new(CORPUS)).map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        if entry.path().is_dir() {
            names.push(entry.file_name().display().to_string());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_has_the_name_of_its_target() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for entry in root.join(DICTIONARIES).read_dir().unwrap() {
            let name = entry.unwrap().file_name();
            assert!(root.join(CORPUS).join(&name).is_dir(), "{}", name.display());
        }
    }

    #[test]
    fn what_is_typed_is_checked_before_anything_runs() {
        let targets = ["multipart".to_owned()];
        assert_eq!(check("multipart", "5", &targets), Ok(()));
        assert_eq!(
            check("multipat", "5", &targets).unwrap_err(),
            "no fuzz target `multipat`; there are multipart"
        );
        for seconds in ["0", "-1", "1m", ""] {
            assert!(check("multipart", seconds, &targets).is_err(), "{seconds}");
        }
    }
}
