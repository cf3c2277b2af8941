//! Heights, from below, at the first of the widths.

use super::{Display, Item, Layout, LineHeight, Look, items, lines, natural_height, number};
use crate::css::Length;
use crate::tree::{Id, ROOT};

impl Layout<'_> {
    /// The height of the border box, and the margins above and below it.
    pub(super) fn height_of(&self, id: Id) -> (f64, f64, f64) {
        let look = self.look(id);
        let (above, below) = self.upright(id);
        let room =
            self.tree.parent(id).and_then(|parent| self.frames(parent).first().copied()).unwrap_or_default();
        let [top, _, bottom, _] = look.margin.map(|side| side.pixels(room.inner_width).unwrap_or_default());
        let (mut top, mut bottom) = (top, bottom);
        let inner = match look.display {
            Display::None | Display::Inline => return (0.0, 0.0, 0.0),
            Display::Replaced => return (self.replaced_height(id), top, bottom),
            Display::Table => self.table_height(id),
            Display::Flex | Display::InlineFlex | Display::Row if !self.tree.has_own_ink(id) => {
                self.tree.inner(id).map(|child| self.height(child)).fold(0.0, f64::max)
            }
            Display::Rows => 0.0,
            display => {
                let (mut height, first, last) = self.stacked(id);
                // The margin of the first and of the last block sticks out, unless something holds it in.
                let held = id == ROOT || look.clips || look.floats || display != Display::Block;
                if above > 0.0 || held {
                    height += first;
                } else {
                    top = top.max(first);
                }
                if below > 0.0 || held || look.height != Length::Auto {
                    height += last;
                } else {
                    bottom = bottom.max(last);
                }
                height
            }
        };
        let natural = inner + above + below;
        let least = match look.min_height {
            Length::Sum(pixels, 0.0) => pixels,
            _ => 0.0,
        };
        let height = match look.height {
            // A row of a table is as high as what stands in it.
            Length::Sum(pixels, 0.0) if !matches!(look.display, Display::Cell | Display::Table) => {
                pixels.max(least).max(above + below)
            }
            _ => natural.max(least),
        };
        (height, top, bottom)
    }

    /// Padding and border above and below.
    fn upright(&self, id: Id) -> (f64, f64) {
        let look = self.look(id);
        let width = self.frames(id).first().map_or(0.0, |frame| frame.width);
        let side = |at: usize| {
            let padding = look.padding.get(at).and_then(|side| side.pixels(width)).unwrap_or_default();
            padding + look.border.get(at).copied().unwrap_or_default()
        };
        (side(0), side(2))
    }

    fn replaced_height(&self, id: Id) -> f64 {
        let Some(element) = self.tree.element(id) else { return 0.0 };
        let width = self.frames(id).first().map_or(0.0, |frame| frame.width);
        let own = match self.look(id).height {
            Length::Sum(pixels, 0.0) => Some(pixels),
            _ => element.attr("height").and_then(number),
        };
        if element.is("img") {
            // As the engine sets it while the picture is not loaded.
            let ratio = element.attr("data-ratio").and_then(number).filter(|ratio| *ratio > 0.0);
            let named =
                element.style.read("width", number).or_else(|| element.attr("data-w").and_then(number));
            return ratio.zip(named).map(|(ratio, width)| ratio * width).or(own).unwrap_or_default();
        }
        let ratio = element.attr("viewBox").and_then(|sizes| {
            let sizes: Vec<f64> = sizes.split([' ', ',']).filter_map(number).collect();
            match sizes.as_slice() {
                [_, _, width, height] if *width > 0.0 => Some(height / width),
                _ => None,
            }
        });
        own.or_else(|| ratio.map(|ratio| ratio * width)).unwrap_or(150.0)
    }

    /// Lines and blocks below each other.
    fn stacked(&self, id: Id) -> (f64, f64, f64) {
        let room = self.frames(id).first().map_or(0.0, |frame| frame.inner_width).max(1.0);
        let mut stack = Stack { room, ..Stack::default() };
        for item in items(self, id) {
            match item {
                Item::Text(text, above) => {
                    let look = self.look(above);
                    let source = self.tree.text(text).unwrap_or_default();
                    let blank =
                        source.chars().all(|c| c.is_whitespace() && c != '\u{a0}') && !look.keeps_spaces;
                    if blank && !stack.in_line {
                        continue;
                    }
                    let strut = self.look(id).line_height();
                    let height = match look.line {
                        LineHeight::Normal => natural_height(source, look.font),
                        _ => look.line_height().max(strut),
                    };
                    for (at, line) in lines(source, look).enumerate() {
                        if at > 0 {
                            stack.end_line();
                        }
                        stack.text(line.width, height, look);
                    }
                }
                Item::Space(width) => stack.x += width,
                Item::Atom(atom) => {
                    if !self.look(atom).floats {
                        let [top, _, bottom, _] =
                            self.look(atom).margin.map(|side| side.pixels(room).unwrap_or_default());
                        stack.atom(self.outer_width(atom), self.height(atom) + top + bottom);
                    }
                }
                Item::Break => {
                    stack.text(0.0, self.look(id).line_height(), self.look(id));
                    stack.end_line();
                }
                Item::Block(block) => {
                    let (top, bottom) = self.stuck_out(block);
                    stack.block(self.height(block), top, bottom);
                }
            }
        }
        stack.end_line();
        (stack.total, stack.first.unwrap_or_default(), stack.margin.unwrap_or_default())
    }

    fn outer_width(&self, id: Id) -> f64 {
        let width = self.frames(id).first().map_or(0.0, |frame| frame.width);
        let (left, right) = self.margins(id, width);
        width + left.unwrap_or_default() + right.unwrap_or_default()
    }
}

/// Lines and blocks while they are piled up.
#[derive(Debug, Default)]
struct Stack {
    room: f64,
    total: f64,
    /// How far the line is filled, and how high it is.
    x: f64,
    line: f64,
    in_line: bool,
    /// The margin above the first block, if nothing stands before it.
    first: Option<f64>,
    /// The margin below the last block, if nothing stands behind it.
    margin: Option<f64>,
}

impl Stack {
    fn text(&mut self, width: f64, line: f64, look: &Look) {
        // A character has its place, however narrow the box.
        let room = self.room.max(look.font);
        self.in_line = true;
        self.line = self.line.max(line);
        self.x += width;
        if look.wraps && self.x > room {
            let full = (self.x / room).ceil() - 1.0;
            self.total += self.line + (full - 1.0) * line;
            self.x -= full * room;
            self.line = line;
        }
    }

    fn atom(&mut self, width: f64, height: f64) {
        if self.in_line && self.x + width > self.room + 0.5 {
            self.end_line();
        }
        self.in_line = true;
        self.x += width;
        self.line = self.line.max(height);
    }

    fn end_line(&mut self) {
        if self.in_line {
            self.total += self.line + self.margin.take().unwrap_or_default();
        }
        (self.x, self.line, self.in_line) = (0.0, 0.0, false);
    }

    fn block(&mut self, height: f64, top: f64, bottom: f64) {
        self.end_line();
        if self.total > 0.0 || self.margin.is_some() {
            self.total += self.margin.take().unwrap_or_default().max(top);
        } else {
            self.first = Some(top);
        }
        self.total += height;
        self.margin = Some(bottom);
    }
}
