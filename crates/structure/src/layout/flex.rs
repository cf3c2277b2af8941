//! Items beside each other (flexbox).

use super::{Display, Frame, Frames, Known, Layout, number};
use crate::css::{Length, length, words};
use crate::tree::Id;

/// Most turns in which the items of a row are fitted.
const TURNS: usize = 100;

/// An item of a row.
#[derive(Debug, Clone, Copy)]
struct Part {
    id: Id,
    base: f64,
    grow: f64,
    shrink: f64,
    least: f64,
    most: f64,
    /// Left and right; none where it is automatic.
    margins: (Option<f64>, Option<f64>),
    width: f64,
}

impl Part {
    fn clamped(&self, width: f64) -> f64 {
        width.min(self.most).max(self.least)
    }

    fn around(&self) -> f64 {
        self.margins.0.unwrap_or_default() + self.margins.1.unwrap_or_default()
    }
}

impl Layout<'_> {
    /// Places the items of a row.
    pub(super) fn place_row(&mut self, id: Id) {
        let items: Vec<Id> = self.tree.inner(id).filter(|item| !self.is_out(*item)).collect();
        let mut placed = vec![Frames::default(); items.len()];
        for (at, frame) in self.frames(id).iter().enumerate() {
            for (place, found) in placed.iter_mut().zip(self.row_in(id, &items, *frame)) {
                if let Some(place) = place.get_mut(at) {
                    *place = found;
                }
            }
        }
        let style =
            |name: &str| self.tree.element(id).and_then(|row| row.style.value(name)).unwrap_or_default();
        // Text between the items is an item as well.
        let odd = style("flex-direction").contains("reverse")
            || style("flex-flow").contains("reverse")
            || style("display").contains("-webkit-")
            || self.tree.has_own_ink(id);
        let known = if odd { Known::Not } else { self.known(id).min(Known::Guess) };
        for (item, frames) in items.into_iter().zip(placed) {
            self.set(item, frames, known);
        }
    }

    fn is_out(&self, id: Id) -> bool {
        let look = self.look(id);
        look.display == Display::None || look.lost
    }

    /// The items of a row in a frame, with a place for each.
    fn row_in(&self, row: Id, items: &[Id], frame: Frame) -> Vec<Frame> {
        let style =
            |name: &str| self.tree.element(row).and_then(|row| row.style.value(name)).unwrap_or_default();
        let gap = ["column-gap", "gap"]
            .iter()
            .find_map(|name| {
                length(words(&style(name)).last()?, self.look(row).font)?.pixels(frame.inner_width)
            })
            .unwrap_or_default();
        let wraps =
            [style("flex-wrap"), style("flex-flow")].iter().any(|value| words(value).contains(&"wrap"));
        let justify = style("justify-content");
        let mut placed = Vec::new();
        let mut line: Vec<Part> = Vec::new();
        let mut filled = 0.0;
        for item in items {
            let part = self.part(*item, frame.inner_width);
            let wide = part.clamped(part.base) + part.around() + gap;
            if wraps && !line.is_empty() && filled + wide - gap > frame.inner_width + 0.01 {
                placed.extend(self.line(&mut line, frame, gap, &justify));
                (line, filled) = (Vec::new(), 0.0);
            }
            filled += wide;
            line.push(part);
        }
        placed.extend(self.line(&mut line, frame, gap, &justify));
        placed
    }

    fn part(&self, id: Id, room: f64) -> Part {
        let look = self.look(id);
        let style = |name: &str| self.tree.element(id).and_then(|item| item.style.value(name));
        let (mut grow, mut shrink, mut basis) = (0.0, 1.0, None);
        if let Some(flex) = style("flex").or_else(|| style("-webkit-flex")) {
            let parts = words(&flex);
            let numbers: Vec<f64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
            basis = parts
                .iter()
                .filter(|part| part.parse::<f64>().is_err())
                .find_map(|part| length(part, look.font));
            match (flex.trim(), numbers.as_slice()) {
                ("none", _) => shrink = 0.0,
                ("auto", _) => grow = 1.0,
                (_, []) => grow = f64::from(u8::from(basis.is_some())),
                (_, [first, rest @ ..]) => {
                    grow = *first;
                    shrink = rest.first().copied().unwrap_or(1.0);
                    // The third number can only be a basis of zero.
                    basis = basis.or(Some(Length::Sum(0.0, 0.0)));
                }
            }
        }
        let own = |name: &str| style(name).and_then(|value| number(&value));
        grow = own("flex-grow").unwrap_or(grow);
        shrink = own("flex-shrink").unwrap_or(shrink);
        basis = style("flex-basis").and_then(|value| length(&value, look.font)).or(basis);
        let (left, right) = self.inset(id, room);
        let content = self.content(id);
        let natural = self.natural.get(id).copied().unwrap_or_default();
        let width = look.width.pixels(room);
        let base = basis.and_then(|basis| basis.pixels(room)).or(width).unwrap_or(content.max);
        // Nothing is narrower than what it holds, unless that is cut off.
        let held = match (look.display, width) {
            (Display::Replaced, Some(width)) => width,
            (_, width) => natural.min.min(width.unwrap_or(f64::MAX)),
        };
        let most = look.max_width.pixels(room).unwrap_or(room);
        let least = look.min_width.pixels(room).unwrap_or(if look.clips { 0.0 } else { held.min(most) });
        let base = base.max(left + right);
        Part {
            id,
            base,
            grow,
            shrink,
            least: least.max(left + right),
            most,
            margins: self.margins(id, room),
            width: base,
        }
    }

    /// Gives the items of one line their widths and places.
    fn line(&self, line: &mut [Part], frame: Frame, gap: f64, justify: &str) -> Vec<Frame> {
        let gaps = gap * line.len().saturating_sub(1) as f64;
        let room = frame.inner_width - gaps - line.iter().map(Part::around).sum::<f64>();
        resolve(line, room);
        let free = room - line.iter().map(|part| part.width).sum::<f64>();
        let count = line.len() as f64;
        let autos = line
            .iter()
            .map(|part| usize::from(part.margins.0.is_none()) + usize::from(part.margins.1.is_none()))
            .sum::<usize>();
        let auto = if autos > 0 { free.max(0.0) / autos as f64 } else { 0.0 };
        let justify = if autos > 0 { "" } else { justify };
        let (start, between) = match justify {
            "center" => (free / 2.0, 0.0),
            "flex-end" | "end" | "right" => (free, 0.0),
            "space-between" if count > 1.0 => (0.0, free.max(0.0) / (count - 1.0)),
            "space-around" => (free.max(0.0) / count / 2.0, free.max(0.0) / count),
            "space-evenly" => (free.max(0.0) / (count + 1.0), free.max(0.0) / (count + 1.0)),
            _ => (0.0, 0.0),
        };
        let mut left = frame.inner_left + start;
        let placed = line.iter().map(|part| {
            left += part.margins.0.unwrap_or(auto);
            let placed = self.frame(part.id, left, part.width, frame.inner_width);
            left += part.width + part.margins.1.unwrap_or(auto) + gap + between;
            placed
        });
        placed.collect()
    }
}

