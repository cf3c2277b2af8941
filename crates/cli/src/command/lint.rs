//! `lint`: what WeChat's standard for the structure of articles has against an article.

mod official;
mod rendered;
mod report;
mod sarif;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::Serialize;
use wxkit::structure::{self, Finding, Level};

pub(crate) use rendered::{of as findings, told};

use crate::console::Console;
use crate::context::Context;
use crate::failure::Failure;
use crate::input::read;
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
    /// HTML files as they are; folders and .md files with an article, as they would be sent; - for HTML from standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Mend what can be mended without a visible change, in the files themselves; standard input is written to standard output.
    #[arg(long)]
    fix: bool,
    /// How to print the findings.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Ask WeChat as well, by its public check. It sends the whole text to WeChat; no account is needed.
    #[arg(long)]
    official: bool,
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
    /// Whether nobody is asked, so that no settings are needed.
    pub(super) fn is_local(&self) -> bool {
        !self.official
    }

    /// Prints the findings; that there are some is the only failure.
    pub(super) async fn run(self, json: bool, output: Output, context: &Context<'_>) -> Result<(), Failure> {
        let console = context.console;
        let mut found = Vec::new();
        let mut official_valid = true;
        // Standard output is taken by the HTML that was mended.
        let mended_input = self.fix && self.paths.iter().any(|path| path == Path::new("-"));
        for path in &self.paths {
            let file = if path == Path::new("-") { "stdin".into() } else { path.display().to_string() };
            let (findings, html) = self.one(path, &file, console)?;
            if self.official {
                official::ask(context, &file, html)
                    .await
                    .iter()
                    .for_each(|found| official_valid &= found.is_valid);
            }
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
        let clean = official_valid && if self.strict { found.is_empty() } else { valid };
        if clean { Ok(()) } else { Err(Failure::Findings) }
    }

    /// What is found in one of the paths, and the HTML it was found in.
    fn one(&self, path: &Path, file: &str, console: &Console) -> Result<(Vec<Finding>, String), Failure> {
        if is_article(path) {
            if self.fix {
                return Err(Failure::usage_hint(
                    format!("{file}: only HTML files can be mended"),
                    "without --fix the findings are told; mend the article itself",
                ));
            }
            return rendered::findings(path);
        }
        let html = String::from_utf8(read(path)?)
            .map_err(|_| Failure::usage_hint(format!("{file} is not in UTF-8"), "save it again in UTF-8"))?;
        if !self.fix {
            return Ok((structure::check(&html), html));
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
        Ok((structure::check(&fixed.html), fixed.html))
    }
}

/// Whether a path is an article to be rendered, not HTML to be read as it is.
fn is_article(path: &Path) -> bool {
    let markdown = path.extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
    });
    markdown || path.is_dir()
}

/// Warns of what WeChat's engine would report in the HTML of an article, each rule once.
pub(super) fn warn(console: &Console, name: &str, html: &str) {
    let mut told: Vec<&str> = Vec::new();
    let findings = structure::check(html);
    let of_engine = findings.iter().filter(|finding| finding.level == Level::Engine);
    for finding in of_engine {
        if !told.contains(&finding.rule) {
            told.push(finding.rule);
            console.warn(&format!("{name}: {}: {}", finding.rule, finding.message));
        }
    }
    if !told.is_empty() {
        console.note(
            "WeChat's editor will call the structure of this invalid (结构异常); wxkit lint tells each place",
        );
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
