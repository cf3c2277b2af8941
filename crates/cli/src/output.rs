//! The result of a command, and its error.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::process::ExitCode;

use serde::Serialize;
use serde::de::IgnoredAny;

use crate::chinese;
use crate::console::{Told, painted, visible, visible_json};
use crate::failure::Failure;

/// What a command brings: an object for programs, and lines for people.
#[derive(Debug)]
pub(crate) struct Answer {
    json: String,
    text: String,
    is_unwell: bool,
}

impl Answer {
    pub(crate) fn new(json: &impl Serialize, text: impl Into<String>) -> Self {
        Self { json: serde_json::to_string(json).unwrap_or_default(), text: text.into(), is_unwell: false }
    }

    /// With other lines for people.
    pub(crate) fn with_text(self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self }
    }

    /// What was looked into is not in order, which the exit status says.
    pub(crate) fn unwell(self) -> Self {
        Self { is_unwell: true, ..self }
    }

    pub(crate) fn json(&self) -> &str {
        &self.json
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// Writes in the way that was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints the result on standard output.
    pub(crate) fn print(self, answer: &Answer, warnings: &[Told]) -> Result<(), Failure> {
        // Most of it comes from outside.
        self.line(&match self.json {
            true => visible_json(&with_warnings(answer.json(), warnings)),
            false => visible(answer.text()),
        })?;
        if answer.is_unwell { Err(Failure::Unwell) } else { Ok(()) }
    }

    /// Prints a text on standard output, whatever its form.
    pub(crate) fn line(self, line: &str) -> Result<(), Failure> {
        if line.is_empty() {
            // A list without entries has no line.
            return Ok(());
        }
        let mut stdout = io::stdout().lock();
        let written = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
        match written {
            // Whoever read it has heard enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written.map_err(|error| Failure::io("writing to standard output", &error)),
        }
    }

    /// Prints a line for programs. Whoever reads it may have heard enough, which ends the command.
    pub(crate) fn program(self, line: &str) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        let written = writeln!(stdout, "{}", visible_json(line)).and_then(|()| stdout.flush());
        written.map_err(|error| Failure::io("writing to standard output", &error))
    }

    /// Prints the error on standard error.
    pub(crate) fn fail(self, failure: &Failure, warnings: &[Told]) -> ExitCode {
        let mut stderr = io::stderr().lock();
        // There is nowhere left to complain to.
        let _ = if self.json {
            writeln!(stderr, "{}", visible_json(&failure.json(warnings)))
        } else {
            stderr.write_all(prose(failure).as_bytes())
        };
        ExitCode::from(failure.status())
    }
}

/// An object with all that looked wrong, unless it has warnings of its own.
fn with_warnings(json: &str, warnings: &[Told]) -> String {
    let keys = serde_json::from_str::<BTreeMap<String, IgnoredAny>>(json);
    match (keys, json.strip_suffix('}')) {
        (Ok(keys), Some(open)) if !warnings.is_empty() && !keys.contains_key("warnings") => {
            let comma = if keys.is_empty() { "" } else { "," };
            let list = serde_json::to_string(warnings).unwrap_or_default();
            format!("{open}{comma}\"warnings\":{list}}}")
        }
        _ => json.to_owned(),
    }
}

fn prose(failure: &Failure) -> String {
    let mark = chinese::or("error: ", "错误：");
    let mut text = painted(mark, 31, &paragraph(mark, &chinese::say(&failure.message())));
    if let Some(hint) = failure.hint() {
        let mark = chinese::or("hint: ", "提示：");
        text += &painted(mark, 36, &paragraph(mark, &chinese::say(&hint)));
    }
    text
}

/// Further lines stand beneath the first.
pub(crate) fn paragraph(mark: &str, text: &str) -> String {
    // A Chinese character is two columns wide.
    let columns: usize = mark.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let gap = format!("\n{}", " ".repeat(columns));
    format!("{mark}{}\n", visible(text.trim_end()).replace('\n', &gap))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn warnings_stand_in_every_object() {
        let told = [Told { line: None, rule: None, message: "old".into() }];
        for (json, expected) in [
            ("{}", r#"{"warnings":[{"line":null,"rule":null,"message":"old"}]}"#),
            (r#"{"a":1.50}"#, r#"{"a":1.50,"warnings":[{"line":null,"rule":null,"message":"old"}]}"#),
            (r#"{"warnings":[]}"#, r#"{"warnings":[]}"#),
            ("[1]", "[1]"),
        ] {
            assert_eq!(with_warnings(json, &told), expected);
            assert_eq!(with_warnings(json, &[]), json);
        }
    }

    #[test]
    fn errors_are_readable_and_harmless() {
        let failure = Failure::usage_hint("a.png: empty\nb\x1b[2J.png: empty", "fill them");
        expect![[r#"
            error: a.png: empty
                   b\u{1b}[2J.png: empty
            hint: fill them
        "#]]
        .assert_eq(&prose(&failure));
    }
}