/// Lets items grow or shrink into a room, those that meet a bound first.
fn resolve(line: &mut [Part], room: f64) {
    let wished: f64 = line.iter().map(|part| part.clamped(part.base)).sum();
    let grows = wished < room;
    let factor = |part: &Part| if grows { part.grow } else { part.shrink * part.base };
    let mut frozen: Vec<bool> = line
        .iter()
        .map(|part| {
            let clamped = part.clamped(part.base);
            factor(part) <= 0.0 || if grows { part.base > clamped } else { part.base < clamped }
        })
        .collect();
    for part in line.iter_mut() {
        part.width = part.clamped(part.base);
    }
    // Each turn freezes an item at least; few rows need more than three.
    for _ in 0..line.len().min(TURNS) {
        let taken: f64 =
            line.iter().zip(&frozen).map(|(part, frozen)| if *frozen { part.width } else { part.base }).sum();
        let sum: f64 =
            line.iter().zip(&frozen).filter(|(_, frozen)| !**frozen).map(|(part, _)| factor(part)).sum();
        if sum <= 0.0 {
            return;
        }
        let mut free = room - taken;
        if grows && sum < 1.0 {
            free *= sum;
        }
        let mut off = 0.0;
        for (part, _) in line.iter_mut().zip(&frozen).filter(|(_, frozen)| !**frozen) {
            let wanted = part.base + free * factor(part) / sum;
            part.width = part.clamped(wanted);
            off += part.width - wanted;
        }
        let mut moved = false;
        for (part, frozen) in line.iter().zip(&mut frozen).filter(|(_, frozen)| !**frozen) {
            let wanted = part.base + free * factor(part) / sum;
            let bound = part.width - wanted;
            if off == 0.0 || off > 0.0 && bound > 0.0 || off < 0.0 && bound < 0.0 {
                *frozen = true;
                moved = true;
            }
        }
        if !moved {
            return;
        }
    }
}
