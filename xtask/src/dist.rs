//! What people install: the command with completions, manual, licences and checksums; a wheel and an npm package of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::shell::{self, cargo};

/// Where everything lands.
const FOLDER: &str = "target/wxkit-dist";
/// What the packages are made of, beside the command.
const PARTS: &str = "xtask/dist";

/// Builds with this profile, packs, and tries what was packed. Nothing is uploaded anywhere.
pub(crate) fn run(profile: &str) -> Result<(), String> {
    shell::run(&mut cargo(&format!("build --locked --package wxkit-cli --profile {profile}")))?;
    let built = if profile == "dev" { "debug" } else { profile };
    let name = format!("wxkit{}", std::env::consts::EXE_SUFFIX);
    let folder = Path::new(FOLDER);
    let _ = fs::remove_dir_all(folder);
    make(&folder.join("completions"))?;
    let binary = folder.join(&name);
    copy(&Path::new("target").join(built).join(&name), &binary)?;
    let wxkit = || Command::new(&binary);
    for (shell, file) in
        [("bash", "wxkit.bash"), ("zsh", "_wxkit"), ("fish", "wxkit.fish"), ("powershell", "wxkit.ps1")]
    {
        let script = shell::read(wxkit().env("WXKIT_LANG", "en").args(["completions", shell]))?;
        write(&folder.join("completions").join(file), &script)?;
    }
    shell::run(wxkit().env("WXKIT_LANG", "en").arg("man").arg(folder.join("man")))?;
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(Path::new(licence), &folder.join(licence))?;
    }
    write(&folder.join("LICENSES.txt"), &licences()?)?;
    let mut files = vec![binary.clone()];
    if there("python3", "the wheel") {
        files.push(wheel(folder, &binary)?);
    }
    if there("node", "the npm package") && there("npm", "the npm package") {
        files.push(npm(folder, &binary, &name)?);
    }
    sums(folder, &files)
}

/// Whether a program is there that a package needs; says so if it is not.
fn there(program: &str, what: &str) -> bool {
    let found = shell::present(&mut Command::new(program));
    if !found {
        println!("# {what} is left out: there is no {program}");
    }
    found
}

/// Every dependency of the command with its licence, then every text of a licence with those it belongs to.
fn licences() -> Result<String, String> {
    let tree = "tree --locked --package wxkit-cli --edges normal --prefix none --no-dedupe --format {p}|{l}";
    let used: BTreeSet<String> = shell::read(&mut cargo(tree))?.lines().map(licence).collect();
    let metadata = shell::read(&mut cargo("metadata --locked --format-version 1"))?;
    let metadata: Value =
        serde_json::from_str(&metadata).map_err(|error| format!("cargo metadata: {error}"))?;
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in metadata.get("packages").and_then(Value::as_array).into_iter().flatten() {
        let text = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = format!("{} v{}", text("name"), text("version"));
        if used.iter().any(|line| line.starts_with(&format!("{name}:"))) {
            for text in licence_texts(Path::new(text("manifest_path")).parent().unwrap_or(Path::new(".")))? {
                texts.entry(text).or_default().push(name.clone());
            }
        }
    }
    let list: String = used.iter().map(|line| format!("{line}\n")).collect();
    let line = "-".repeat(80);
    let texts = texts.iter().map(|(text, of)| format!("\n{line}\n{}\n\n{}\n", of.join(", "), text.trim()));
    Ok(list + &texts.collect::<String>())
}

/// What a package says about its licences.
fn licence_texts(folder: &Path) -> Result<Vec<String>, String> {
    let wrong = |error| format!("{}: {error}", folder.display());
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        if path.is_file()
            && ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"].iter().any(|of| name.starts_with(of))
        {
            texts.push(String::from_utf8_lossy(&fs::read(&path).map_err(wrong)?).replace("\r\n", "\n"));
        }
    }
    texts.sort_unstable();
    texts.dedup();
    Ok(texts)
}

/// A dependency and its licence, without the path that a local crate shows.
fn licence(line: &str) -> String {
    let (package, licence) = line.split_once('|').unwrap_or((line, ""));
    let words: Vec<&str> = package.split_whitespace().take(2).collect();
    format!("{}: {licence}", words.join(" "))
}

