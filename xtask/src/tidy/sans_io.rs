//! The core and the platforms reach no clock, chance, file or socket: in what they say, and in what they build on.

use super::Finding;
use super::tree::{File, Member};

const PURE: [&str; 10] =
    ["proto", "token", "official", "work", "pay", "article", "picture", "font", "structure", "callback"];

const WORDS: [&str; 14] = [
    "std::fs",
    "std::net::Tcp",
    "std::net::Udp",
    "std::os",
    "std::env",
    "std::process",
    "SystemTime::now",
    "Instant::now",
    "thread::sleep",
    "thread::spawn",
    "tokio",
    "hyper::",
    "rand::",
    "getrandom",
];

const PACKAGES: [&str; 12] = [
    "async-std",
    "fastrand",
    "getrandom",
    "hyper",
    "mio",
    "rand",
    "rand_core",
    "reqwest",
    "smol",
    "socket2",
    "tokio",
    "ureq",
];

/// What comes with a library that cannot do without, as the library and the package: ring wants a source of chance for
/// signatures that hold none, and rsa names the trait of those that are made from `Env`.
const COMPANIONS: [(&str, &str); 2] = [("ring", "getrandom"), ("rsa", "rand_core")];

/// The same in the source, as a whole line.
const COMPANION: &str = "use ring::rand::SystemRandom;";

/// The store in a folder: the one place of the token crate where files and waiting for a lock belong.
const STORE: [&str; 2] = ["crates/token/src/store/file.rs", "crates/token/src/store/file/"];

/// Whether a package is held to these rules.
pub(super) fn is_pure(package: &str) -> bool {
    package.strip_prefix("wxkit-").is_some_and(|name| PURE.contains(&name))
}

/// With which features a package is held to these rules: all, but for that of the store in Redis, which is made of
/// sockets.
pub(super) fn features(package: &str) -> &'static str {
    if package == "wxkit-token" { "--features=file" } else { "--all-features" }
}

/// Finds packages of runtimes, sockets and chance in what is built into a member.
pub(super) fn check_packages(member: &Member) -> Vec<Finding> {
    if !is_pure(&member.name) {
        return Vec::new();
    }
    let has = |name: &str| member.packages.iter().any(|package| package == name);
    let comes_along = |name: &str| COMPANIONS.iter().any(|(with, package)| *package == name && has(with));
    let wrong = member.packages.iter().filter(|name| PACKAGES.contains(&name.as_str()) && !comes_along(name));
    wrong.map(|name| Finding::new(&member.manifest, format!("builds on {name}, which no core may"))).collect()
}

/// Finds what reaches for the outside world in the source of a pure crate, tests aside.
pub(super) fn check_source(file: &File) -> Vec<Finding> {
    if !is_held(&file.path) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (number, line) in product(&file.text).into_iter().filter(|(_, line)| *line != COMPANION) {
        let path = format!("{}:{number}", file.path);
        for word in WORDS.iter().filter(|word| holds(line, word)) {
            findings.push(Finding::new(&path, format!("`{word}`: ask the driver, or take it from `Env`")));
        }
        if line.contains("std::{") {
            findings.push(Finding::new(&path, "one `use` for each module of std, so that tidy can read it"));
        }
    }
    findings
}

fn is_held(path: &str) -> bool {
    let source = path.strip_prefix("crates/").and_then(|rest| rest.split_once("/src/"));
    let Some((_, inside)) = source.filter(|(name, _)| PURE.contains(name)) else {
        return false;
    };
    let test = inside.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "testing.rs"));
    !test && !STORE.iter().any(|store| path.starts_with(store))
}

fn holds(line: &str, word: &str) -> bool {
    let in_name = |char: char| char.is_ascii_alphanumeric() || char == '_';
    line.match_indices(word).any(|(at, _)| !line.get(..at).is_some_and(|before| before.ends_with(in_name)))
}

