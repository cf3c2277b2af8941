//! Emphasis with blanks inside of its stars, headings without one behind their signs, tasks without one behind their box,
//! dashes for the hyphens of a table, rows with more cells than their table has.

use std::collections::BTreeSet;

use comrak::nodes::{AstNode, NodeValue};

use super::mend::Mend;
use super::text::is_wide;

pub(super) fn mends<'a>(source: &str, root: &'a AstNode<'a>) -> Vec<Mend> {
    let (mut starred, mut hashed, mut ruled) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut tasks, mut tables) = (BTreeSet::new(), Vec::new());
    for node in root.descendants() {
        let data = node.data();
        let line = data.sourcepos.start.line;
        match &data.value {
            NodeValue::Text(text) if text.contains("**") => drop(starred.insert(line)),
            NodeValue::Text(text) if text.starts_with("##") => drop(hashed.insert(line)),
            NodeValue::Text(text) if text.starts_with('|') && text.contains(DASHES) => {
                ruled.insert(line);
            }
            NodeValue::Text(text) if is_tight_task(text) && is_first_in_item(node) => {
                tasks.insert(line);
            }
            NodeValue::Table(_) => tables.push(node),
            _ => {}
        }
    }
    let lines = Lines::of(source);
    let mut out: Vec<Mend> = hashed.into_iter().filter_map(|line| heading(&lines, line)).collect();
    out.extend(ruled.into_iter().filter_map(|line| rule(&lines, line)));
    out.extend(tasks.into_iter().filter_map(|line| task(&lines, line)));
    out.extend(starred.into_iter().flat_map(|line| emphasis(&lines, line)));
    out.extend(tables.into_iter().flat_map(|table| columns(&lines, table)));
    out.extend(source.match_indices("<br\\>").map(|(at, tag)| Mend::new(at..at + tag.len(), "<br>")));
    out
}

/// What an input method for Chinese makes of a hyphen.
const DASHES: [char; 3] = ['—', '–', '－'];

/// `|——|——|` below the head of a table.
fn rule(lines: &Lines<'_>, line: usize) -> Option<Mend> {
    let (start, words) = lines.get(line)?;
    let is_rule = |c: char| DASHES.contains(&c) || matches!(c, '|' | '-' | ':' | '：' | ' ');
    let written = words.replace(DASHES, "-").replace('：', ":");
    words.chars().all(is_rule).then(|| Mend::new(start..start + words.len(), written))
}

/// Lines by their number, from 1, and where each begins.
struct Lines<'s>(Vec<(usize, &'s str)>);

impl<'s> Lines<'s> {
    fn of(source: &'s str) -> Self {
        let lines = source.split_inclusive('\n').scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line.trim_end_matches('\n')))
        });
        Self(lines.collect())
    }

    fn get(&self, line: usize) -> Option<(usize, &'s str)> {
        self.0.get(line.checked_sub(1)?).copied()
    }
}

/// `##标题`, as the Markdown of old had it; one sign alone is a tag of Obsidian's.
fn heading(lines: &Lines<'_>, line: usize) -> Option<Mend> {
    let (start, words) = lines.get(line)?;
    let signs = words.bytes().take_while(|byte| *byte == b'#').count();
    let is_heading = (2..=6).contains(&signs) && words.len() > signs;
    is_heading.then(|| Mend::new(start + signs..start + signs, " "))
}

/// `- [x]做完`
fn is_tight_task(text: &str) -> bool {
    let after = ["[ ]", "[x]", "[X]"].iter().find_map(|mark| text.strip_prefix(mark));
    after.is_some_and(|after| after.starts_with(is_wide))
}

fn is_first_in_item<'a>(node: &'a AstNode<'a>) -> bool {
    let item = node.parent().and_then(|paragraph| paragraph.parent());
    node.previous_sibling().is_none()
        && item.is_some_and(|item| matches!(item.data().value, NodeValue::Item(_)))
}

fn task(lines: &Lines<'_>, line: usize) -> Option<Mend> {
    let (start, words) = lines.get(line)?;
    let at = start + words.find(']')? + 1;
    Some(Mend::new(at..at, " "))
}

/// `** 重点 **`: the blanks stand outside.
fn emphasis(lines: &Lines<'_>, line: usize) -> Vec<Mend> {
    let Some((start, words)) = lines.get(line) else { return Vec::new() };
    let stars = pairs(words);
    if stars.len() % 2 == 1 {
        return Vec::new();
    }
    let mut out = Vec::new();
    for pair in stars.chunks_exact(2) {
        let [open, close] = *pair else { continue };
        let (before, after) =
            (words.get(..open).unwrap_or_default(), words.get(close + 2..).unwrap_or_default());
        let inside = words.get(open + 2..close).unwrap_or_default();
        let strong = inside.trim();
        if strong.is_empty() || strong.len() == inside.len() || is_power(before, inside, after) {
            continue;
        }
        let lead = if inside.starts_with(strong) { "" } else { " " };
        let tail = if inside.ends_with(strong) { "" } else { " " };
        out.push(Mend::new(start + open..start + close + 2, format!("{lead}**{strong}**{tail}")));
    }
    out
}

/// Where two stars stand that are neither more nor fewer.
fn pairs(words: &str) -> Vec<usize> {
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(found) = words.get(at..).and_then(|rest| rest.find('*')) {
        at += found;
        let width = words.bytes().skip(at).take_while(|byte| *byte == b'*').count();
        if width == 2 {
            out.push(at);
        }
        at += width;
    }
    out
}

/// `2 ** 3 ** 4`
fn is_power(before: &str, inside: &str, after: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '(' | ')'));
    let spaced = inside.starts_with(' ') && inside.ends_with(' ') && !inside.contains(is_wide);
    spaced && is_word(before.trim_end().chars().next_back()) && is_word(after.trim_start().chars().next())
}

/// Cells beyond the columns of a table would be lost: it gets as many as its longest row has.
fn columns<'a>(lines: &Lines<'_>, table: &'a AstNode<'a>) -> Vec<Mend> {
    let NodeValue::Table(shape) = &table.data().value else { return Vec::new() };
    let (own, place) = (shape.num_columns, table.data().sourcepos);
    let header = place.start.line;
    let cells = |line: usize| lines.get(line).map_or(0, |(_, words)| cells(words));
    let longer: Vec<usize> = (header + 2..=place.end.line).filter(|line| cells(*line) > own).collect();
    let Some((first, start)) = longer.first().and_then(|line| Some((*line, lines.get(*line)?.0))) else {
        return Vec::new();
    };
    let more = longer.into_iter().map(cells).max().unwrap_or(own) - own;
    let end = |line: usize, cell: &str| {
        let (start, words) = lines.get(line)?;
        let shown = words.trim_end();
        let close = if shown.ends_with('|') { "" } else { " |" };
        let at = start + shown.len();
        Some(Mend::new(at..at, format!("{close}{}", cell.repeat(more))))
    };
    let why = format!(
        "this row has {} cells and its table {own} columns, so it got more; write \\| for a bar inside of a cell",
        cells(first)
    );
    let told = Mend { range: start..start, written: String::new(), told: Some(("table-cells", why)) };
    [end(header, " |"), end(header + 1, " --- |"), Some(told)].into_iter().flatten().collect()
}

/// How many cells there are in a row, empty ones at its end apart.
fn cells(row: &str) -> usize {
    let row = row.trim().trim_start_matches('>').trim();
    let row = row.strip_prefix('|').unwrap_or(row).replace("\\|", " ");
    let cells: Vec<&str> = row.split('|').collect();
    cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |at| at + 1)
}
