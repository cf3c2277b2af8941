//! The licences of all that the command is made of.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::shell::{self, cargo};

/// Every dependency of the command with its licence, then every text of a licence with those it belongs to.
pub(super) fn all() -> Result<String, String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_names_no_path() {
        assert_eq!(licence("wxkit v0.1.0 (/src/wxkit)|MIT OR Apache-2.0"), "wxkit v0.1.0: MIT OR Apache-2.0");
    }

    #[test]
    fn every_dependency_is_listed_and_its_texts_follow() {
        let licences = all().unwrap();
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
