//! §1.4: widths that fit one screen and not the other.

use std::cell::OnceCell;

use super::Report;
use crate::layout::{Display, Frame, Known, Layout, WIDTHS};
use crate::tree::{Id, Tree};

/// Why a width is not right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Full on one screen, and not on the other.
    Uneven,
    /// Beyond the edge.
    Over,
    /// Very different shares of the screen.
    Varies,
}

impl Fault {
    fn message(self) -> &'static str {
        match self {
            Self::Uneven => {
                "it fills a narrow screen and not a wide one; write the width as a percentage (§1.4.1)"
            }
            Self::Over => {
                "it reaches beyond the edge of the screen; make it narrower, or mark what scrolls with data-ignore-width, the scroller and the table both (§1.4.2)"
            }
            Self::Varies => {
                "it takes a very different share of each screen; write the width as a percentage (§1.4.3)"
            }
        }
    }
}

/// The engine looks for what is not drawn at the corner of the screen, far from the article.
const HIDDEN: &str = "a paragraph with display:none counts as one beyond the edge of the screen; remove it, or mark it with data-ignore-width (§1.4.2)";

/// A letter may be this much narrower or wider than it was taken for.
const LETTERS: [f64; 2] = [0.9, 1.1];

/// Says what is wrong only where an estimate does not decide it.
struct Judge<'a> {
    layout: &'a Layout<'a>,
    others: OnceCell<[Layout<'a>; 2]>,
}

impl<'a> Judge<'a> {
    fn fault(&self, id: Id, judged: fn(&Layout<'_>, Id) -> Option<Fault>) -> Option<Fault> {
        let fault = judged(self.layout, id)?;
        let others = || {
            self.others.get_or_init(|| LETTERS.map(|letters| Layout::stretched(self.layout.tree, letters)))
        };
        (self.layout.known(id) == Known::Sure || others().iter().all(|other| judged(other, id).is_some()))
            .then_some(fault)
    }
}

pub(crate) fn check(layout: &Layout<'_>, paragraphs: &[Vec<Id>], report: &mut Report<'_>) {
    let tree = layout.tree;
    let judge = Judge { layout, others: OnceCell::new() };
    let ignored = ignored(tree);
    let can_mark = |id: Id| scroller(tree, id).is_some();
    let is_ignored = |id: Id| ignored.get(id).copied().unwrap_or_default();
    for paragraph in paragraphs {
        let Some(first) = paragraph.first().copied() else { continue };
        let marked = tree.element(first).is_some_and(|element| element.has("data-ignore-width"));
        if !marked && layout.look(first).display == Display::None {
            report.engine("width", first, HIDDEN, false);
        } else if !marked && let Some(fault) = judge.fault(first, overflow) {
            report.engine("width", first, fault.message(), can_mark(first));
        }
        for head in heads(tree, paragraph).filter(|id| !is_ignored(*id)) {
            if let Some(fault) = judge.fault(head, variance) {
                report.engine("width", head, fault.message(), can_mark(head));
            }
        }
        let mut candidates =
            paragraph.iter().rev().copied().filter(|id| !is_ignored(*id) && is_candidate(tree, *id));
        // The engine remembers the last one only.
        if let Some(last) = candidates.next()
            && (marked || last != first)
            && let Some(fault) = judge.fault(last, variance)
        {
            report.engine("width", last, fault.message(), can_mark(last));
        }
        for id in candidates {
            if let Some(fault) = judge.fault(id, variance).filter(|_| id != first) {
                report.standard("width", id, fault.message(), false);
            }
        }
    }
}

/// The element, at or around another, in which what is too wide can be scrolled to.
pub(crate) fn scroller(tree: &Tree, id: Id) -> Option<Id> {
    std::iter::successors(Some(id), |id| tree.parent(*id)).find(|id| {
        let style =
            |name: &str| tree.element(*id).and_then(|element| element.style.value(name)).unwrap_or_default();
        ["overflow", "overflow-x"]
            .iter()
            .any(|name| style(name).contains("auto") || style(name).contains("scroll"))
    })
}

/// Which elements stand below a mark that excuses widths, the marked ones among them.
fn ignored(tree: &Tree) -> Vec<bool> {
    let mut ignored = vec![false; tree.len()];
    for (id, element) in tree.elements() {
        let above = tree.parent(id).and_then(|parent| ignored.get(parent)).copied().unwrap_or_default();
        if let Some(known) = ignored.get_mut(id) {
            *known = above || element.has("data-ignore-width");
        }
    }
    ignored
}

/// The head cells of the tables in a paragraph.
fn heads<'a>(tree: &'a Tree, paragraph: &'a [Id]) -> impl Iterator<Item = Id> + 'a {
    paragraph.iter().copied().filter(|id| {
        let above = |id: Id| tree.parent(id).and_then(|parent| Some((parent, tree.element(parent)?)));
        tree.element(*id).is_some_and(|cell| cell.is("th"))
            && above(*id).and_then(|(row, _)| above(row)).is_some_and(|(_, group)| group.is("thead"))
    })
}

/// Pictures, and whatever has a width of its own.
fn is_candidate(tree: &Tree, id: Id) -> bool {
    let Some(element) = tree.element(id) else { return false };
    if element.is("img") {
        return !element.class_has("ProseMirror-separator");
    }
    if element.name == "svg" || element.is("table") {
        return false;
    }
    element.style.first("width").is_some_and(|width| {
        let width = width.to_ascii_lowercase();
        !width.contains("auto") && !width.contains("100%")
    })
}

fn is_full(frame: Frame, width: f64) -> bool {
    (width - frame.width).abs() <= 1.0
}

fn is_over(frame: Frame, width: f64) -> bool {
    (frame.left < -1.0 || frame.left + frame.width > width + 1.0) && !is_full(frame, width)
}

fn has_box(layout: &Layout<'_>, id: Id) -> bool {
    layout.known(id) != Known::Not && !matches!(layout.look(id).display, Display::Inline | Display::None)
}

fn overflow(layout: &Layout<'_>, id: Id) -> Option<Fault> {
    let over = has_box(layout, id)
        && layout.seen(id).into_iter().zip(WIDTHS).any(|(frame, width)| is_over(frame, width));
    over.then_some(Fault::Over)
}

fn variance(layout: &Layout<'_>, id: Id) -> Option<Fault> {
    if !has_box(layout, id) {
        return None;
    }
    let frames = layout.seen(id);
    let full = frames.into_iter().zip(WIDTHS).filter(|(frame, width)| is_full(*frame, *width)).count();
    let over = frames.into_iter().zip(WIDTHS).filter(|(frame, width)| is_over(*frame, *width)).count();
    if full == WIDTHS.len() {
        return None;
    }
    if full > 0 {
        return Some(Fault::Uneven);
    }
    if over > 0 && over < WIDTHS.len() {
        return Some(Fault::Over);
    }
    let [base, ..] = frames;
    let differs = frames.iter().any(|frame| (frame.width.round() - base.width.round()).abs() > 10.0);
    let share = |frame: &Frame, width: f64| frame.width.round() / width;
    let [first, ..] = WIDTHS;
    let varies = frames
        .iter()
        .zip(WIDTHS)
        .any(|(frame, width)| (share(frame, width) - share(&base, first)).abs() > 0.2);
    (differs && varies).then_some(Fault::Varies)
}
