//! Tables: columns by what stands in them.

use super::{Content, Display, Frame, Frames, Known, Layout, WIDTHS};
use crate::css::Length;
use crate::tree::Id;

/// Most columns that are told apart.
const MAX_COLUMNS: usize = 200;

/// The columns of a table.
#[derive(Debug, Default)]
pub(super) struct Columns {
    widths: Vec<Content>,
    /// A width of their own, in pixels or as a share.
    wanted: Vec<Option<Length>>,
    /// What stands between and around them.
    gaps: f64,
}

impl Columns {
    pub(super) fn total(&self) -> Content {
        let sum = self.widths.iter().fold(Content::default(), |sum, column| Content {
            min: sum.min + column.min,
            max: sum.max + column.max,
        });
        // A column that is a share of the table asks for the whole table.
        let shares: f64 = self.wanted.iter().filter_map(|wanted| wanted.and_then(share)).sum();
        let pairs = || self.widths.iter().zip(&self.wanted);
        let by_share =
            pairs().filter_map(|(column, wanted)| Some(column.max / wanted.and_then(share)?.max(0.01)));
        let rest: f64 = pairs()
            .filter(|(_, wanted)| wanted.and_then(share).is_none())
            .map(|(column, _)| column.max)
            .sum();
        let whole = by_share.fold(sum.max, f64::max).max(if shares > 0.0 {
            rest / (1.0 - shares).max(0.01)
        } else {
            0.0
        });
        Content { min: sum.min + self.gaps, max: whole + self.gaps }
    }

    /// The width of each column in a table this wide: shares first, then pixels, then what the content wants.
    fn fill(&self, width: f64) -> Vec<f64> {
        let room = width - self.gaps;
        let mut widths: Vec<f64> = self.widths.iter().map(|column| column.min).collect();
        for step in [Kind::Share, Kind::Pixels, Kind::Free] {
            let left = room - widths.iter().sum::<f64>();
            let grow: Vec<f64> = self
                .widths
                .iter()
                .zip(&self.wanted)
                .zip(&widths)
                .map(|((column, wanted), width)| match wanted {
                    wanted if Kind::of(*wanted) != step => 0.0,
                    Some(wanted) if step == Kind::Share => {
                        (share(*wanted).unwrap_or_default() * room - width).max(0.0)
                    }
                    _ => (column.max - width).max(0.0),
                })
                .collect();
            let wish: f64 = grow.iter().sum();
            let scale = if wish > left.max(0.0) { left.max(0.0) / wish } else { 1.0 };
            widths.iter_mut().zip(grow).for_each(|(width, more)| *width += more * scale);
        }
        self.stretch(&mut widths, room);
        widths
    }

    /// What is left goes to the columns without a width of their own, or to all.
    fn stretch(&self, widths: &mut [f64], room: f64) {
        let left = room - widths.iter().sum::<f64>();
        let kinds = [Kind::Free, Kind::Pixels, Kind::Share];
        let Some(kind) =
            kinds.into_iter().find(|kind| self.wanted.iter().any(|wanted| Kind::of(*wanted) == *kind))
        else {
            return;
        };
        let takes = |wanted: &Option<Length>| Kind::of(*wanted) == kind;
        let sum: f64 = widths
            .iter()
            .zip(&self.wanted)
            .filter(|(_, wanted)| takes(wanted))
            .map(|(width, _)| *width)
            .sum();
        for (width, _) in widths.iter_mut().zip(&self.wanted).filter(|(_, wanted)| takes(wanted)) {
            *width += left.max(0.0) * *width / sum.max(1.0);
        }
    }
}

/// How a column comes to its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Share,
    Pixels,
    Free,
}

impl Kind {
    fn of(wanted: Option<Length>) -> Self {
        match wanted {
            None => Self::Free,
            Some(wanted) if share(wanted).is_some() => Self::Share,
            Some(_) => Self::Pixels,
        }
    }
}

/// The share of the table, if it is one and nothing else.
fn share(length: Length) -> Option<f64> {
    match length {
        Length::Sum(0.0, share) if share > 0.0 => Some(share),
        _ => None,
    }
}

