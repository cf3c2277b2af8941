/// HTML with what could be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fixed {
    /// The HTML, mended.
    pub html: String,
    /// What was done, in the order of the text.
    pub changes: Vec<Change>,
}

/// One thing that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// Line of the HTML as it was, from 1.
    pub line: usize,
    /// Column in that line, from 1, in characters.
    pub column: usize,
    /// The rule it broke.
    pub rule: &'static str,
    /// What was done, for people.
    pub message: String,
}

/// Mends.
pub fn fix(html: &str) -> Fixed {
    Fixed { html: html.to_owned(), changes: Vec::new() }
}
