//! §1.3: lines that lie on each other.

use super::Report;
use crate::layout::{Display, Item, Layout, items, lines};
use crate::tree::Id;

const WHAT: &str = "the lines of this text lie on each other, since line-height is below the size of the font; write 1.5 or more (§1.3)";

/// What is measured if it holds text itself.
const MEASURED: &str = "p div section h1 h2 h3 h4 h5 h6 li td a";

/// How high the line of most fonts is, against their size.
const GLYPH: f64 = 1.17;

pub(crate) fn check(layout: &Layout<'_>, paragraphs: &[Vec<Id>], report: &mut Report<'_>) {
    let tree = layout.tree;
    for paragraph in paragraphs {
        // The engine remembers the last one only.
        let last =
            paragraph.iter().rev().copied().find(|id| {
                tree.has_ink(*id) && tree.element(*id).is_some_and(|element| element.name != "svg")
            });
        if let Some(last) = last.filter(|id| is_tiny(layout, *id)) {
            report.engine("line-height", last, WHAT, false);
        }
    }
    for (id, element) in tree.elements() {
        if element.is(MEASURED) && tree.has_own_ink(id) && overlaps(layout, id) {
            report.engine("line-height", id, WHAT, false);
        } else if !element.foreign && tree.has_own_ink(id) && !element.is(MEASURED) {
            let look = layout.look(id);
            if look.line_height() < 0.95 * look.font
                && look.display != Display::None
                && count(layout, id, 0) > 1.0
            {
                report.standard("line-height", id, WHAT, false);
            }
        }
    }
}

/// The lines of an element, in one of the widths.
pub(super) fn count(layout: &Layout<'_>, id: Id, at: usize) -> f64 {
    let tree = layout.tree;
    let room = layout.frames(id).get(at).map_or(0.0, |frame| frame.inner_width).max(1.0);
    let (mut full, mut line) = (0.0_f64, 0.0_f64);
    let mut end = |line: &mut f64| {
        full += (*line / room).ceil();
        *line = 0.0;
    };
    for item in items(layout, id) {
        match item {
            Item::Text(text, above) => {
                let look = layout.look(above);
                for (at, measure) in lines(tree.text(text).unwrap_or_default(), look).enumerate() {
                    if at > 0 {
                        end(&mut line);
                    }
                    line += if look.wraps { measure.width } else { measure.width.min(room) };
                }
            }
            Item::Break | Item::Block(_) => end(&mut line),
            Item::Space(width) => line += width,
            Item::Atom(_) => {}
        }
    }
    end(&mut line);
    full
}

/// Lines less than 10 pixels short of nothing.
fn is_tiny(layout: &Layout<'_>, id: Id) -> bool {
    let look = layout.look(id);
    if look.line_height() + 10.0 >= look.font || matches!(look.display, Display::None) {
        return false;
    }
    (0..3).any(|at| {
        let lines = count(layout, id, at);
        let height = match look.display {
            Display::Inline => (lines - 1.0) * look.line_height() + GLYPH * look.font,
            _ => layout.height(id).max(lines * look.line_height()),
        };
        height > 1.2 * look.font
    })
}

fn overlaps(layout: &Layout<'_>, id: Id) -> bool {
    let look = layout.look(id);
    let line = look.line_height();
    let height = match look.display {
        Display::None => return false,
        Display::Inline => (count(layout, id, 0) - 1.0).max(0.0) * line + GLYPH * look.font,
        _ => layout.height(id),
    };
    if look.font <= 0.0 || height <= 0.0 {
        return false;
    }
    if line == 0.0 {
        return true;
    }
    let lines = (height / line).round();
    lines >= 2.0 && height / lines < 0.95 * look.font
}
