use std::fmt;

/// Why an article cannot be used: everything that is wrong with it, in the order of its lines. Nothing of it should be
/// sent.
///
/// Displays one error a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errors(Vec<Error>);

impl Errors {
    /// At least one.
    #[must_use]
    pub fn as_slice(&self) -> &[Error] {
        &self.0
    }
}

impl IntoIterator for Errors {
    type Item = Error;
    type IntoIter = std::vec::IntoIter<Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Error> for Errors {
    fn from(error: Error) -> Self {
        Self(vec![error])
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            let line_end = if at > 0 { "\n" } else { "" };
            write!(f, "{line_end}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}

/// One thing that keeps an article from being used.
///
/// Displays as `line 3: …`, or as the message alone where no line is to blame.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
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
#[non_exhaustive]
pub struct Warning {
    /// Line of the source file, from 1, front matter counted.
    pub line: Option<usize>,
    /// What kind of thing it is, in words with hyphens that stay the same: `front-matter`, `removed-element`.
    pub rule: &'static str,
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

/// Most warnings, and most errors, of one article; whoever has more will not read them.
const MAX_NOTES: usize = 100;

/// Collects what is to be told. Each warning is said once, at its first line: a page with a thousand `onclick` has one
/// problem. Errors that leave the rest of the text readable are collected too, so that one run tells them all.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    warnings: Vec<Warning>,
    errors: Vec<Error>,
    /// What may be the cause of an error: told with it, else a warning.
    slips: Vec<Error>,
}

impl Notes {
    pub(crate) fn slip(&mut self, line: Option<usize>, message: String) {
        self.slips.push(Error::new(line, message));
    }

    pub(crate) fn warn(&mut self, line: Option<usize>, rule: &'static str, message: impl Into<String>) {
        let message = message.into();
        if self.warnings.len() < MAX_NOTES && !self.warnings.iter().any(|known| known.message == message) {
            self.warnings.push(Warning { line, rule, message });
        }
    }

    pub(crate) fn error(&mut self, error: Error) {
        if self.errors.len() < MAX_NOTES && !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The value of a step, or nothing once its error is noted.
    pub(crate) fn ok<T>(&mut self, result: Result<T, Error>) -> Option<T> {
        result.map_err(|error| self.error(error)).ok()
    }

    /// The warnings, if there was no error.
    pub(crate) fn finish(self) -> Result<Vec<Warning>, Errors> {
        let (warnings, errors) = self.both();
        errors.map_or(Ok(warnings), Err)
    }

    /// The warnings, and the errors if there are any.
    pub(crate) fn both(mut self) -> (Vec<Warning>, Option<Errors>) {
        for slip in std::mem::take(&mut self.slips) {
            match self.errors.is_empty() {
                true => self.warn(slip.line, "front-matter", slip.message),
                false => self.error(slip),
            }
        }
        self.errors.sort_by_key(|error| error.line);
        self.warnings.sort_by_key(|warning| warning.line);
        (self.warnings, (!self.errors.is_empty()).then_some(Errors(self.errors)))
    }
}
