//! How wide and high things are, near enough to judge: the box model at the three widths at which WeChat's engine looks.
//!
//! Three walks over the tree: the look of each element from above, how wide its content wants to be from below, the boxes
//! from above again; then heights from below. Where the size of a box depends on what only a browser knows, the box is
//! not [known](Layout::known), and nothing below it is judged; where it depends on how wide a text is, which is only
//! estimated, it is a guess, and judged only if a narrower and a wider text give the same verdict.

mod content;
mod flex;
mod flow;
mod height;
mod line;
mod look;
mod table;
mod text;

pub(crate) use line::{Item, items};
pub(crate) use look::{Align, Display, LineHeight, Look, number};
pub(crate) use text::{lines, natural_height};

use crate::tree::{Id, ROOT, Tree};

/// A column beside the editor, the editor's own, and a phone.
pub(crate) const WIDTHS: [f64; 3] = [585.0, 677.0, 375.0];

/// Where a box stands sideways: its border, and its content.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Frame {
    pub(crate) left: f64,
    pub(crate) width: f64,
    pub(crate) inner_left: f64,
    pub(crate) inner_width: f64,
}

/// One frame for each width.
pub(crate) type Frames = [Frame; 3];

/// How wide the border box wants to be: at least, and at best.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Content {
    pub(crate) min: f64,
    pub(crate) max: f64,
}

/// How well the place of a box is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Known {
    #[default]
    Not,
    /// It depends on how wide a text is.
    Guess,
    Sure,
}

/// The layout of a tree.
pub(crate) struct Layout<'a> {
    pub(crate) tree: &'a Tree,
    looks: Vec<Look>,
    /// Without a width of its own.
    natural: Vec<Content>,
    content: Vec<Content>,
    frames: Vec<Frames>,
    known: Vec<Known>,
    heights: Vec<f64>,
    stuck_out: Vec<(f64, f64)>,
    root: Look,
    scales: bool,
}

impl<'a> Layout<'a> {
    pub(crate) fn new(tree: &'a Tree) -> Self {
        Self::stretched(tree, 1.0)
    }

    /// With the estimated widths of letters times a factor.
    pub(crate) fn stretched(tree: &'a Tree, letters: f64) -> Self {
        let count = tree.len();
        let mut root = Look::root();
        root.letters = letters;
        let mut layout = Self {
            tree,
            looks: vec![root.clone(); count],
            natural: vec![Content::default(); count],
            content: vec![Content::default(); count],
            frames: vec![Frames::default(); count],
            known: vec![Known::Not; count],
            heights: vec![0.0; count],
            stuck_out: vec![(0.0, 0.0); count],
            root,
            scales: false,
        };
        layout.dress();
        for id in tree.order().iter().rev() {
            let (natural, content) = layout.content_of(*id);
            put(&mut layout.natural, *id, natural);
            put(&mut layout.content, *id, content);
        }
        let around = WIDTHS.map(|width| Frame { left: 0.0, width, inner_left: 0.0, inner_width: width });
        layout.set(ROOT, around, Known::Sure);
        for id in tree.order() {
            layout.place(*id);
        }
        for id in tree.order().iter().rev() {
            let (height, top, bottom) = layout.height_of(*id);
            put(&mut layout.heights, *id, height);
            put(&mut layout.stuck_out, *id, (top, bottom));
            if layout.look(*id).display == Display::Row {
                // Cells are as high as their row.
                for cell in tree.inner(*id) {
                    put(&mut layout.heights, cell, height);
                }
            }
        }
        layout
    }

    fn dress(&mut self) {
        for (id, element) in self.tree.elements() {
            let above = self.tree.parent(id).unwrap_or(ROOT);
            let in_list = self.tree.element(above).is_some_and(|above| above.is("li ul ol"));
            let around = self.look(above);
            let mut look = Look::of(element, around, in_list);
            if matches!(around.display, Display::Flex | Display::InlineFlex | Display::Column | Display::Grid)
            {
                look.floats = false;
                look.display = match look.display {
                    Display::Inline | Display::InlineBlock => Display::Block,
                    Display::InlineFlex => Display::Flex,
                    known => known,
                };
            }
            if around.display == Display::None {
                look.display = Display::None;
            }
            self.scales |= look.scale.by != 1.0;
            put(&mut self.looks, id, look);
        }
    }

    pub(crate) fn look(&self, id: Id) -> &Look {
        self.looks.get(id).unwrap_or(&self.root)
    }

    pub(crate) fn content(&self, id: Id) -> Content {
        self.content.get(id).copied().unwrap_or_default()
    }

    pub(crate) fn frames(&self, id: Id) -> Frames {
        self.frames.get(id).copied().unwrap_or_default()
    }

    /// Where a box is seen: what is scaled is laid out in its own size, and then drawn larger or smaller.
    pub(crate) fn seen(&self, id: Id) -> Frames {
        let mut seen = self.frames(id);
        let mut scaled = Some(id).filter(|_| self.scales);
        while let Some(at) = scaled {
            let scale = self.look(at).scale;
            for (frame, around) in seen.iter_mut().zip(self.frames(at)) {
                let from = around.left + scale.from.pixels(around.width).unwrap_or_default();
                frame.left = from + (frame.left - from) * scale.by;
                frame.width *= scale.by;
            }
            scaled = self.tree.parent(at);
        }
        seen
    }

    /// How well the place of a box is known.
    pub(crate) fn known(&self, id: Id) -> Known {
        self.known.get(id).copied().unwrap_or_default()
    }

    /// The height of the border box in the first of the widths.
    pub(crate) fn height(&self, id: Id) -> f64 {
        self.heights.get(id).copied().unwrap_or_default()
    }

    /// The margins above and below, those of its first and last block among them.
    fn stuck_out(&self, id: Id) -> (f64, f64) {
        self.stuck_out.get(id).copied().unwrap_or_default()
    }

    fn set(&mut self, id: Id, frames: Frames, known: Known) {
        let turned = self.look(id).turned;
        put(&mut self.frames, id, frames);
        put(&mut self.known, id, if turned { Known::Not } else { known });
    }

    /// Padding and border on both sides, in a place of this width.
    pub(crate) fn inset(&self, id: Id, around: f64) -> (f64, f64) {
        let look = self.look(id);
        let side = |at: usize| {
            let padding = look.padding.get(at).and_then(|side| side.pixels(around)).unwrap_or_default();
            padding.max(0.0) + look.border.get(at).copied().unwrap_or_default()
        };
        (side(3), side(1))
    }

    /// The margins left and right; none where they are automatic.
    fn margins(&self, id: Id, around: f64) -> (Option<f64>, Option<f64>) {
        let [_, right, _, left] = self.look(id).margin;
        (left.pixels(around), right.pixels(around))
    }
}

fn put<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}
