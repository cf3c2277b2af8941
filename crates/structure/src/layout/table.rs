//! Tables: columns by what stands in them.

use super::{Content, Display, Frame, Frames, Layout, WIDTHS};
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
        Content { min: sum.min + self.gaps, max: sum.max + self.gaps }
    }

    /// The width of each column in a table this wide.
    fn fill(&self, width: f64) -> Vec<f64> {
        let room = width - self.gaps;
        let wanted: Vec<f64> = self
            .widths
            .iter()
            .zip(&self.wanted)
            .map(|(column, wanted)| match wanted {
                Some(Length::Sum(0.0, share)) => (share * room).max(column.min),
                _ => column.max,
            })
            .collect();
        let (want, least): (f64, f64) =
            (wanted.iter().sum(), self.widths.iter().map(|column| column.min).sum());
        let free = |wanted: &Option<Length>| wanted.is_none();
        let free_sum: f64 =
            wanted.iter().zip(&self.wanted).filter(|(_, own)| free(own)).map(|(width, _)| width).sum();
        let grow = |(width, own): (&f64, &Option<Length>)| match (free_sum > 0.0, free(own)) {
            // What is left goes to the columns without a width of their own.
            (true, true) => width + (room - want) * width / free_sum,
            (true, false) => *width,
            (false, _) => width * room / want.max(1.0),
        };
        if room >= want {
            return wanted.iter().zip(&self.wanted).map(grow).collect();
        }
        let spare = (want - least).max(1.0);
        let share = ((room - least) / spare).max(0.0);
        self.widths
            .iter()
            .zip(&wanted)
            .map(|(column, want)| column.min + (want - column.min) * share)
            .collect()
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
        let fixed = fixed.as_deref() == Some("fixed") && self.look(table).width != Length::Auto;
        let mut spans = Vec::new();
        for row in self.rows(table) {
            for (cell, column, span) in self.cells(row) {
                let count = columns.widths.len().max(column + span);
                columns.widths.resize(count, Content::default());
                columns.wanted.resize(count, None);
                let mut content = self.content(cell);
                if fixed {
                    content = Content { min: 0.0, max: 1.0 };
                }
                let own = match self.look(cell).width {
                    Length::Sum(pixels, share) => Some(Length::Sum(pixels, share)),
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
        let filled = frames.map(|frame| columns.fill(frame.inner_width));
        let sure = self.is_sure(table);
        for row in self.rows(table) {
            let group = self.tree.parent(row).unwrap_or(table);
            self.set(row, frames, false);
            if group != table {
                self.set(group, frames, false);
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
                self.set(cell, placed, sure);
            }
        }
    }

    /// The height of all rows.
    pub(super) fn table_height(&self, table: Id) -> f64 {
        let gap = if self.columns(table).gaps > 0.0 { 2.0 } else { 0.0 };
        let height = |row: Id| {
            let cells = self.cells(row).into_iter().map(|(cell, ..)| self.height(cell));
            cells.fold(0.0, f64::max)
        };
        self.rows(table).into_iter().map(|row| height(row) + gap).sum::<f64>() + gap
    }
}
