//! Headers that YAML refuses though everybody can read them: `title: Rust: 入门`, `title：春茶`, `title:春茶`.

use super::yaml;
use crate::error::Notes;

/// The same lines, with quotes around a colour: to YAML `accent: #07c160` is a comment on nothing.
pub(super) fn with_color(text: &str) -> String {
    let quoted = |line: &str| {
        let color = line.strip_prefix("accent:")?.split_whitespace().next()?;
        color.starts_with('#').then(|| format!("accent: '{color}'\n"))
    };
    text.split_inclusive('\n').map(|line| quoted(line).unwrap_or_else(|| line.to_owned())).collect()
}

/// The same lines, with blanks for the tabs at their beginning, which YAML refuses; nothing if there are none.
pub(super) fn untabbed(text: &str, first: usize, notes: &mut Notes) -> Option<String> {
    let is_margin = |c: char| matches!(c, ' ' | '\t');
    let margin = |line: &str| line.len() - line.trim_start_matches(is_margin).len();
    let number =
        text.lines().position(|line| line.get(..margin(line)).is_some_and(|before| before.contains('\t')))?;
    let why =
        "a tab at the beginning of a line was read as blanks; write blanks, for other programs refuse it";
    notes.warn(Some(first + number + 1), "front-matter", why);
    let lines = text.lines().map(|line| {
        let (before, after) = line.split_at(margin(line));
        format!("{}{after}\n", before.replace('\t', "    "))
    });
    Some(lines.collect())
}

/// The same lines, with quotes around each value that alone cannot be read; nothing if that is not the trouble.
/// `first` lines come before it.
pub(super) fn quoted(text: &str, first: usize, notes: &mut Notes) -> Option<String> {
    let mut changed = false;
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.lines().enumerate() {
        match entry(line).filter(|_| yaml::read(line, 0).is_err()) {
            Some((name, value)) => {
                changed = true;
                let quote = if value.contains('"') { '\'' } else { '"' };
                let message = format!(
                    "the value of `{name}` was read as if it stood in quotes; write {name}: {quote}{value}{quote}, for other programs refuse it"
                );
                notes.warn(Some(first + number + 1), "front-matter", message);
                out.push_str(&format!("{name}: '{}'\n", value.replace('\'', "''")));
            }
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    changed.then_some(out)
}

/// Name and value of a line that holds both.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once([':', '：'])?;
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let value = value.trim();
    // Quotes inside of quotes of the same kind.
    let quoted = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    let value = quoted.unwrap_or(value);
    // What is quoted or bracketed and not closed goes on somewhere; who knows where.
    let open = value.is_empty()
        || quoted.is_none() && value.starts_with(['"', '\''])
        || value.starts_with('[') && !value.contains(']')
        || value.starts_with('{') && !value.contains('}');
    (!name.is_empty() && name.chars().all(word) && !open).then_some((name, value))
}
