//! SARIF 2.1.0: findings as code hosts and editors read them.

use serde_json::{Value, json};
use wxkit::structure::Level;

use super::Found;

pub(super) fn write(found: &[Found]) -> String {
    let mut rules: Vec<&str> = found.iter().map(|found| found.finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let results: Vec<Value> = found.iter().map(|found| result(found, &rules)).collect();
    let rules: Vec<Value> = rules.into_iter().map(|rule| json!({ "id": rule })).collect();
    let driver = json!({
        "name": "wxkit lint",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            // As findings count columns.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
    .to_string()
}

fn result(found: &Found, rules: &[&str]) -> Value {
    let finding = &found.finding;
    let level = match finding.level {
        Level::Engine => "error",
        Level::Standard => "warning",
        _ => "note",
    };
    json!({
        "ruleId": finding.rule,
        "ruleIndex": rules.iter().position(|rule| *rule == finding.rule),
        "level": level,
        "message": { "text": finding.message },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&found.file) },
                "region": { "startLine": finding.line, "startColumn": finding.column },
            },
        }],
        "properties": { "level": finding.level, "fixable": finding.fixable },
    })
}

/// A path as a reference: slashes, and whatever is no plain letter by its number.
fn uri(file: &str) -> String {
    let path = file.replace('\\', "/");
    let encoded = percent_encoding::utf8_percent_encode(&path, PATH).to_string();
    if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
}

const PATH: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');