/// The numbered lines without comments and without what only tests see.
fn product(text: &str) -> Vec<(usize, &str)> {
    let mut lines = (1..).zip(text.lines());
    let mut kept = Vec::new();
    while let Some((number, line)) = lines.next() {
        let code = line.trim_start();
        if code.starts_with("#[cfg(test)]") || code.starts_with("#[cfg(all(test") {
            skip_item(&mut lines, indent(line));
        } else if !code.starts_with("//") {
            kept.push((number, line));
        }
    }
    kept
}

/// rustfmt puts the end of an item as far to the right as its attributes, and nothing else in it.
fn skip_item<'a>(lines: &mut impl Iterator<Item = (usize, &'a str)>, level: usize) {
    for (_, line) in lines {
        let attribute = line.trim_start().starts_with("#[");
        if indent(line) == level && !attribute && line.ends_with([';', '}']) {
            return;
        }
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    fn check_text(path: &str, text: &str) -> Vec<String> {
        told(&check_source(&File { path: path.into(), text: text.into() }))
    }

    #[test]
    fn each_word_is_found() {
        for word in WORDS {
            let found = check_text("crates/pay/src/lib.rs", &format!("//! Docs.\nlet a = {word};"));
            assert_eq!(
                found,
                [format!("crates/pay/src/lib.rs:2: `{word}`: ask the driver, or take it from `Env`")]
            );
        }
        assert_eq!(check_text("crates/work/src/a.rs", "use std::{fs, io};").len(), 1);
    }

    #[test]
    fn comments_and_longer_names_are_not() {
        let text = "/// Not for tokio.\nlet operand = operand::new();";
        assert_eq!(check_text("crates/proto/src/a.rs", text), [""; 0]);
    }

    #[test]
    fn tests_may_and_the_code_below_them_may_not() {
        let text = "\
#[cfg(test)]
mod tests;
#[cfg(test)]
#[expect(dead_code)]
mod more {
    fn f() {
        std::fs::read(\"a\");
    }
}
use std::fs;";
        assert_eq!(
            check_text("crates/token/src/keeper.rs", text),
            ["crates/token/src/keeper.rs:10: `std::fs`: ask the driver, or take it from `Env`"]
        );
        assert_eq!(check_text("crates/token/src/keeper/tests/desk.rs", text), [""; 0]);
    }

    #[test]
    fn files_belong_to_the_store_and_to_the_drivers() {
        for path in [
            "crates/token/src/store/file.rs",
            "crates/token/src/store/file/access.rs",
            "crates/client/src/a.rs",
        ] {
            assert_eq!(check_text(path, "use std::fs;"), [""; 0], "{path}");
        }
        assert_eq!(check_text("crates/token/src/store/memory.rs", "use std::fs;").len(), 1);
    }

    #[test]
    fn a_runtime_under_a_core_is_found() {
        let member = |name: &str| Member {
            name: name.to_owned(),
            manifest: "Cargo.toml".into(),
            dependencies: Vec::new(),
            packages: vec!["http".into(), "tokio".into()],
        };
        assert_eq!(
            told(&check_packages(&member("wxkit-official"))),
            ["Cargo.toml: builds on tokio, which no core may"]
        );
        assert_eq!(check_packages(&member("wxkit-client")), []);
    }

    #[test]
    fn what_a_library_cannot_do_without_comes_along() {
        let found = |packages: &[&str]| {
            let packages = packages.iter().map(|name| (*name).to_owned()).collect();
            let member = Member {
                name: "wxkit-pay".into(),
                manifest: "Cargo.toml".into(),
                dependencies: Vec::new(),
                packages,
            };
            check_packages(&member).len()
        };
        assert_eq!(found(&["getrandom", "ring"]), 0);
        assert_eq!(found(&["getrandom", "http"]), 1);
        assert_eq!(found(&["hyper", "ring"]), 1);
        assert_eq!(check_text("crates/proto/src/sign.rs", COMPANION), [""; 0]);
        assert_eq!(check_text("crates/proto/src/sign.rs", "use ring::rand::SecureRandom;").len(), 1);
    }
}
