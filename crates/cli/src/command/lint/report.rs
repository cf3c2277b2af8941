use std::fmt::Write as _;

use serde::Serialize;
use wxkit::structure::Level;

use super::Found;

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
        let _ = writeln!(out, "{file}:{finding}{}", if finding.fixable { " [--fix]" } else { "" });
    }
    let count = |level: Level| found.iter().filter(|found| found.finding.level == level).count();
    let (engine, standard, platform) = (count(Level::Engine), count(Level::Standard), count(Level::Platform));
    match found.len() {
        0 => out.push_str("valid, nothing found"),
        _ => {
            let word = if engine == 0 { "valid" } else { "invalid" };
            let _ = write!(
                out,
                "{word}: {engine} of the engine, {standard} of the standard, {platform} of the platform"
            );
        }
    }
    out
}
