//! What it costs to depend on a crate, and what people get who install the command: crates in the tree, a clean build
//! for debugging, the size of the libraries; the command's size and its start.
//!
//! Builds take minutes of all cores. `command` as an argument looks at the command alone, `crates` at the crates.

#![expect(clippy::expect_used, reason = "a bench fails as tests do")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, ExitCode};

use wxkit_tests::bench::{Report, built, least, measure, role};

/// A name, what cargo builds, and how many seconds that may take.
const CRATES: [(&str, &[&str], Option<f64>); 8] = [
    ("wxkit-proto", &["-p", "wxkit-proto"], Some(10.0)),
    ("wxkit-token", &["-p", "wxkit-token"], None),
    ("wxkit-official", &["-p", "wxkit-official"], None),
    ("wxkit-work", &["-p", "wxkit-work"], None),
    ("wxkit-pay", &["-p", "wxkit-pay"], None),
    ("wxkit-callback", &["-p", "wxkit-callback"], None),
    ("wxkit-client", &["-p", "wxkit-client"], None),
    (
        "official account with a client",
        &["-p", "wxkit", "--no-default-features", "--features", "official,client"],
        Some(25.0),
    ),
];

fn main() -> ExitCode {
    if let Some(code) = role(&[]) {
        return code;
    }
    let mut report = Report::new("depend");
    let wants = |what: &str| std::env::args().nth(1).is_none_or(|arg| arg == what || arg.starts_with('-'));
    if wants("crates") {
        crates(&mut report);
    }
    if wants("command") {
        command(&mut report);
    }
    report.end()
}

fn crates(report: &mut Report) {
    for (name, what, most) in CRATES {
        let tree = [&["tree", "-e", "normal,build", "--prefix", "none", "--format", "{p}"], what].concat();
        let tree = Command::new(env!("CARGO")).args(tree).output().expect("cargo runs").stdout;
        let tree = String::from_utf8(tree).expect("it is UTF-8");
        let crates: BTreeSet<&str> =
            tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).collect();
        report.tell(&format!("{name}: with what it needs"), crates.len() as f64, "crates");
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let target = folder.path().to_str().expect("it is UTF-8");
        let cost =
            measure(Some(env!("CARGO")), &[&["build", "--quiet", "--target-dir", target], what].concat());
        let build = format!("{name}: clean build for debugging");
        match most {
            Some(most) => report.at_most(most, &build, cost.wall, "s"),
            None => report.tell(&build, cost.wall, "s"),
        }
        report.tell(&build, cost.cpu, "s CPU");
        report.tell(&format!("{name}: libraries"), libraries(&folder.path().join("debug/deps")), "MiB");
    }
}

fn libraries(folder: &Path) -> f64 {
    let entries = folder.read_dir().expect("it was built").flatten();
    let libraries = entries.filter(|entry| entry.path().extension().is_some_and(|end| end == "rlib"));
    libraries.filter_map(|entry| Some(entry.metadata().ok()?.len())).sum::<u64>() as f64 / f64::from(1 << 20)
}

fn command(report: &mut Report) {
    let command = built("dist");
    let size = command.metadata().expect("it was built").len();
    report.at_most(15.0, "the command", size as f64 / 1e6, "MB");
    let command = command.to_str().expect("it is UTF-8");
    for args in [["--version"], ["--help"]] {
        let start = least(50, || measure(Some(command), &args));
        report.at_most(3.0, &format!("wxkit {}", args.concat()), start.wall * 1e3, "ms");
        report.tell(&format!("wxkit {}: peak", args.concat()), start.peak, "MiB");
    }
}
