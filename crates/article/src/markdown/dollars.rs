//! Formulas between dollars as people write them: with blanks beside the dollars, `$ x $`, and over several lines, of
//! which some are empty or begin with what would begin a list.

use std::ops::Range;

use super::mend::{Mend, is_in};
use super::text::{is_wide, near};

/// Longer formulas cannot be drawn.
const MAX_FORMULA: usize = 8 * 1024;

/// The formulas that CommonMark would cut to pieces. Dollars in code are none.
pub(super) fn mends(source: &str, code: &[Range<usize>]) -> Vec<Mend> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(open) = source.get(at..).and_then(|rest| rest.find('$')).map(|found| at + found) {
        let rest = source.get(open..).unwrap_or_default();
        let width = rest.bytes().take_while(|byte| *byte == b'$').count();
        at = open + width;
        if is_escaped(source, open) || is_in(code, &(open..open + 1)) {
            continue;
        }
        let found = match width {
            1 => inline(source, open),
            2 => display(source, open),
            _ => None,
        };
        let Some((inside, written)) = found else { continue };
        at = inside.end + width;
        out.extend(written.map(|written| Mend::new(inside, written)));
    }
    out
}

/// What is between a dollar and the next, and what to write for it where that has to be mended.
fn inline(source: &str, open: usize) -> Option<(Range<usize>, Option<String>)> {
    let start = open + 1;
    let inside = up_to(source, start, "$")?;
    if has_empty_line(inside) {
        return None;
    }
    let len = inside.len();
    let next = |at: usize| source.get(at..).and_then(|rest| rest.chars().next());
    let before = source.get(..open)?.chars().next_back();
    let after = next(start + len + 1);
    if after == Some('$') {
        return None;
    }
    let range = start..start + len;
    let words = inside.trim();
    if words.len() == inside.len() {
        // The price of something ends before a digit.
        let is_one = !words.is_empty() && !after.is_some_and(|c| c.is_ascii_digit());
        return is_one.then(|| (range, guarded(source, open, inside)));
    }
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let is_one = is_formula(words) && !is_word(before) && !is_word(after);
    is_one.then(|| (range, Some(guarded(source, open, words).unwrap_or_else(|| words.to_owned()))))
}

/// The same for two dollars: the lines between them may be empty if the dollars stand in lines of their own.
fn display(source: &str, open: usize) -> Option<(Range<usize>, Option<String>)> {
    let start = open + 2;
    let inside = up_to(source, start, "$$")?;
    if has_empty_line(inside) {
        let own_line = inside.starts_with('\n') || inside.trim_end_matches([' ', '\t']).ends_with('\n');
        let is_prose = |line: &str| {
            line.starts_with("# ")
                || line.starts_with("```")
                || line.contains(is_wide) && !line.contains('\\')
        };
        if !own_line || inside.contains('$') || inside.lines().any(is_prose) {
            return None;
        }
    }
    Some((start..start + inside.len(), guarded(source, open, inside)))
}

/// A formula whose lines do not begin a list, a quote or a heading, nor end the paragraph; nothing if none does so.
fn guarded(source: &str, open: usize, formula: &str) -> Option<String> {
    let first = source.get(..open)?.rsplit('\n').next()?;
    if !formula.contains('\n') {
        return None;
    }
    let is_quoted = first.trim_start().starts_with('>');
    let is_margin = |c: char| c.is_whitespace() || is_quoted && c == '>';
    let mut out = String::with_capacity(formula.len() + 16);
    let last = formula.matches('\n').count();
    for (at, line) in formula.split('\n').enumerate() {
        if at == 0 {
            out.push_str(line);
            continue;
        }
        let words = line.trim_start_matches(is_margin);
        out.push('\n');
        out.push_str(line.get(..line.len() - words.len())?);
        let number = words.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_numbered = number.len() < words.len() && number.starts_with(['.', ')']);
        if words.is_empty() && at < last {
            // A comment of TeX's.
            out.push('%');
        } else if is_numbered || words.starts_with(['-', '+', '*', '>', '#', '=', '|', '~', ':', '<']) {
            out.push_str("{}");
        }
        out.push_str(words);
    }
    (out != formula).then_some(out)
}

/// Whether this, between dollars and blanks, is a formula and not the text between two prices.
fn is_formula(words: &str) -> bool {
    if words.contains('\\') {
        return true;
    }
    if words.is_empty() || words.contains(is_wide) {
        return false;
    }
    let has_signs = words.contains(['^', '_', '=', '<', '>', '+', '|', '{']);
    let is_prose = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let prose = words.split_whitespace().filter(is_prose).count();
    match words.split_whitespace().count() {
        1 => true,
        _ if has_signs => prose < 5,
        _ => prose == 0,
    }
}

/// What stands before the next dollar, or two.
fn up_to<'s>(source: &'s str, start: usize, close: &str) -> Option<&'s str> {
    let rest = source.get(start..)?;
    let (len, _) =
        near(rest, MAX_FORMULA).match_indices(close).find(|(at, _)| !is_escaped(source, start + at))?;
    rest.get(..len)
}

fn has_empty_line(text: &str) -> bool {
    let mut lines = text.split('\n').skip(1).peekable();
    std::iter::from_fn(|| lines.next().filter(|_| lines.peek().is_some())).any(|line| line.trim().is_empty())
}

fn is_escaped(source: &str, at: usize) -> bool {
    let before = source.as_bytes().get(..at).unwrap_or_default();
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}
