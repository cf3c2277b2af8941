mod edit;
mod mend;
mod nest;
mod style;

pub(crate) use edit::Edits;
pub(crate) use nest::layer;
pub(crate) use style::{is_page_font, is_page_rule, written as style_text};

use crate::check::lines_and_columns;
use crate::parse::parse;
use crate::tree::Tree;

/// HTML with what could be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fixed {
    /// The HTML, mended. What was not touched is as it was, to the byte.
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
    pub message: &'static str,
}

/// Most passes: each layer that is unwrapped may show another.
const MAX_PASSES: usize = 40;

/// Mends what can be mended and leaves what is seen: words never change, and places and sizes only where lines lay on each
/// other.
///
/// What has been mended is found no more, and mending twice is mending once. Mended are: `text-align:start` and `end`, a
/// transparent caret, `!important`, `font-family`, `data-no-dark`, `div`, layers that add nothing, white space between tags,
/// entities of quotes in styles, pictures half seen through (`opacity:0.5`, which the engine takes for 0), a `begin` by touch
/// alone (`click` is added), scrolled tables without `data-ignore-width`, and a `line-height` below the size of the font
/// (it becomes 1.5).
pub fn fix(html: &str) -> Fixed {
    let mut mended = html.to_owned();
    let mut changes = Vec::new();
    let mut passes: Vec<Edits> = Vec::new();
    for _ in 0..MAX_PASSES {
        let (tree, limit) = parse(&mended);
        // What was read in part cannot be mended as a whole.
        if limit.is_some() {
            break;
        }
        let (edits, done) = mend::mend(&tree, &mended);
        if edits.is_empty() {
            break;
        }
        let next = edits.apply(&mended);
        if words(&parse(&next).0) != words(&tree) {
            break;
        }
        let origin = |at: usize| passes.iter().rev().fold(at, |at, pass| pass.before(at));
        changes.extend(done.into_iter().map(|(at, rule, message)| (origin(at), rule, message)));
        passes.push(edits);
        mended = next;
    }
    changes.sort_by_key(|(at, rule, _)| (*at, *rule));
    let places: Vec<_> = lines_and_columns(html, changes.iter().map(|(at, ..)| *at)).collect();
    let changes = changes.into_iter().zip(places).map(|((_, rule, message), (line, column))| Change {
        line,
        column,
        rule,
        message,
    });
    Fixed { changes: changes.collect(), html: mended }
}

/// All text, but for white space.
fn words(tree: &Tree) -> String {
    let texts = tree.order().iter().filter_map(|id| tree.text(*id));
    texts.flat_map(str::chars).filter(|c| !c.is_ascii_whitespace()).collect()
}
