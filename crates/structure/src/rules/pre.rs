//! §1.8: preformatted text that is wider than its box.

use super::Report;
use crate::layout::{Layout, WIDTHS, lines};
use crate::tree::{Id, Tree};

pub(crate) fn check(layout: &Layout<'_>, paragraphs: &[Vec<Id>], report: &mut Report<'_>) {
    let tree = layout.tree;
    for paragraph in paragraphs {
        let is_pre =
            |id: &&Id| tree.element(**id).is_some_and(|element| element.is("pre")) && tree.has_ink(**id);
        let mut found = paragraph.iter().rev().filter(is_pre).copied();
        let what = "a line of this pre is wider than a phone; write code as text with br and &nbsp; in a section that scrolls (§1.8)";
        // The engine remembers the last one only.
        if let Some(last) = found.next().filter(|id| is_wide(layout, *id)) {
            report.engine("pre", last, what, false);
        }
        for id in found.filter(|id| is_wide(layout, *id)) {
            report.standard("pre", id, what, false);
        }
    }
}

fn is_wide(layout: &Layout<'_>, id: Id) -> bool {
    let Some(frame) = layout.frames(id).last().copied() else { return false };
    let (room, narrow) = (frame.inner_width, WIDTHS.last().copied().unwrap_or_default());
    // What runs over the padding is not wider than the box, unless the box scrolls.
    let after = if layout.look(id).clips { 0.0 } else { layout.inset(id, narrow).1 };
    room > 0.0 && room <= narrow + 1.0 && widest(layout, layout.tree, id) > room + after + 1.0
}

/// The widest line that does not wrap, but for what scrolls in a box of its own.
fn widest(layout: &Layout<'_>, tree: &Tree, id: Id) -> f64 {
    let (mut line, mut widest) = (0.0_f64, 0.0_f64);
    let mut stack: Vec<Id> = tree.children(id).iter().rev().copied().collect();
    while let Some(inner) = stack.pop() {
        if let Some(text) = tree.text(inner) {
            let look = layout.look(tree.parent(inner).unwrap_or(id));
            for (at, measure) in lines(text, look).enumerate() {
                if at > 0 {
                    line = 0.0;
                }
                line += if look.wraps { 0.0 } else { measure.width };
                widest = widest.max(line);
            }
        } else if let Some(element) = tree.element(inner) {
            let look = layout.look(inner);
            if element.is("br") {
                line = 0.0;
            } else if !look.clips || look.is_in_line() {
                if !look.is_in_line() {
                    line = 0.0;
                }
                stack.extend(tree.children(inner).iter().rev());
            }
        }
    }
    widest
}
