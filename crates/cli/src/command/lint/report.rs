use std::fmt::Write as _;

use serde::Serialize;
use wxkit::structure::{Finding, Level};

use super::Found;
use crate::chinese::{self, say};

#[derive(Serialize)]
struct Report<'a> {
    valid: bool,
    findings: &'a [Found],
}

pub(super) fn json(found: &[Found], valid: bool) -> String {
    serde_json::to_string(&Report { valid, findings: found }).unwrap_or_default()
}

/// A line for each finding, and one with their numbers.
pub(super) fn text(found: &[Found]) -> String {
    let mut out = String::new();
    for Found { file, finding } in found {
        // The place, the level and the rule stay as editors and searches know them.
        let Finding { line, column, level, rule, message, .. } = finding;
        let fix = if finding.fixable { " [--fix]" } else { "" };
        let _ = writeln!(out, "{file}:{line}:{column}: {level}: {rule}: {}{fix}", say(message));
    }
    let count = |level: Level| found.iter().filter(|found| found.finding.level == level).count();
    let (engine, standard, platform) = (count(Level::Engine), count(Level::Standard), count(Level::Platform));
    match found.len() {
        0 => out.push_str(&say("valid, nothing found")),
        _ => {
            let word = if engine == 0 { "valid" } else { "invalid" };
            let counts =
                format!("{engine} of the engine, {standard} of the standard, {platform} of the platform");
            let _ = write!(out, "{}{}{}", say(word), chinese::or(": ", "："), say(&counts));
        }
    }
    out
}
