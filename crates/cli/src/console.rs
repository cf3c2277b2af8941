//! What people read on standard error: notes, warnings, and the progress of a run.

mod log;
mod progress;

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::MultiProgress;
use serde::Serialize;

use crate::chinese;
use crate::global::Global;
use crate::known::Pending;
use crate::output::paragraph;
use log::Log;
pub(crate) use progress::Progress;

/// Standard error. Errors are printed elsewhere, at the very end.
#[derive(Clone, Debug)]
pub(crate) struct Console {
    /// Standard output is for a program.
    pub(crate) json: bool,
    notes: bool,
    warnings: bool,
    verbose: bool,
    /// On a terminal.
    bars: Option<MultiProgress>,
    /// All that looked wrong in this run.
    told: Arc<Mutex<Vec<Told>>>,
    /// Ids to note once the result is printed.
    pub(crate) pending: Pending,
}

impl Console {
    /// With `--json` and no terminal, a program is likely to read standard error for the error's object, so there are no
    /// notes unless `--verbose` asks for them. Warnings reach it all the same.
    pub(crate) fn new(global: &Global) -> Self {
        let terminal = io::stderr().is_terminal();
        let people = !global.json || terminal || global.verbose > 0;
        let (log, wrong) = match Log::asked(global.verbose, std::env::var("WXKIT_LOG").ok().as_deref()) {
            Ok(log) => (log, None),
            Err(wrong) => (None, Some(wrong)),
        };
        let verbose = global.verbose > 0;
        let console = Self {
            json: global.json,
            notes: people && !global.quiet,
            warnings: !global.quiet,
            verbose,
            // Bars and a log would overwrite each other.
            bars: (terminal && people && !global.quiet && log.is_none()).then(MultiProgress::new),
            told: Arc::default(),
            pending: Pending::default(),
        };
        if let Some(wrong) = wrong {
            console.warn(&wrong);
        }
        if let Some(log) = log {
            log.start();
        }
        console
    }

    /// Something that is good to know.
    pub(crate) fn note(&self, text: &str) {
        if self.notes {
            self.write(&paragraph("", &chinese::say(text)));
        }
    }

    /// Something that only `--verbose` tells.
    pub(crate) fn detail(&self, text: &str) {
        if self.verbose {
            self.note(text);
        }
    }

    /// Something that looks wrong.
    pub(crate) fn warn(&self, text: &str) {
        self.keep(Told { line: None, rule: None, message: text.to_owned() });
        self.say(&chinese::say(text));
    }

    /// The same of an article; `text` is the name of its text.
    pub(crate) fn warn_of(&self, text: &str, told: &Told) {
        self.keep(told.clone());
        let told = Told { message: chinese::say(&told.message).into_owned(), ..told.clone() };
        self.say(&told.line_of(text));
    }

    /// All that looked wrong so far.
    pub(crate) fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, told: Told) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).push(told);
    }

    fn say(&self, text: &str) {
        if self.warnings {
            let mark = chinese::or("warning: ", "警告：");
            self.write(&painted(mark, 33, &paragraph(mark, text)));
        }
    }

    /// Takes bars off the terminal.
    pub(crate) fn clear(&self) {
        if let Some(bars) = &self.bars {
            let _ = bars.clear();
        }
    }

    fn write(&self, text: &str) {
        // A note that cannot be written is no reason to stop.
        let _ = match &self.bars {
            Some(bars) => bars.suspend(|| io::stderr().lock().write_all(text.as_bytes())),
            None => io::stderr().lock().write_all(text.as_bytes()),
        };
    }
}

/// Something that looked wrong, for programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Told {
    /// The line of the text, from 1, if one is to blame.
    pub(crate) line: Option<usize>,
    /// What kind of thing it is, if it is about a text.
    pub(crate) rule: Option<&'static str>,
    pub(crate) message: String,
}

impl Told {
    /// As editors understand it; `text` is the name of the text.
    pub(crate) fn line_of(&self, text: &str) -> String {
        let Self { line, rule, message } = self;
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        let rule = rule.map(|rule| format!(" [{rule}]")).unwrap_or_default();
        format!("{text}{line}: {message}{rule}")
    }
}

/// Text from outside in a form that cannot steer a terminal: control characters but for tabs and line breaks, and what turns the
/// direction of writing, are written out.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // Bills end their lines as Windows does.
        let is_break = c == '\r' && chars.peek() == Some(&'\n');
        if steers(c) && !is_break { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// The same for JSON, whose value stays what it is.
pub(crate) fn visible_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        // It stands in a text, and lies below U+10000.
        if steers(c) {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

fn steers(c: char) -> bool {
    let turns =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && !matches!(c, '\t' | '\n')) || turns || matches!(c, '\u{2028}' | '\u{2029}')
}

/// The first word of a text in a colour, on a terminal whose user has not said no.
pub(crate) fn painted(word: &str, colour: u8, text: &str) -> String {
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    match text.strip_prefix(word) {
        Some(rest) if wanted && io::stderr().is_terminal() => format!("\x1b[1;{colour}m{word}\x1b[0m{rest}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown() {
        assert_eq!(visible("\u{9b}2J\u{202e}gpj"), "\\u{9b}2J\\u{202e}gpj");
        assert_eq!(visible_json("{\"a\":\"\u{9b}\u{7f}茶\"}\n"), "{\"a\":\"\\u009b\\u007f茶\"}\n");
        assert_eq!(visible("茶\r\x1b]0;x\x07\n🍵"), "茶\\u{d}\\u{1b}]0;x\\u{7}\n🍵");
        assert_eq!(visible("a\r\nb\r"), "a\r\nb\\u{d}");
    }
}
