//! What the layout wants drawn, as a few paths.

use std::collections::BTreeMap;

use ratex_types::color::Color;
use ratex_types::display_item::{DisplayItem, DisplayList};
use ratex_types::path_command::PathCommand;

use super::glyph::Glyph;
use super::path::{Bounds, Path, Place};
use crate::html::{Element, Node};

/// Units of the drawing in an em: a thirtieth of a pixel in running text.
const UNITS: f64 = 500.0;

/// Sizes are written in hundredths of an em.
const STEP: f64 = UNITS / 100.0;

/// The strokes of arrows and strikes, in units, as thick as a fraction's bar.
const STROKE: &str = "20";

/// A formula as paths, its baseline at 0.
pub(super) struct Drawing {
    strands: BTreeMap<Strand, Path>,
    edges: Bounds,
}

/// Paths that look alike are one, which saves much; but only if what may overlap is filled and turns the same
/// way, or there would be holes.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Strand {
    kind: Kind,
    /// Tells those apart that are not made one.
    number: usize,
    color: Option<String>,
}

/// From back to front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Background,
    Glyph,
    Sans,
    Rule,
    Shape,
    Stroke,
}

/// Draws a list. The error is for people and without a line.
pub(super) fn drawing(list: &DisplayList) -> Result<Drawing, String> {
    let mut drawing = Strands { base: list.height, all: BTreeMap::new() };
    for item in &list.items {
        drawing.draw(item)?;
    }
    let strands = drawing.all;
    let mut edges = Bounds::default();
    edges.include((0.0, -list.height * UNITS));
    edges.include((list.width * UNITS, list.depth * UNITS));
    for path in strands.values().filter(|path| !path.is_empty()) {
        // Some glyphs are wider than their place, and an SVG cuts off what leaves it.
        edges.join(path.bounds());
    }
    Ok(Drawing { strands, edges: on_steps(edges) })
}

impl Drawing {
    pub(super) fn view_box(&self) -> String {
        let Bounds { left, top, .. } = self.edges;
        format!("{left} {top} {} {}", self.width(), self.height())
    }

    /// Its size, and how far it hangs below the line.
    pub(super) fn style(&self) -> String {
        let (width, height) = (em(self.width()), em(self.height()));
        format!("width:{width}em;height:{height}em;vertical-align:{}em;", em(-self.edges.bottom))
    }

    pub(super) fn paths(self) -> Vec<Node> {
        let seen = self.strands.into_iter().filter(|(_, path)| !path.is_empty());
        seen.map(|(strand, path)| strand.element(path.d())).collect()
    }

    fn width(&self) -> f64 {
        self.edges.right - self.edges.left
    }

    fn height(&self) -> f64 {
        self.edges.bottom - self.edges.top
    }
}

struct Strands {
    base: f64,
    all: BTreeMap<Strand, Path>,
}

impl Strands {
    fn draw(&mut self, item: &DisplayItem) -> Result<(), String> {
        match item {
            DisplayItem::GlyphPath { x, y, scale, font, char_code, color } => {
                let c = char::from_u32(*char_code).unwrap_or(char::REPLACEMENT_CHARACTER);
                let missing = || {
                    format!(
                        "no typeface for formulas has the character {c} (U+{char_code:04X}); write it outside of the formula"
                    )
                };
                let glyph = Glyph::find(font, c).ok_or_else(missing)?;
                let (x, y) = self.at(*x, *y);
                let place = Place { x, y, scale: scale * UNITS / glyph.units };
                let kind = if glyph.sans { Kind::Sans } else { Kind::Glyph };
                if !glyph.draw(&mut self.strand(kind, color).pen(place)) {
                    return Err(missing());
                }
            }
            DisplayItem::Line { x, y, width, thickness, color, dashed } => {
                let (at, thick) = (self.at(*x, y - thickness / 2.0), thickness * UNITS);
                self.line(at, width * UNITS, thick, color, *dashed);
            }
            DisplayItem::Rect { x, y, width, height, color } => {
                let at = self.at(*x, *y);
                self.strand(Kind::Background, color).rectangle(at, width * UNITS, height * UNITS);
            }
            DisplayItem::Path { x, y, commands, fill, color } => {
                let at = self.at(*x, *y);
                let parts = commands.chunk_by(|_, next| !matches!(next, PathCommand::MoveTo { .. }));
                parts.for_each(|part| {
                    let kind = if *fill { Kind::Shape } else { Kind::Stroke };
                    follow(self.strand(kind, color), at, part);
                });
            }
        }
        Ok(())
    }

    fn line(&mut self, (x, y): (f64, f64), width: f64, thick: f64, color: &Color, dashed: bool) {
        let path = self.strand(Kind::Rule, color);
        if !dashed {
            return path.rectangle((x, y), width, thick);
        }
        let dash = (3.0 * thick).max(STEP);
        let mut from = 0.0;
        while from < width {
            path.rectangle((x + from, y), dash.min(width - from), thick);
            from += 2.0 * dash;
        }
    }

    fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (x * UNITS, (y - self.base) * UNITS)
    }

    /// The path that something of this kind and colour is added to.
    fn strand(&mut self, kind: Kind, color: &Color) -> &mut Path {
        let color = (*color != Color::BLACK).then(|| hex(color));
        let alone = matches!(kind, Kind::Background | Kind::Shape);
        let number = if alone { self.all.len() } else { 0 };
        self.all.entry(Strand { kind, number, color }).or_default()
    }
}

impl Strand {
    fn element(self, d: &str) -> Node {
        let mut path = Element::new("path", &[], Vec::new());
        let mut add = |name: &str, value: &str| path.attrs.push((name.to_owned(), value.to_owned()));
        if self.kind == Kind::Stroke {
            add("fill", "none");
            add("stroke-width", STROKE);
        }
        if let Some(color) = &self.color {
            add(if self.kind == Kind::Stroke { "stroke" } else { "fill" }, color);
        }
        add("d", d);
        path.into()
    }
}

fn follow(path: &mut Path, (x, y): (f64, f64), commands: &[PathCommand]) {
    let at = |dx: f64, dy: f64| (x + dx * UNITS, y + dy * UNITS);
    for command in commands {
        match *command {
            PathCommand::MoveTo { x, y } => path.move_to(at(x, y)),
            PathCommand::LineTo { x, y } => path.line_to(at(x, y)),
            PathCommand::QuadTo { x1, y1, x, y } => path.quad_to(at(x1, y1), at(x, y)),
            PathCommand::CubicTo { x1, y1, x2, y2, x, y } => {
                path.cubic_to(at(x1, y1), at(x2, y2), at(x, y));
            }
            PathCommand::Close => path.close(),
        }
    }
}

/// Edges moved outwards to whole hundredths of an em, so that the size in em and the box agree.
fn on_steps(edges: Bounds) -> Bounds {
    let (down, up) = (|edge: f64| (edge / STEP).floor() * STEP, |edge: f64| (edge / STEP).ceil() * STEP);
    let (left, top) = (down(edges.left), down(edges.top));
    // Something is always to be seen: an empty box would not be an image.
    let (right, bottom) = (up(edges.right).max(left + STEP), up(edges.bottom).max(top + STEP));
    Bounds { left, top, right, bottom }
}

fn em(units: f64) -> f64 {
    // A sum, for `-0` is nothing to show.
    (units / STEP).round() / 100.0 + 0.0
}

fn hex(color: &Color) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from float saturates"
    )]
    let part = |value: f32| (value * 255.0).round() as u8;
    format!("#{:02x}{:02x}{:02x}", part(color.r), part(color.g), part(color.b))
}
