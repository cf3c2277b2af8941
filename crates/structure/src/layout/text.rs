//! How wide text is, near enough: without the fonts nobody knows.

use unicode_width::UnicodeWidthChar as _;

use super::look::Look;

/// The width of a character in ems.
fn em(c: char, mono: bool) -> f64 {
    match c.width().unwrap_or(0) {
        0 => 0.0,
        2 => 1.0,
        _ if mono => 0.6,
        _ => match c {
            ' ' | '\u{a0}' | 'i' | 'j' | 'l' | 't' | 'f' | 'I' | '!' | '\'' | ',' | '.' | ':' | ';' | '|'
            | '/' | '(' | ')' | '[' | ']' => 0.3,
            'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.85,
            'A'..='Z' | '&' => 0.68,
            '“' | '”' | '‘' | '’' | '—' | '…' | '·' => 1.0,
            _ => 0.53,
        },
    }
}

/// How high a line of text is where nothing says: by the font, and Chinese fonts are higher.
pub(crate) fn natural_height(text: &str, font: f64) -> f64 {
    if text.chars().any(|c| c.width() == Some(2)) {
        return (1.448 * font).round();
    }
    (0.891 * font).round() + (0.216 * font).round() + 0.042 * font
}

/// A piece of text between two line breaks.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Measure {
    /// On one line.
    pub(crate) width: f64,
    /// The longest run that cannot be broken.
    pub(crate) longest: f64,
}

/// The lines that a text asks for; one, if line breaks in it are white space.
pub(crate) fn lines<'a>(text: &'a str, look: &'a Look) -> impl Iterator<Item = Measure> + 'a {
    let breaks = look.keeps_breaks;
    text.split(move |c| breaks && c == '\n').map(move |line| measure(line, look))
}

fn measure(line: &str, look: &Look) -> Measure {
    let mut out = Measure::default();
    let mut run = 0.0_f64;
    let mut blank = false;
    for c in line.chars() {
        let is_blank = matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
        let width = match c {
            '\t' if look.keeps_spaces => 8.0 * em(' ', look.mono),
            _ if is_blank && !look.keeps_spaces && blank => 0.0,
            _ if is_blank => em(' ', look.mono),
            c => em(c, look.mono) * if c.width() == Some(2) { 1.0 } else { look.letters },
        } * look.font;
        blank = is_blank;
        out.width += width;
        let alone = look.wraps && (is_blank || look.breaks_words || c.width() == Some(2));
        run = if alone { if is_blank { 0.0 } else { width } } else { run + width };
        out.longest = out.longest.max(run);
        if alone || look.wraps && c == '-' {
            run = 0.0;
        }
    }
    out
}
