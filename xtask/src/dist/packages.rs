//! A Python wheel and an npm package that carry the command: packed, then installed from their files and used.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::{copy, make, remove, write};
use crate::shell;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Packs the command into a wheel in `folder`.
pub(super) fn wheel(binary: &Path, folder: &Path) -> Result<PathBuf, String> {
    let mut python = Command::new("python3");
    python.arg(part("python/wheel.py")).arg(binary).arg(VERSION).arg(folder);
    Ok(PathBuf::from(shell::read(&mut python)?.trim()))
}

/// Installs a wheel into an environment of its own at `place`, and uploads with it.
pub(super) fn try_wheel(wheel: &Path, place: &Path) -> Result<(), String> {
    shell::run(Command::new("python3").args(["-m", "venv"]).arg(place))?;
    let python = || Command::new(place.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" }));
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"];
    shell::run(python().args(install).arg(wheel))?;
    // Isolated: else the sources beside the script would be found before what is installed.
    shell::run(python().arg("-I").arg(part("python/try.py")))
}

/// Packs the command into an npm package in `folder`.
pub(super) fn npm(binary: &Path, folder: &Path) -> Result<PathBuf, String> {
    let place = folder.join("npm");
    make(&place)?;
    for file in ["index.js", "index.d.ts", "bin.js"] {
        copy(&part("npm").join(file), &place.join(file))?;
    }
    for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&part("../..").join(file), &place.join(file))?;
    }
    copy(binary, &place.join(binary.file_name().unwrap_or_default()))?;
    write(&place.join("package.json"), &manifest()?)?;
    let packed = shell::read(
        Command::new("npm").args(["pack", "--silent", "--pack-destination", ".."]).current_dir(&place),
    )?;
    remove(&place)?;
    Ok(folder.join(packed.trim()))
}

/// Installs an npm package into a folder of its own at `place`, and uploads with it.
pub(super) fn try_npm(package: &Path, place: &Path) -> Result<(), String> {
    make(place)?;
    let package = package.canonicalize().map_err(|error| format!("{}: {error}", package.display()))?;
    write(&place.join("package.json"), "{}")?;
    let install = ["install", "--silent", "--offline", "--no-audit", "--no-fund"];
    shell::run(Command::new("npm").args(install).arg(package).current_dir(place))?;
    copy(&part("npm/try.js"), &place.join("try.js"))?;
    shell::run(Command::new("node").arg("try.js").current_dir(place))
}

/// What says of the package which version it is, and that it holds a program for this kind of machine alone.
fn manifest() -> Result<String, String> {
    let wrong = |error: &dyn std::fmt::Display| format!("package.json: {error}");
    let text = fs::read_to_string(part("npm/package.json")).map_err(|error| wrong(&error))?;
    let mut manifest: Value = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        os => os,
    };
    let cpu = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        arch => arch,
    };
    let manifest_of = manifest.as_object_mut().ok_or("package.json is no object")?;
    for (key, value) in [("version", json!(VERSION)), ("os", json!([os])), ("cpu", json!([cpu]))] {
        manifest_of.insert(key.into(), value);
    }
    Ok(format!("{manifest:#}\n"))
}

/// What the packages are made of, beside the command.
fn part(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("dist").join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wheel_is_installed_and_used() {
        check(&["python3"], wheel, try_wheel);
    }

    #[test]
    fn the_npm_package_is_installed_and_used() {
        check(&["node", "npm"], npm, try_npm);
    }

    fn check(
        programs: &[&str],
        pack: fn(&Path, &Path) -> Result<PathBuf, String>,
        attempt: fn(&Path, &Path) -> Result<(), String>,
    ) {
        let this = std::env::current_exe().unwrap();
        let name = format!("wxkit{}", std::env::consts::EXE_SUFFIX);
        let built = this.ancestors().nth(2).unwrap().join(&name);
        let missing = programs.iter().find(|program| !shell::present(&mut Command::new(program)));
        if let Some(missing) = missing {
            return println!("left out: there is no {missing}");
        }
        if !built.is_file() {
            return println!("left out: there is no command yet; cargo build -p wxkit-cli makes it");
        }
        let folder = tempfile::tempdir().unwrap();
        let binary = folder.path().join(&name);
        fs::copy(built, &binary).unwrap();
        // A build for tests carries a lot that nobody runs.
        shell::answers(Command::new("strip").arg(&binary));
        let package = pack(&binary, folder.path()).unwrap();
        attempt(&package, &folder.path().join("place")).unwrap();
    }

    #[test]
    fn a_package_is_for_this_kind_of_machine() {
        let manifest: Value = serde_json::from_str(&manifest().unwrap()).unwrap();
        assert_eq!((&manifest["name"], &manifest["version"]), (&json!("wxkit"), &json!(VERSION)));
        assert!(manifest["os"][0].is_string() && manifest["cpu"][0].is_string(), "{manifest}");
    }
}
