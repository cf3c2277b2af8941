use std::fmt;

use serde::Serialize;

use crate::parse::parse;
use crate::rules::{self, Found};

/// Who objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Level {
    /// WeChat's own engine reports it: the article is invalid, and the editor says so.
    Engine,
    /// The text of the standard is broken, and the engine of today passes over it.
    Standard,
    /// WeChat rewrites it or takes it away.
    Platform,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Engine => "engine",
            Self::Standard => "standard",
            Self::Platform => "platform",
        })
    }
}

/// Something to mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// Line of the HTML, from 1.
    pub line: usize,
    /// Column in that line, from 1, in characters.
    pub column: usize,
    /// The key of WeChat's engine (`width`, `nestNodes`, …), or a name of ours where it has none.
    pub rule: &'static str,
    /// Who objects.
    pub level: Level,
    /// What is wrong and what to do about it, for people; § is the section of the standard.
    pub message: String,
    /// Whether [`fix`](crate::fix) mends it.
    pub fixable: bool,
}

/// Displays as `3:14: engine: width: …`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, rule, level, message, .. } = self;
        write!(f, "{line}:{column}: {level}: {rule}: {message}")
    }
}

/// Checks the HTML of an article: what is sent as `content`, or any other fragment or page.
///
/// An article is valid as long as no finding is of [`Level::Engine`]. Those are told each in its place; of the other levels
/// each kind is told once, at its first place, with their number. In the order of the text.
pub fn check(html: &str) -> Vec<Finding> {
    let (tree, limit) = parse(html);
    let mut found = rules::check(&tree, html);
    if let Some(limit) = limit {
        let message =
            format!("{}; what follows is not checked, so the article is not called valid", limit.why);
        let finding =
            Finding { line: 0, column: 0, rule: "unchecked", level: Level::Engine, message, fixable: false };
        found.push(Found { at: limit.at, finding, count: 1 });
    }
    found.sort_by(|a, b| {
        (a.at, a.finding.level, a.finding.rule).cmp(&(b.at, b.finding.level, b.finding.rule))
    });
    placed(found, html)
}

fn placed(found: Vec<Found>, html: &str) -> Vec<Finding> {
    let places: Vec<_> = lines_and_columns(html, found.iter().map(|found| found.at)).collect();
    let placed = found.into_iter().zip(places).map(|(Found { mut finding, count, .. }, place)| {
        (finding.line, finding.column) = place;
        if count > 1 {
            finding.message += &format!(" ({count} places)");
        }
        finding
    });
    placed.collect()
}

/// Counts lines and columns in one walk; the places are in order.
pub(crate) fn lines_and_columns(
    html: &str,
    places: impl Iterator<Item = usize>,
) -> impl Iterator<Item = (usize, usize)> {
    let (mut line, mut column, mut at) = (1, 1, 0);
    places.map(move |to| {
        for c in html.get(at..to).unwrap_or_default().chars() {
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        at = to.max(at);
        (line, column)
    })
}
