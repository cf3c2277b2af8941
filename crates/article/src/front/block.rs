//! Where the front matter stands in a source.

use crate::Format;
use crate::error::Error;

/// The front matter as text: `first` lines come before it, `before` lines before the rest.
pub(super) struct Block<'s> {
    pub(super) text: &'s str,
    pub(super) toml: bool,
    pub(super) first: usize,
    pub(super) rest: &'s str,
    pub(super) before: usize,
}

/// Finds it: between lines of `---` or `+++`, in HTML also inside a leading comment, or, as Hexo has it, from the
/// first line to one of `---`, or in JSON.
pub(super) fn find(source: &str, format: Format) -> Result<Option<Block<'_>>, Error> {
    // Blank lines before it are skipped, blanks in the line are not: they make code of it.
    let blank = |line: &&str| line.trim().is_empty();
    let skipped: usize = source.split_inclusive('\n').take_while(blank).map(str::len).sum();
    let start = source.get(skipped..).unwrap_or_default();
    // In HTML the block may hide in a comment, so that browsers do not show it.
    let comment = match format {
        Format::Html => start.strip_prefix("<!--").map(|inside| inside.trim_start_matches([' ', '\t', '\n'])),
        Format::Markdown => None,
    };
    let hidden = comment.filter(|inside| fence(inside).is_some());
    let inside = hidden.unwrap_or(start);
    match fence(inside) {
        Some((fence, text)) if hidden.is_some() || is_header(text) => {
            closed(source, inside, text, fence, hidden.is_some()).map(Some)
        }
        None if format == Format::Markdown => {
            Ok(without_opening(source, start).or_else(|| json(source, start)))
        }
        _ => Ok(None),
    }
}

/// The block whose text begins after an opening line.
fn closed<'s>(
    source: &'s str,
    inside: &'s str,
    text: &'s str,
    fence: &str,
    hidden: bool,
) -> Result<Block<'s>, Error> {
    let toml = fence == "+++";
    let first = lines_before(source, text);
    let unclosed = || {
        let line = lines_before(source, inside) + 1;
        Error::new(Some(line), format!("the front matter is not closed by a line of `{fence}`"))
    };
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let closes = line.trim_end() == fence || !toml && line.trim_end() == "...";
        if closes || hidden && line.starts_with("---") {
            let mut rest = text.get(end + line.len()..).unwrap_or_default();
            if hidden {
                let after = text.get(end + 3..).unwrap_or_default();
                rest = after.trim_start().strip_prefix("-->").ok_or_else(unclosed)?;
            }
            let before = lines_before(source, rest);
            return Ok(Block { text: text.get(..end).unwrap_or_default(), toml, first, rest, before });
        }
        end += line.len();
    }
    Err(unclosed())
}

/// Names that begin a header without an opening line; anything else might be a sentence above a rule.
const BEGINNINGS: [&str; 6] = ["title:", "layout:", "date:", "tags:", "categories:", "author:"];

fn without_opening<'s>(source: &'s str, start: &'s str) -> Option<Block<'s>> {
    if !BEGINNINGS.iter().any(|name| start.starts_with(name)) {
        return None;
    }
    let mut end = 0;
    for line in start.split_inclusive('\n') {
        if line.trim_end() == "---" {
            let rest = start.get(end + line.len()..)?;
            let (first, before) = (lines_before(source, start), lines_before(source, rest));
            return Some(Block { text: start.get(..end)?, toml: false, first, rest, before });
        }
        if line.trim().is_empty() {
            break;
        }
        end += line.len();
    }
    None
}

/// A header in JSON, which is YAML too, as Hugo takes it.
fn json<'s>(source: &'s str, start: &'s str) -> Option<Block<'s>> {
    if !start.starts_with('{') {
        return None;
    }
    let mut values =
        serde_json::Deserializer::from_str(start).into_iter::<serde_json::Map<String, serde_json::Value>>();
    let header = values.next()?.ok()?;
    let (text, rest) = start.split_at_checked(values.byte_offset())?;
    let rest = rest.strip_prefix('\n')?;
    let is_one = BEGINNINGS.iter().any(|name| header.contains_key(name.trim_end_matches(':')));
    let (first, before) = (lines_before(source, start), lines_before(source, rest));
    is_one.then_some(Block { text, toml: false, first, rest, before })
}

/// The opening line, and what follows it.
fn fence(text: &str) -> Option<(&str, &str)> {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = line.trim_end();
    matches!(line, "---" | "+++").then_some((line, rest))
}

/// Whether a header follows, and not the text below a rule.
fn is_header(text: &str) -> bool {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.contains([':', '：', '=']) || line.starts_with(['#', '-', '[', '{', '+']) || line == "..."
}

/// How many lines of a source stand before a part of it.
fn lines_before(source: &str, part: &str) -> usize {
    let end = source.len().saturating_sub(part.len());
    source.get(..end).unwrap_or_default().matches('\n').count()
}