impl Layout<'_> {
    /// The rows of a table, whatever groups they stand in.
    fn rows(&self, table: Id) -> Vec<Id> {
        let mut rows = Vec::new();
        for child in self.tree.inner(table) {
            match self.look(child).display {
                Display::Row => rows.push(child),
                Display::Rows => {
                    rows.extend(self.tree.inner(child).filter(|row| self.look(*row).display == Display::Row));
                }
                _ => {}
            }
        }
        rows
    }

    /// The cells of a row, each with the number of its column and of those it covers.
    fn cells(&self, row: Id) -> Vec<(Id, usize, usize)> {
        let mut cells = Vec::new();
        let mut column = 0;
        for cell in self.tree.inner(row).filter(|cell| self.look(*cell).display == Display::Cell) {
            let span = self.tree.element(cell).and_then(|cell| cell.attr("colspan")?.trim().parse().ok());
            let span = span.unwrap_or(1_usize).clamp(1, MAX_COLUMNS);
            if column + span > MAX_COLUMNS {
                break;
            }
            cells.push((cell, column, span));
            column += span;
        }
        cells
    }

    pub(super) fn columns(&self, table: Id) -> Columns {
        let mut columns = Columns::default();
        let fixed = self.tree.element(table).and_then(|table| table.style.value("table-layout"));
        let fixed = fixed.as_deref() == Some("fixed")
            && !self.look(table).is_wrapped_table
            && matches!(self.look(table).width, Length::Sum(..));
        let mut spans = Vec::new();
        for (at, row) in self.rows(table).into_iter().enumerate() {
            for (cell, column, span) in self.cells(row) {
                let count = columns.widths.len().max(column + span);
                columns.widths.resize(count, Content::default());
                columns.wanted.resize(count, None);
                let mut content = self.content(cell);
                if fixed {
                    // Only the widths that the first row asks for count, and a table is not narrower than those.
                    let asked = match self.look(cell).width {
                        Length::Sum(width, 0.0) if at == 0 => width,
                        _ => 0.0,
                    };
                    content = Content { min: asked, max: asked.max(1.0) };
                }
                let own = match self.look(cell).width {
                    // A sum of both counts for nothing in a column.
                    Length::Sum(pixels, share) if pixels == 0.0 || share == 0.0 => {
                        Some(Length::Sum(pixels, share))
                    }
                    _ => None,
                };
                if span > 1 {
                    spans.push((column, span, content));
                    continue;
                }
                if let Some(known) = columns.widths.get_mut(column) {
                    *known = Content { min: known.min.max(content.min), max: known.max.max(content.max) };
                }
                if let Some(known) = columns.wanted.get_mut(column) {
                    *known = known.or(own);
                }
            }
        }
        for (column, span, content) in spans {
            let Some(covered) = columns.widths.get_mut(column..column + span) else { continue };
            let sum = covered.iter().fold(Content::default(), |sum, one| Content {
                min: sum.min + one.min,
                max: sum.max + one.max,
            });
            let more = |whole: f64, sum: f64| (whole - sum).max(0.0) / span as f64;
            for one in covered {
                one.min += more(content.min, sum.min);
                one.max += more(content.max, sum.max).max(one.min - one.max);
            }
        }
        let style = self.tree.element(table).map(|table| &table.style);
        let collapsed = style.and_then(|style| style.value("border-collapse")).as_deref() == Some("collapse");
        let count = columns.widths.len() as f64;
        // Borders of neighbours fall together.
        let shared = columns.widths.first().map_or(0.0, |_| 1.0);
        columns.gaps = if collapsed { -(count - shared) } else { 2.0 * (count + 1.0) };
        columns
    }

    /// Places the cells of a table.
    pub(super) fn place_cells(&mut self, table: Id) {
        let columns = self.columns(table);
        let frames = self.frames(table);
        let gap = if columns.gaps > 0.0 { 2.0 } else { -1.0 };
        let total = columns.total();
        let wrapped = self.look(table).is_wrapped_table;
        let filled = frames.map(|frame| {
            let room = frame.inner_width;
            columns.fill(if wrapped { total.max.min(room).max(total.min) } else { room })
        });
        let known = self.known(table).min(Known::Guess);
        for row in self.rows(table) {
            let group = self.tree.parent(row).unwrap_or(table);
            self.set(row, frames, Known::Not);
            if group != table {
                self.set(group, frames, Known::Not);
            }
            for (cell, column, span) in self.cells(row) {
                let mut placed = Frames::default();
                for (at, place) in placed.iter_mut().enumerate().take(WIDTHS.len()) {
                    let (Some(frame), Some(widths)) = (frames.get(at), filled.get(at)) else { continue };
                    let before: f64 = widths.iter().take(column).map(|width| width + gap).sum();
                    let width: f64 =
                        widths.iter().skip(column).take(span).map(|width| width + gap).sum::<f64>() - gap;
                    let left = frame.inner_left + before + gap.max(0.0);
                    let (inset, after) = self.inset(cell, frame.inner_width);
                    *place = Frame {
                        left,
                        width,
                        inner_left: left + inset,
                        inner_width: (width - inset - after).max(0.0),
                    };
                }
                self.set(cell, placed, known);
            }
        }
    }

    /// The height of all rows and of what is said above them.
    pub(super) fn table_height(&self, table: Id) -> f64 {
        let gap = if self.columns(table).gaps > 0.0 { 2.0 } else { 0.0 };
        let height = |row: Id| {
            let cells = self.cells(row).into_iter().map(|(cell, ..)| self.height(cell));
            cells.fold(0.0, f64::max)
        };
        let is_caption = |id: &Id| self.tree.element(*id).is_some_and(|element| element.is("caption"));
        let captions = self.tree.inner(table).filter(is_caption).map(|caption| self.height(caption));
        captions.sum::<f64>() + self.rows(table).into_iter().map(|row| height(row) + gap).sum::<f64>() + gap
    }
}
