//! Every endpoint shows a call, leads to its page in the manual and to WeChat's own, and is found by the platform's name for it.

use super::Finding;
use super::tree::File;

const FOLDERS: [&str; 3] = ["crates/official/src/", "crates/pay/src/", "crates/work/src/"];

/// Finds endpoints without an example, a link or an alias, and links to sections that the manual does not have.
pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let sources = files.iter().filter(|file| file.path.ends_with(".rs"));
    let in_folders = sources.filter_map(|file| {
        let folder = FOLDERS.iter().find(|folder| file.path.starts_with(**folder))?;
        Some((*folder, file))
    });
    in_folders.flat_map(|(folder, file)| check_file(folder, file, files)).collect()
}

fn check_file(folder: &str, file: &File, files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rest in file.text.split("\nimpl Endpoint for ").skip(1) {
        let name = rest.split(' ').next().unwrap_or_default();
        let path = between(rest, "const PATH: &'static str = \"", "\"").unwrap_or_default();
        let head = head(&file.text, name);
        let mut complain = |message: String| findings.push(Finding::new(&file.path, message));
        match between(head, "(crate::manual::", ")") {
            Some(link) if !has_section(folder, link, files) => {
                complain(format!("manual::{link} is not there"))
            }
            Some(_) => {}
            None => complain(format!("{name} has no link to its section of the manual")),
        }
        if !head.contains("](https://") {
            complain(format!("{name} has no link to WeChat's own page"));
        }
        if !head.contains("\n/// ```") {
            complain(format!("{name} shows no call"));
        }
        // `/` stands for any path: the caller gives it.
        if path != "/" && !between(head, "#[doc(alias = \"", "\"").is_some_and(|alias| path.ends_with(alias))
        {
            complain(format!("{name} has no #[doc(alias)] by the end of its path, {path}"));
        }
    }
    findings
}

/// The docs and attributes above a type.
fn head<'a>(text: &'a str, name: &str) -> &'a str {
    let declared = ["struct", "enum"].into_iter().find_map(|kind| {
        let mark = format!("\npub {kind} {name}");
        let whole =
            |at: usize| !text[at + mark.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        text.match_indices(&mark).map(|(at, _)| at).find(|at| whole(*at))
    });
    let above = declared.and_then(|at| text.get(..at)).unwrap_or_default();
    above.rsplit("\n\n").next().unwrap_or_default()
}

/// Whether `room#section` is a file of the manual with that heading.
fn has_section(folder: &str, link: &str, files: &[File]) -> bool {
    let (room, section) = link.split_once('#').unwrap_or((link, ""));
    let path = format!("{folder}manual/{room}.md");
    let Some(page) = files.iter().find(|file| file.path == path) else { return false };
    section.is_empty() || page.text.lines().any(|line| line.strip_prefix("## ") == Some(section))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    const WHOLE: &str = r#"
/// `POST /cgi-bin/tea/pour`.
///
/// More: [`manual::tea`](crate::manual::tea#pour), [WeChat's page](https://example.com/pour).
///
/// ```
/// let call = PourTea;
/// ```
#[doc(alias = "tea/pour")]
#[derive(Debug)]
pub struct PourTea;

impl Endpoint for PourTea {
    const PATH: &'static str = "/cgi-bin/tea/pour";
}
"#;

    fn check_source(text: &str) -> Vec<String> {
        let file = |path: &str, text: &str| File { path: path.into(), text: text.into() };
        let manual = file("crates/work/src/manual/tea.md", "Tea.\n\n## pour\n");
        told(&check(&[manual, file("crates/work/src/tea.rs", text)]))
    }

    #[test]
    fn a_complete_endpoint_is_quiet() {
        assert_eq!(check_source(WHOLE), [""; 0]);
        assert_eq!(check_source("\n/// No endpoint.\npub struct Tea;\n"), [""; 0]);
    }

    #[test]
    fn each_missing_part_is_found() {
        let without = |part: &str, other: &str| check_source(&WHOLE.replace(part, other));
        assert_eq!(without("```", ""), ["crates/work/src/tea.rs: PourTea shows no call"]);
        assert_eq!(
            without("](crate::manual::tea#pour)", "]"),
            ["crates/work/src/tea.rs: PourTea has no link to its section of the manual"]
        );
        assert_eq!(
            without("tea#pour", "tea#drink"),
            ["crates/work/src/tea.rs: manual::tea#drink is not there"]
        );
        assert_eq!(without("tea#pour", "cup"), ["crates/work/src/tea.rs: manual::cup is not there"]);
        assert_eq!(
            without("https://", "ftp://"),
            ["crates/work/src/tea.rs: PourTea has no link to WeChat's own page"]
        );
        let alias =
            "crates/work/src/tea.rs: PourTea has no #[doc(alias)] by the end of its path, /cgi-bin/tea/pour";
        assert_eq!(without("#[doc(alias = \"tea/pour\")]\n", ""), [alias]);
        assert_eq!(without("(alias = \"tea/pour\")", "(alias = \"tea/drink\")"), [alias]);
        assert_eq!(without("struct PourTea", "struct PourTeaSlowly").len(), 4);
    }
}
