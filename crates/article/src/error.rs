use std::fmt;

/// Why an article cannot be used. Nothing of it should be sent.
///
/// Displays as `line 3: …`, or as the message alone where no line is to blame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Line of the source file, from 1, front matter counted.
    pub line: Option<usize>,
    /// What is wrong and what to do about it, for people.
    pub message: String,
}

impl Error {
    pub(crate) fn new(line: Option<usize>, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, self.line, &self.message)
    }
}

impl std::error::Error for Error {}

/// Something that was dropped, ignored or may be refused later; the article is usable all the same.
///
/// Displays like [`Error`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Line of the source file, from 1, front matter counted.
    pub line: Option<usize>,
    /// What happened, for people.
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show(f, self.line, &self.message)
    }
}

fn show(f: &mut fmt::Formatter<'_>, line: Option<usize>, message: &str) -> fmt::Result {
    match line {
        Some(line) => write!(f, "line {line}: {message}"),
        None => f.write_str(message),
    }
}

/// Most warnings of one article; whoever has more will not read them.
const MAX_WARNINGS: usize = 100;

/// Collects warnings and says each thing once, at its first line: a page with a thousand `onclick` has one
/// problem.
#[derive(Debug, Default)]
pub(crate) struct Warnings(Vec<Warning>);

impl Warnings {
    pub(crate) fn add(&mut self, line: Option<usize>, message: impl Into<String>) {
        let message = message.into();
        if self.0.len() < MAX_WARNINGS && !self.0.iter().any(|known| known.message == message) {
            self.0.push(Warning { line, message });
        }
    }

    pub(crate) fn into_vec(mut self) -> Vec<Warning> {
        self.0.sort_by_key(|warning| warning.line);
        self.0
    }
}
