//! What became of an article: what was sent beside what the platform keeps.

mod part;
mod same;

use std::fmt;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};
use serde::Serialize;

use crate::parse::parse;
use part::{Part, Parts};

/// One thing that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// Of what kind it is.
    pub kind: DifferenceKind,
    /// The element that it is or belongs to; empty for text.
    pub element: String,
    /// The attribute or the property of the style; empty for elements and text.
    pub name: String,
    /// What was sent; none for what was put in.
    pub before: Option<String>,
    /// What is kept; none for what was taken away.
    pub after: Option<String>,
    /// The first words from there on, to find the place by; may be empty.
    pub near: String,
}

/// What is not as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum DifferenceKind {
    /// An element with all that is in it.
    Element,
    /// An element, whose content stays.
    Wrapper,
    /// An attribute.
    Attribute,
    /// A declaration of a `style` attribute.
    Style,
    /// Text.
    Text,
}

/// Compares the HTML of an article as it was sent with what the platform keeps of it.
///
/// Told is what was taken away or changed, and what was put in that can be seen: text, pictures, empty lines. Not told is what
/// the platform always does and nobody sees: pictures whose address moves to `data-src` or gets another size, attributes
/// and classes that are added, another order or spelling of attributes and declarations, white space, wrappers without a
/// style. A picture whose address in `sent` has no host stands for one whose address is not known; it is like any other.
///
/// ```
/// use wxkit_structure::{DifferenceKind, compare};
///
/// let sent = r#"<section style="margin:0;position:relative;"><p id="a">一壶好茶</p></section>"#;
/// let kept = r#"<section style="margin: 0px;"><p data-x="1">一壶好茶</p></section>"#;
/// let told: Vec<_> = compare(sent, kept).iter().map(ToString::to_string).collect();
/// assert_eq!(told, [
///     "section near 一壶好茶: position: relative was taken away",
///     "p near 一壶好茶: id=a was taken away",
/// ]);
/// assert!(compare(sent, sent).is_empty());
/// ```
#[must_use]
pub fn compare(sent: &str, kept: &str) -> Vec<Difference> {
    let ((sent, _), (kept, _)) = (parse(sent), parse(kept));
    let (sent, kept) = (Parts::of(&sent), Parts::of(&kept));
    let mut differences = Vec::new();
    let whole = (0..sent.len(), 0..kept.len());
    for (before, after) in hunks(&sent, &kept, whole, Part::exactly) {
        differing(&sent, &kept, before, after, &mut differences);
    }
    differences
}

/// Where two pieces are not the same, part by part.
fn hunks<'p>(
    sent: &'p Parts<'p>,
    kept: &'p Parts<'p>,
    (before, after): (Range<usize>, Range<usize>),
    key: impl Fn(&'p Part<'p>) -> &'p str,
) -> Vec<(Range<usize>, Range<usize>)> {
    let mut input = InternedInput::default();
    input.update_before(sent.slice(before.clone()).iter().map(&key));
    input.update_after(kept.slice(after.clone()).iter().map(&key));
    let range = |start: usize, range: Range<u32>| start + range.start as usize..start + range.end as usize;
    let diff = Diff::compute(Algorithm::Histogram, &input);
    diff.hunks().map(|hunk| (range(before.start, hunk.before), range(after.start, hunk.after))).collect()
}

/// What is different between two pieces: elements of one name are looked at side by side.
fn differing(
    sent: &Parts<'_>,
    kept: &Parts<'_>,
    before: Range<usize>,
    after: Range<usize>,
    out: &mut Vec<Difference>,
) {
    let (mut from, mut to) = (before.start, after.start);
    let ends = [(before.end..before.end, after.end..after.end)];
    for (gone, new) in hunks(sent, kept, (before, after), Part::by_name).into_iter().chain(ends) {
        for (one, other) in (from..gone.start).zip(to..new.start) {
            if let (Some(one_), Some(other)) = (sent.get(one), kept.get(other)) {
                same::tell(one_, other, &sent.near(one), out);
            }
        }
        (from, to) = (gone.end, new.end);
        replaced(sent, kept, gone, new, out);
    }
}

/// What one side has and the other has not.
fn replaced(
    sent: &Parts<'_>,
    kept: &Parts<'_>,
    gone: Range<usize>,
    new: Range<usize>,
    out: &mut Vec<Difference>,
) {
    let near = sent.near(gone.start);
    let mut lost = String::new();
    let mut at = gone.start;
    while let Some(part) = sent.get(at).filter(|_| at < gone.end) {
        let whole = part.end <= gone.end;
        if part.is_text() {
            part.append(&mut lost);
        } else if !part.is_plain {
            let kind = if whole { DifferenceKind::Element } else { DifferenceKind::Wrapper };
            let before = Some(part.tag());
            out.push(Difference { before, ..Difference::new(kind, part, &sent.near(at)) });
        }
        at = if whole && !part.is_text() && !part.is_plain { part.end } else { at + 1 };
    }
    let mut found = String::new();
    for part in kept.slice(new) {
        if part.is_text() {
            part.append(&mut found);
        } else if part.shows {
            let after = Some(part.tag());
            out.push(Difference { after, ..Difference::new(DifferenceKind::Element, part, &near) });
        }
    }
    if lost != found {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let (before, after) = (some(lost), some(found));
        let (element, name) = (String::new(), String::new());
        out.push(Difference { kind: DifferenceKind::Text, element, name, before, after, near });
    }
}

impl Difference {
    fn new(kind: DifferenceKind, part: &Part<'_>, near: &str) -> Self {
        let (element, near) = (part.name.to_owned(), near.to_owned());
        Self { kind, element, name: String::new(), before: None, after: None, near }
    }

    /// In a word: `<iframe>`, `id=`, `position:`, or the text in quotes.
    #[must_use]
    pub fn word(&self) -> String {
        match self.kind {
            DifferenceKind::Element | DifferenceKind::Wrapper => format!("<{}>", self.element),
            DifferenceKind::Attribute => format!("{}=", self.name),
            DifferenceKind::Style => format!("{}:", self.name),
            DifferenceKind::Text => {
                format!("“{}”", clipped(self.before.as_deref().or(self.after.as_deref()).unwrap_or_default()))
            }
        }
    }
}

/// Displays as `section near 一壶好茶: position: relative was taken away`.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.kind == DifferenceKind::Text { "text" } else { &self.element };
        let place = match self.near.as_str() {
            "" => what.to_owned(),
            near => format!("{what} near {near}"),
        };
        let quoted = |value: &str| match self.kind {
            DifferenceKind::Text => format!("“{}”", clipped(value)),
            _ => clipped(value),
        };
        let named = |value: &str| match self.kind {
            DifferenceKind::Attribute => format!("{}={}", self.name, clipped(value)),
            DifferenceKind::Style => format!("{}: {}", self.name, clipped(value)),
            _ => quoted(value),
        };
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => write!(f, "{place}: {} became {}", named(before), quoted(after)),
            (Some(before), None) if self.kind == DifferenceKind::Wrapper => {
                write!(f, "{place}: {} was taken away, its content stays", named(before))
            }
            (Some(before), None) => write!(f, "{place}: {} was taken away", named(before)),
            (None, Some(after)) => write!(f, "{place}: {} was put in", named(after)),
            (None, None) => f.write_str(&place),
        }
    }
}

/// Characters of a value that are shown.
const SHOWN: usize = 60;

fn clipped(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
