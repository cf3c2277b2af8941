//! `lint`: what WeChat's standard for the structure of articles has against an article.

mod report;
mod sarif;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::Serialize;
use wxkit::structure::{self, Finding, Level};

use super::call::read;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::Output;

/// Check articles against WeChat's standard for their structure (文章结构规范), as the editor does, and more.
///
/// Each finding has a level: engine (WeChat's own check reports it, and the article counts as invalid), standard (the text of
/// the standard is broken, and the check of today passes over it), platform (WeChat rewrites it or takes it away). Of the last
/// two, each kind is told once in a file, with the number of places.
///
/// Exit status: 0 if every article is valid, 2 if not.
#[derive(Debug, clap::Args)]
pub(crate) struct Lint {
    /// HTML files; - for standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Mend what can be mended without a visible change, in the files themselves; standard input is written to standard output.
    #[arg(long)]
    fix: bool,
    /// How to print the findings.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Count findings of every level, not only the engine's.
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each finding.
    #[default]
    Text,
    /// One object: {"valid", "findings": [{"file", "line", "column", "rule", "level", "message", "fixable"}]}.
    Json,
    /// SARIF 2.1.0, as code hosts read it.
    Sarif,
}

/// A finding and where it was found.
#[derive(Debug, Serialize)]
struct Found {
    file: String,
    #[serde(flatten)]
    finding: Finding,
}

impl Lint {
    /// Prints the findings; that there are some is the only failure.
    pub(super) fn run(self, json: bool, output: Output, console: &Console) -> Result<(), Failure> {
        let mut found = Vec::new();
        // Standard output is taken by the HTML that was mended.
        let mended_input = self.fix && self.paths.iter().any(|path| path == Path::new("-"));
        for path in &self.paths {
            let file = if path == Path::new("-") { "stdin".into() } else { path.display().to_string() };
            let findings = self.one(path, &file, console)?;
            found.extend(findings.into_iter().map(|finding| Found { file: file.clone(), finding }));
        }
        let valid = found.iter().all(|found| found.finding.level != Level::Engine);
        let format = if json && self.format == Format::Text { Format::Json } else { self.format };
        let text = match format {
            Format::Text => report::text(&found),
            Format::Json => report::json(&found, valid),
            Format::Sarif => sarif::write(&found),
        };
        if mended_input {
            console.note(&text);
        } else {
            output.line(&text)?;
        }
        let clean = if self.strict { found.is_empty() } else { valid };
        if clean { Ok(()) } else { Err(Failure::Findings) }
    }

    fn one(&self, path: &Path, file: &str, console: &Console) -> Result<Vec<Finding>, Failure> {
        let html = String::from_utf8(read(path)?)
            .map_err(|_| Failure::usage_hint(format!("{file} is not in UTF-8"), "save it again in UTF-8"))?;
        if !self.fix {
            return Ok(structure::check(&html));
        }
        let fixed = structure::fix(&html);
        for change in &fixed.changes {
            console.note(&format!(
                "{file}:{}:{}: mended {}: {}",
                change.line, change.column, change.rule, change.message
            ));
        }
        if path == Path::new("-") {
            let mut stdout = io::stdout().lock();
            let written = stdout.write_all(fixed.html.as_bytes()).and_then(|()| stdout.flush());
            written.map_err(|error| Failure::io("writing to standard output", &error))?;
        } else if fixed.html != html {
            replace(path, &fixed.html)?;
        }
        Ok(structure::check(&fixed.html))
    }
}

/// Writes a file so that it is the old or the new one whatever happens.
fn replace(path: &Path, html: &str) -> Result<(), Failure> {
    let doing = || format!("writing {}", path.display());
    // A link stays a link.
    let real = fs::canonicalize(path).map_err(|error| Failure::io(doing(), &error))?;
    let mut beside = real.clone().into_os_string();
    beside.push(".wxkit-new");
    let beside = PathBuf::from(beside);
    let written = fs::metadata(&real).and_then(|old| {
        fs::write(&beside, html)?;
        fs::set_permissions(&beside, old.permissions())?;
        fs::rename(&beside, &real)
    });
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        Failure::io(doing(), &error)
    })
}
