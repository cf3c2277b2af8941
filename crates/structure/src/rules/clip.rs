//! §1.5.2: boxes too low for what they hold.

use super::Report;
use crate::css::Length;
use crate::layout::{Display, Layout};
use crate::tree::{Id, ROOT};

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
        if matches!(look.display, Display::Block | Display::InlineBlock) && inner > height + 5.0 {
            report.standard("height-nodisplay", id, what, false);
        }
    }
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
        if look.scrolls || look.display == Display::None || depth > DEEP {
            continue;
        }
        if layout.height(id) > allowed {
            return Some(id);
        }
        stack.extend(tree.inner(id).rev().map(|child| (child, depth + 1)));
    }
    None
}
