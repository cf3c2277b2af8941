//! What people put into formulas that TeX itself would not read, in words that it does.

/// Environments by the names of those that do the same.
const ENVIRONMENTS: [(&str, &str); 6] = [
    ("\\begin{eqnarray}", "\\begin{array}{rcl}"),
    ("\\end{eqnarray}", "\\end{array}"),
    ("\\begin{multline}", "\\begin{gathered}"),
    ("\\end{multline}", "\\end{gathered}"),
    ("\\begin{flalign}", "\\begin{aligned}"),
    ("\\end{flalign}", "\\end{aligned}"),
];

/// Letters of mathematics have their own places in Unicode: thirteen alphabets, then Greek ones, then digits.
const LETTERS: [&str; 13] = [
    "\\mathbf",
    "",
    "\\boldsymbol",
    "\\mathscr",
    "\\mathscr",
    "\\mathfrak",
    "\\mathbb",
    "\\mathfrak",
    "\\mathsf",
    "\\mathsf",
    "\\mathsf",
    "\\mathsf",
    "\\mathtt",
];

/// A formula as TeX has it: without characters that nobody sees, its letters those of a keyboard, stars that were
/// escaped for Markdown as they were meant.
pub(super) fn spelled(tex: &str) -> String {
    let mut out = String::with_capacity(tex.len());
    let mut escaped = false;
    for c in tex.trim().chars() {
        match c {
            '*' if escaped => {
                out.pop();
                out.push('*');
            }
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            '＝' => out.push('='),
            c => match letter(c) {
                Some((command, letter)) => {
                    out.push_str(command);
                    out.extend(['{', letter, '}']);
                }
                None => out.push(c),
            },
        }
        escaped = c == '\\' && !escaped;
    }
    out = commands(&out);
    for (theirs, ours) in
        ENVIRONMENTS.into_iter().filter(|(theirs, _)| tex.contains(theirs.trim_end_matches('}')))
    {
        out = out.replace(&theirs.replace('}', "*}"), ours).replace(theirs, ours);
    }
    out
}

/// With the commands that are known by other names, and without those that only number a formula.
fn commands(tex: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(tex.len()), tex);
    while let Some((before, from)) = rest.split_once('\\') {
        let len = from.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(from.len());
        let (name, after) = from.split_at(len.max(from.chars().next().map_or(0, char::len_utf8)));
        out.push_str(before);
        rest = after;
        match name {
            "label" | "require" => rest = after.split_once('}').map_or("", |(_, after)| after),
            "mbox" | "hbox" => out.push_str("\\text"),
            "mathbbm" | "mathds" => out.push_str("\\mathbb"),
            "dd" => out.push_str("\\mathrm{d}"),
            name => {
                out.push('\\');
                out.push_str(name);
            }
        }
    }
    out.push_str(rest);
    out
}

/// The command and the letter of the keyboard that stand for a letter of mathematics.
fn letter(c: char) -> Option<(&'static str, char)> {
    let (at, digits) = (u32::from(c).checked_sub(0x1d400)?, u32::from(c).checked_sub(0x1d7ce));
    if let Some(digit) = digits.filter(|digit| *digit < 50) {
        return Some(("", char::from_digit(digit % 10, 10)?));
    }
    let command = LETTERS.get(usize::try_from(at / 52).ok()?)?;
    let letter = match at % 52 {
        at @ 0..26 => u32::from('A') + at,
        at => u32::from('a') + at - 26,
    };
    Some((command, char::from_u32(letter)?))
}
