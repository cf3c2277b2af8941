//! Boxes, from above: where each stands and how wide it is.

use super::{Align, Display, Frame, Frames, Known, Layout};
use crate::css::Length;
use crate::tree::Id;

impl Layout<'_> {
    /// Places the children of an element whose own place is known.
    pub(super) fn place(&mut self, id: Id) {
        let display = self.look(id).display;
        if display == Display::Table {
            self.place_cells(id);
            return;
        }
        if matches!(display, Display::Rows | Display::Row | Display::None) {
            return;
        }
        if matches!(display, Display::Flex | Display::InlineFlex) {
            self.place_row(id);
            return;
        }
        let children: Vec<Id> = self.tree.inner(id).collect();
        let above = match display {
            Display::Grid if self.has_tracks(id) => Known::Not,
            // A cell is as wide as a guess.
            Display::Cell => self.known(id).min(Known::Guess),
            _ => self.known(id),
        };
        let by_width = |look: &super::Look| match look.width {
            Length::Sum(..) => Known::Sure,
            _ => Known::Guess,
        };
        let mut around = self.frames(id);
        if display == Display::Grid {
            // Its one column is as wide as the widest item at least.
            let least = children.iter().map(|child| self.outer(*child).min).fold(0.0, f64::max);
            around.iter_mut().for_each(|frame| frame.inner_width = frame.inner_width.max(least));
        }
        for child in children {
            let look = self.look(child);
            let (frames, known) = match look.display {
                _ if look.lost => (around, Known::Not),
                // It has no box of its own, but stands in that of what is around it.
                Display::Inline | Display::None => (
                    around.map(|frame| Frame { left: frame.inner_left, width: frame.inner_width, ..frame }),
                    Known::Sure,
                ),
                Display::InlineBlock | Display::InlineFlex => (self.atom(around, id, child), by_width(look)),
                Display::Replaced => (self.atom(around, id, child), Known::Sure),
                _ if look.floats => (self.atom(around, id, child), by_width(look)),
                _ if look.width == Length::Content => (self.block(around, child), Known::Guess),
                _ => (self.block(around, child), Known::Sure),
            };
            let stretched = display != Display::Column || self.stretches(id, child);
            self.set(child, frames, if stretched { above.min(known) } else { Known::Not });
        }
    }

    /// Whether a grid has more than one column, or does not fill it.
    fn has_tracks(&self, grid: Id) -> bool {
        self.tree.element(grid).is_some_and(|grid| {
            grid.style.declarations.iter().any(|known| {
                known.name.starts_with("grid")
                    || known.name.starts_with("justify")
                    || known.name.starts_with("place")
            })
        })
    }

    /// Whether an item of a column is as wide as the column.
    fn stretches(&self, column: Id, item: Id) -> bool {
        let style = |id: Id, name: &str| self.tree.element(id).and_then(|element| element.style.value(name));
        let own = style(item, "align-self").filter(|value| value != "auto");
        let value = own.or_else(|| style(column, "align-items"));
        value.is_none_or(|value| value == "stretch" || value == "normal")
            || self.look(item).width.pixels(0.0).is_some()
    }

    fn block(&self, around: Frames, id: Id) -> Frames {
        let look = self.look(id);
        around.map(|around| {
            let room = around.inner_width;
            let (left, right) = self.margins(id, room);
            let free = room - left.unwrap_or_default() - right.unwrap_or_default();
            let wanted = match (look.display, look.width) {
                (Display::Table, Length::Auto) if !look.is_wrapped_table => self.content(id).max.min(free),
                (_, Length::Content) => self.content(id).max,
                // A picture made a block keeps its own width.
                (_, Length::Auto) => free,
                (_, width) => width.pixels(room).unwrap_or(free),
            };
            let mut width = self.bounded(id, wanted, room);
            if look.display == Display::Table && !look.is_wrapped_table {
                width = width.max(self.content(id).min);
            }
            let rest = room - width;
            let start = match (left, right) {
                (Some(left), _) => left,
                (None, None) => (rest / 2.0).max(0.0),
                (None, Some(right)) => (rest - right).max(0.0),
            };
            self.frame(id, around.inner_left + start, width, room)
        })
    }

    /// A box in a line, as if it stood there alone.
    fn atom(&self, around: Frames, above: Id, id: Id) -> Frames {
        let look = self.look(id);
        let content = self.content(id);
        let is_block = look.display == Display::Block;
        let align = if look.floats || is_block { Align::Start } else { self.look(above).align };
        around.map(|around| {
            let room = around.inner_width;
            let (left, right) = self.margins(id, room);
            let (left, right) = (left.unwrap_or_default(), right.unwrap_or_default());
            let drawn = self.tree.element(id).is_some_and(|element| element.foreign);
            let wanted = match look.width.pixels(room) {
                Some(width) => width,
                None if drawn => room,
                None => content.max.min(room - left - right).max(content.min),
            };
            let width = self.bounded(id, wanted, room);
            let free = (room - left - width - right).max(0.0);
            let start = match align {
                Align::Start => 0.0,
                Align::Center => free / 2.0,
                Align::End => free,
            };
            self.frame(id, around.inner_left + start + left, width, room)
        })
    }

    /// No box is wider than what it stands in; its smallest width, padding and border go before.
    pub(super) fn bounded(&self, id: Id, width: f64, room: f64) -> f64 {
        let look = self.look(id);
        let (left, right) = self.inset(id, room);
        let most = look.max_width.pixels(room).unwrap_or(room);
        let least = look.min_width.pixels(room).unwrap_or_default();
        width.min(most).max(least).max(left + right).max(0.0)
    }

    pub(super) fn frame(&self, id: Id, left: f64, width: f64, room: f64) -> Frame {
        let (inset, after) = self.inset(id, room);
        let look = self.look(id);
        let left = left
            + look.shift.pixels(width).unwrap_or_default()
            + look.moved.and_then(|moved| moved.pixels(room)).unwrap_or_default();
        Frame { left, width, inner_left: left + inset, inner_width: (width - inset - after).max(0.0) }
    }
}
