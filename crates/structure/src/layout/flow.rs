//! Boxes, from above: where each stands and how wide it is.

use super::{Align, Display, Frame, Frames, Layout};
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
        if display == Display::Flex {
            self.place_row(id);
            return;
        }
        let children: Vec<Id> = self.tree.inner(id).collect();
        // What stands in a cell is as wide as a guess.
        let sure = self.is_sure(id) && display != Display::Grid && display != Display::Cell;
        for child in children {
            let look = self.look(child);
            let around = self.frames(id);
            let (frames, known) = match look.display {
                _ if look.lost => (around, false),
                // It has no box of its own, but stands in that of what is around it.
                Display::Inline | Display::None => (
                    around.map(|frame| Frame { left: frame.inner_left, width: frame.inner_width, ..frame }),
                    true,
                ),
                Display::InlineBlock => (self.atom(id, child), look.width.pixels(0.0).is_some()),
                Display::Replaced => (self.atom(id, child), true),
                _ if look.floats => (self.atom(id, child), look.width.pixels(0.0).is_some()),
                _ => (self.block(id, child), true),
            };
            let stretched = display != Display::Column || self.stretches(id, child);
            self.set(child, frames, sure && known && stretched);
        }
    }

    /// Whether an item of a column is as wide as the column.
    fn stretches(&self, column: Id, item: Id) -> bool {
        let style = |id: Id, name: &str| self.tree.element(id).and_then(|element| element.style.value(name));
        let own = style(item, "align-self").filter(|value| value != "auto");
        let value = own.or_else(|| style(column, "align-items"));
        value.is_none_or(|value| value == "stretch" || value == "normal")
            || self.look(item).width.pixels(0.0).is_some()
    }

    fn block(&self, above: Id, id: Id) -> Frames {
        let look = self.look(id);
        self.frames(above).map(|around| {
            let room = around.inner_width;
            let (left, right) = self.margins(id, room);
            let free = room - left.unwrap_or_default() - right.unwrap_or_default();
            let wanted = match (look.display, look.width) {
                (Display::Table, Length::Auto) => self.content(id).max.min(free),
                // A picture made a block keeps its own width.
                (_, Length::Auto | Length::Content) => free,
                (_, width) => width.pixels(room).unwrap_or(free),
            };
            let mut width = self.bounded(id, wanted, room);
            if look.display == Display::Table {
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
    fn atom(&self, above: Id, id: Id) -> Frames {
        let look = self.look(id);
        let content = self.content(id);
        let is_block = look.display == Display::Block;
        let align = if look.floats || is_block { Align::Start } else { self.look(above).align };
        self.frames(above).map(|around| {
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
    fn bounded(&self, id: Id, width: f64, room: f64) -> f64 {
        let look = self.look(id);
        let (left, right) = self.inset(id, room);
        let most = look.max_width.pixels(room).unwrap_or(room);
        let least = look.min_width.pixels(room).unwrap_or_default();
        width.min(most).max(least).max(left + right).max(0.0)
    }

    fn frame(&self, id: Id, left: f64, width: f64, room: f64) -> Frame {
        let (inset, after) = self.inset(id, room);
        let left = left + self.look(id).shift.pixels(width).unwrap_or_default();
        Frame { left, width, inner_left: left + inset, inner_width: (width - inset - after).max(0.0) }
    }

    /// Items beside each other: near enough for heights, but not to judge widths.
    fn place_row(&mut self, id: Id) {
        let items: Vec<Id> =
            self.tree.inner(id).filter(|child| self.look(*child).display != Display::None).collect();
        let around = self.frames(id);
        let mut placed = vec![Frames::default(); items.len()];
        for (at, frame) in around.iter().enumerate() {
            let wanted: Vec<f64> = items
                .iter()
                .map(|item| {
                    self.look(*item).width.pixels(frame.inner_width).unwrap_or_else(|| self.outer(*item).max)
                })
                .collect();
            let sum: f64 = wanted.iter().sum();
            let scale = if sum > frame.inner_width { frame.inner_width / sum } else { 1.0 };
            let mut left = frame.inner_left;
            for ((item, wanted), place) in items.iter().zip(wanted).zip(&mut placed) {
                let width = wanted * scale;
                if let Some(place) = place.get_mut(at) {
                    *place = self.frame(*item, left, width, frame.inner_width);
                }
                left += width;
            }
        }
        for (item, frames) in items.into_iter().zip(placed) {
            self.set(item, frames, false);
        }
    }
}
