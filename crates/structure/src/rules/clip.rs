//! §1.5.2: boxes too low for what they hold.

use super::Report;
use super::lines::count;
use crate::css::Length;
use crate::layout::{Display, Layout, natural_height};
use crate::tree::{Id, ROOT};

/// An article that may be lower than its own letters, in pixels.
const LOW: f64 = 300.0;

/// How deep the engine looks.
const DEEP: usize = 10;

pub(crate) fn check(layout: &Layout<'_>, report: &mut Report<'_>) {
    let tree = layout.tree;
    let what =
        "what stands in this box is higher than the box, and may be cut off; remove the height (§1.5.2)";
    if let Some(found) = higher_than_all(layout) {
        let fixed = std::iter::successors(tree.parent(found), |id| tree.parent(*id))
            .find(|id| has_height(layout, *id));
        report.engine("height-nodisplay", fixed.unwrap_or(found), what, false);
    }
    // For each element, how high what it holds would like to be.
    for (id, element) in tree.elements() {
        let look = layout.look(id);
        let Length::Sum(height, 0.0) = look.height else { continue };
        if element.foreign
            || element.is("img table tr td th")
            || look.scrolls
            || height == 0.0
            || !tree.has_ink(id)
        {
            continue;
        }
        let inner = tree.inner(id).map(|child| layout.height(child)).fold(0.0, f64::max);
        if matches!(look.display, Display::Block | Display::InlineBlock | Display::InlineFlex)
            && inner > height + 5.0
        {
            report.standard("height-nodisplay", id, what, false);
        }
    }
}

/// From the top of the first line of letters to the bottom of the last.
fn letters(layout: &Layout<'_>, id: Id) -> f64 {
    let look = layout.look(id);
    let text: String = layout.tree.below(id).filter_map(|id| layout.tree.text(id)).collect();
    (count(layout, id, 0) - 1.0).max(0.0) * look.line_height() + natural_height(&text, look.font)
}

fn has_height(layout: &Layout<'_>, id: Id) -> bool {
    layout.look(id).height != Length::Auto
}

/// Something higher than the whole article: the article is as high as the box that cuts it off.
fn higher_than_all(layout: &Layout<'_>) -> Option<Id> {
    let tree = layout.tree;
    let whole = layout.height(ROOT);
    let allowed = if whole > 200.0 { whole + 20.0 } else { whole + 5.0 };
    let mut stack: Vec<(Id, usize)> = tree.inner(ROOT).rev().map(|id| (id, 1)).collect();
    while let Some((id, depth)) = stack.pop() {
        let look = layout.look(id);
        if look.scrolls || look.lost || look.display == Display::None || depth > DEEP {
            continue;
        }
        let height = match look.display {
            // Where lines are lower than letters, the letters stick out; in a long article that is nothing.
            Display::Inline if whole < LOW && tree.has_ink(id) => letters(layout, id),
            _ => layout.height(id),
        };
        if height > allowed {
            return Some(id);
        }
        stack.extend(tree.inner(id).rev().map(|child| (child, depth + 1)));
    }
    None
}
