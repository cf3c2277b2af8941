//! Small notations inside a text.

use crate::html::{Element, Node, text};

/// A description without the size behind its last `|`, and that size.
pub(super) fn sized(alt: &str) -> (&str, Option<String>, Option<String>) {
    let (before, size) = alt.rsplit_once('|').unwrap_or(("", alt));
    let whole = !alt.contains('|');
    match size_of(size.trim()) {
        // A description that is a number alone may be one.
        Some((width, height)) if !whole || before.is_empty() && alt.trim().len() > 2 => {
            (before.trim_end(), width, height)
        }
        _ => (alt, None, None),
    }
}

/// `300`, `300x200` or `50%`.
pub(super) fn size_of(text: &str) -> Option<(Option<String>, Option<String>)> {
    let number = |text: &str| -> Option<Option<String>> {
        let text = text.trim().trim_end_matches("px");
        let digits = text.trim_end_matches('%');
        if text.is_empty() {
            return Some(None);
        }
        let good =
            digits.len() <= 4 && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        good.then(|| Some(text.to_owned()))
    };
    let (width, height) = text.split_once(['x', 'X', '×', '*']).unwrap_or((text, ""));
    let (width, height) = (number(width)?, number(height)?);
    (width.is_some() || height.is_some()).then_some((width, height))
}

/// Longest ruby with its signs.
const MAX_RUBY: usize = 300;

/// Text with `[茶道]{chá dào}` and `{漢字|かんじ}` as ruby.
pub(super) fn with_ruby(shown: &str) -> Vec<Node> {
    let (mut out, mut rest) = (Vec::new(), shown);
    let mut plain = String::new();
    while let Some(at) = rest.find(['[', '{']) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        match bracketed(from).or_else(|| piped(from)) {
            Some((base, reading, after)) => {
                out.extend((!plain.is_empty()).then(|| text(std::mem::take(&mut plain))));
                out.push(ruby(base, reading));
                rest = after;
            }
            None => {
                let mut characters = from.chars();
                plain.extend(characters.next());
                rest = characters.as_str();
            }
        }
    }
    plain.push_str(rest);
    out.extend((!plain.is_empty()).then(|| text(plain)));
    out
}

fn bracketed(from: &str) -> Option<(&str, &str, &str)> {
    let (base, rest) = near(from, MAX_RUBY).strip_prefix('[')?.split_once("]{")?;
    let (reading, after) = rest.split_once('}')?;
    is_ruby(base, reading).then(|| (base, reading, behind(from, after)))
}

fn piped(from: &str) -> Option<(&str, &str, &str)> {
    let (inside, after) = near(from, MAX_RUBY).strip_prefix('{')?.split_once('}')?;
    let (base, reading) = inside.split_once('|')?;
    is_ruby(base, reading).then(|| (base, reading, behind(from, after)))
}

/// The rest of a text behind what was found near its start, of which `after` is left.
fn behind<'s>(from: &'s str, after: &str) -> &'s str {
    let found = near(from, MAX_RUBY).len() - after.len();
    from.get(found..).unwrap_or_default()
}

fn is_ruby(base: &str, reading: &str) -> bool {
    let base_is_wide = !base.is_empty() && base.chars().all(is_wide);
    base_is_wide
        && base.chars().count() <= 20
        && !reading.trim().is_empty()
        && !reading.contains(['[', '{', '=', '<'])
}

/// One reading for the whole, or one for each character if they are as many.
fn ruby(base: &str, reading: &str) -> Node {
    let readings: Vec<&str> = reading.split([' ', '|', '・']).filter(|reading| !reading.is_empty()).collect();
    let mut children = Vec::new();
    let mut pair = |base: String, reading: &str| {
        children.push(text(base));
        for (name, shown) in [("rp", "（"), ("rt", reading), ("rp", "）")] {
            children.push(Element::new(name, &[], vec![text(shown)]).into());
        }
    };
    if readings.len() == base.chars().count() {
        base.chars().zip(readings).for_each(|(base, reading)| pair(base.to_string(), reading));
    } else {
        pair(base.to_owned(), reading);
    }
    Element::new("ruby", &[], children).into()
}

/// Whether a character is as wide as a Chinese one, with no blank between words.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2014}' | '\u{2018}'..='\u{201d}' | '\u{2026}' | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a line begins as an item of a list in a way that Markdown does not know: `1、`, `（二）`, `③`, `•`, `-项`, `1.项`,
/// `a. `.
pub(super) fn begins_item(line: &str) -> bool {
    let is_number = |c: char| c.is_numeric() || "〇一二三四五六七八九十百".contains(c);
    let numbered = line.trim_start_matches(is_number);
    let is_wide_at = |at: usize| line.chars().nth(at).is_some_and(is_wide);
    let is_short = |rest: &str| (1..=3).contains(&(line.chars().count() - rest.chars().count()));
    match line.chars().next() {
        Some('（') => {
            let inside = line.split_once('）').map_or("", |(inside, _)| inside).trim_start_matches('（');
            !inside.is_empty() && inside.chars().count() <= 3 && inside.chars().all(is_number)
        }
        Some(
            '①'..='⓿'
            | '❶'..='➓'
            | '•'
            | '·'
            | '●'
            | '○'
            | '■'
            | '□'
            | '◆'
            | '◇'
            | '▪'
            | '◦'
            | '★'
            | '※'
            | '►'
            | '▶'
            | '－',
        ) => true,
        Some('-' | '+' | '*') => is_wide_at(1),
        Some(first) if is_number(first) => {
            let digits = line.chars().count() - numbered.chars().count();
            let is_tight = numbered.starts_with(['.', ')']) && is_wide_at(digits + 1);
            (numbered.starts_with(['、', '．', '）']) || is_tight) && is_short(numbered)
        }
        Some(first) if first.is_ascii_alphabetic() => {
            line.get(1..).is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "))
        }
        _ => false,
    }
}

/// What a block of code is called behind its language: `title="a.rs"`, `[a.rs]` of VitePress, or words as Hexo has them.
pub(super) fn code_title(info: &str) -> Option<&str> {
    let behind = info.find([' ', '{', '[', ':']).and_then(|at| info.get(at..))?;
    let named = ["title=", "filename=", "file=", "name="].iter().find_map(|name| behind.split_once(name));
    if let Some((_, title)) = named {
        let quoted = ['"', '\''].iter().find_map(|quote| title.strip_prefix(*quote)?.split(*quote).next());
        return quoted.or(title.split([' ', ',', '}']).next()).filter(|title| !title.trim().is_empty());
    }
    if let Some((_, title)) = behind.split_once('[') {
        return title.split_once(']').map(|(title, _)| title.trim()).filter(|title| !title.is_empty());
    }
    let words = behind.strip_prefix(' ')?.trim();
    let is_file = words.split_once('.').is_some_and(|(name, kind)| !name.is_empty() && !kind.is_empty());
    let is_title = words.contains(is_wide) || is_file && !words.contains(' ');
    (is_title && !words.contains(['{', '=', '"'])).then_some(words)
}

/// The start of a text: what is looked at for a notation's end, as a page that has only beginnings must not take forever.
pub(super) fn near(text: &str, most: usize) -> &str {
    (0..4).find_map(|less| text.get(..most.saturating_sub(less).min(text.len()))).unwrap_or_default()
}