/// The wheel, installed into an environment of its own, where its sandbox answers.
fn wheel(folder: &Path, binary: &Path) -> Result<PathBuf, String> {
    let mut python = Command::new("python3");
    python.arg(format!("{PARTS}/python/wheel.py")).arg(binary).arg(env!("CARGO_PKG_VERSION")).arg(folder);
    let wheel = PathBuf::from(shell::read(&mut python)?.trim());
    let place = folder.join("try-wheel");
    shell::run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&wheel).arg(&place))?;
    // `zipfile` keeps no modes, as an installer does.
    executable(&place.join("wxkit").join(binary.file_name().unwrap_or_default()))?;
    let program = "import wxkit, urllib.request\nwith wxkit.Sandbox() as s:\n  url = s.base_url + '/cgi-bin/token?grant_type=client_credential&appid=' + s.info['appid'] + '&secret=' + s.info['secret']\n  assert b'access_token' in urllib.request.urlopen(url).read()\n";
    shell::run(Command::new("python3").args(["-c", program]).env("PYTHONPATH", &place))?;
    remove(&place)?;
    Ok(wheel)
}

/// The npm package, unpacked, where its sandbox answers.
fn npm(folder: &Path, binary: &Path, name: &str) -> Result<PathBuf, String> {
    let place = folder.join("npm");
    make(&place)?;
    for file in ["index.js", "index.d.ts", "bin.js"] {
        copy(&Path::new(PARTS).join("npm").join(file), &place.join(file))?;
    }
    copy(binary, &place.join(name))?;
    let manifest =
        fs::read_to_string(format!("{PARTS}/npm/package.json")).map_err(|error| error.to_string())?;
    write(&place.join("package.json"), &manifest.replace("0.0.0", env!("CARGO_PKG_VERSION")))?;
    let packed = shell::read(
        Command::new("npm").args(["pack", "--silent", "--pack-destination", ".."]).current_dir(&place),
    )?;
    let program = "require('./index.js').sandbox().then(async (s) => { const r = await fetch(s.baseUrl + '/cgi-bin/token?grant_type=client_credential&appid=' + s.info.appid + '&secret=' + s.info.secret); if (!(await r.json()).access_token) process.exitCode = 1; await s.close(); })";
    shell::run(Command::new("node").args(["-e", program]).current_dir(&place))?;
    remove(&place)?;
    Ok(folder.join(packed.trim()))
}

fn sums(folder: &Path, files: &[PathBuf]) -> Result<(), String> {
    let names = files.iter().filter_map(|file| file.file_name());
    let sums = shell::read(Command::new("sha256sum").args(names).current_dir(folder))?;
    write(&folder.join("SHA256SUMS"), &sums)?;
    print!("{sums}");
    Ok(())
}

fn executable(path: &Path) -> Result<(), String> {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(path, mode).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn make(path: &Path) -> Result<(), String> {
    fs::create_dir_all(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn remove(path: &Path) -> Result<(), String> {
    fs::remove_dir_all(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to).map(drop).map_err(|error| format!("{}: {error}", from.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_names_no_path() {
        assert_eq!(licence("wxkit v0.1.0 (/src/wxkit)|MIT OR Apache-2.0"), "wxkit v0.1.0: MIT OR Apache-2.0");
    }

    #[test]
    fn every_dependency_is_listed_and_its_texts_follow() {
        let licences = licences().unwrap();
        let (list, texts) = licences.split_once(&"-".repeat(80)).unwrap();
        assert!(list.lines().any(|line| line.starts_with("hyper v1") && line.ends_with(": MIT")), "{list}");
        assert!(texts.lines().any(|line| line.contains("hyper v1")));
        assert!(texts.contains("Permission is hereby granted"));
        assert!(!list.contains("(/"), "a path of this machine: {list}");
    }

    #[test]
    fn licences_come_with_their_texts() {
        let texts = licence_texts(Path::new("..")).unwrap();
        assert!(texts.len() >= 2 && texts.iter().any(|text| text.contains("Apache License")));
    }
}
