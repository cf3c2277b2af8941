//! An article as a row of parts: elements and words, in their order.

use std::ops::Range;

use super::same;
use crate::tree::{Element, Id, ROOT, Tree, among};

/// Characters of the text that a place is found by.
const NEAR: usize = 12;

/// Wrappers, which count for nothing if they have no style.
const WRAPPERS: &str = "span section font tbody";

/// What is seen although there is no text in it.
const SHOWN: &str = "img iframe video audio hr br input svg";

/// An element, or a word: a Latin one, or one character of Chinese.
#[derive(Debug)]
pub(super) struct Part<'t> {
    /// The element's name; empty if it is a word.
    pub(super) name: &'t str,
    pub(super) element: Option<&'t Element>,
    /// Name, attributes and style, or the word.
    key: String,
    /// The first part behind all that is in it.
    pub(super) end: usize,
    /// A wrapper without a style or anything else of its own.
    pub(super) is_plain: bool,
    /// Whether it is seen when it is put in: its text is told as text.
    pub(super) shows: bool,
}

/// All parts of an article.
#[derive(Debug)]
pub(super) struct Parts<'t>(Vec<Part<'t>>);

impl<'t> Parts<'t> {
    pub(super) fn of(tree: &'t Tree) -> Self {
        let mut parts: Vec<Part<'t>> = Vec::new();
        // Elements whose end is not reached yet: their node and their part.
        let mut open: Vec<(Id, usize)> = Vec::new();
        for id in tree.order().iter().copied().filter(|id| *id != ROOT) {
            let parent = tree.parent(id);
            while open.last().is_some_and(|(node, _)| Some(*node) != parent) {
                close(&mut open, &mut parts);
            }
            if let Some(element) = tree.element(id) {
                open.push((id, parts.len()));
                parts.push(Part::element(tree, id, element));
            } else if parent.and_then(|id| tree.element(id)).is_none_or(|element| !element.is("style script"))
            {
                words(tree.text(id).unwrap_or_default(), |word| parts.push(Part::word(word, parts.len())));
            }
        }
        while !open.is_empty() {
            close(&mut open, &mut parts);
        }
        Self(parts)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Part<'t>> {
        self.0.get(at)
    }

    pub(super) fn slice(&self, range: Range<usize>) -> &[Part<'t>] {
        self.0.get(range).unwrap_or_default()
    }

    /// The first words from a part on.
    pub(super) fn near(&self, at: usize) -> String {
        let mut text = String::new();
        // Pictures in a row have no words between.
        for part in self.0.iter().skip(at).take(200).filter(|part| part.is_text()) {
            part.append(&mut text);
            if text.chars().count() >= NEAR {
                break;
            }
        }
        text.chars().take(NEAR).collect()
    }
}

fn close(open: &mut Vec<(Id, usize)>, parts: &mut [Part<'_>]) {
    let end = parts.len();
    if let Some(part) = open.pop().and_then(|(_, at)| parts.get_mut(at)) {
        part.end = end;
    }
}

impl<'t> Part<'t> {
    fn element(tree: &Tree, id: Id, element: &'t Element) -> Self {
        let own = same::own(element);
        let hidden = element.style.value("display").is_some_and(|value| value == "none");
        let is_gap = !tree.has_ink(id) && element.is("p li h1 h2 h3 h4 h5 h6 blockquote");
        let key = own
            .iter()
            .fold(format!("<{}", element.name), |key, (name, value)| format!("{key} {name}=\"{value}\""));
        Self {
            name: &element.name,
            element: Some(element),
            key,
            end: 0,
            is_plain: element.is(WRAPPERS) && own.is_empty(),
            shows: !hidden && (is_gap || among(SHOWN, &element.name)),
        }
    }

    fn word(word: &str, at: usize) -> Self {
        let key = word.to_owned();
        Self { name: "", element: None, key, end: at + 1, is_plain: false, shows: false }
    }

    pub(super) fn is_text(&self) -> bool {
        self.element.is_none()
    }

    /// What makes two parts the same.
    pub(super) fn exactly(&self) -> &str {
        &self.key
    }

    /// What two parts must have in common to be looked at side by side.
    pub(super) fn by_name(&self) -> &str {
        match self.element {
            // A word cannot begin with `<`.
            Some(_) => self.key.split(' ').next().unwrap_or_default(),
            None => &self.key,
        }
    }

    /// The element as it is shown to people.
    pub(super) fn tag(&self) -> String {
        format!("<{}>", self.name)
    }

    /// Adds a word to a text.
    pub(super) fn append(&self, text: &mut String) {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii() && c != ' ');
        if latin(text.chars().next_back()) && latin(self.key.chars().next()) {
            text.push(' ');
        }
        text.push_str(&self.key);
    }
}

/// Cuts a text into words of Latin letters and single other characters. White space only parts them, but for the space that
/// does not break: code is indented by it.
fn words(text: &str, mut word: impl FnMut(&str)) {
    let joins = |c: char| c.is_alphanumeric() && c < '\u{2e80}';
    let mut start = None;
    for (at, c) in text.char_indices() {
        if joins(c) {
            start.get_or_insert(at);
            continue;
        }
        if let Some(start) = start.take() {
            word(text.get(start..at).unwrap_or_default());
        }
        let is_nothing = c.is_whitespace() && c != '\u{a0}' || matches!(c, '\u{200b}' | '\u{feff}');
        if !is_nothing {
            word(text.get(at..at + c.len_utf8()).unwrap_or_default());
        }
    }
    if let Some(start) = start {
        word(text.get(start..).unwrap_or_default());
    }
}
