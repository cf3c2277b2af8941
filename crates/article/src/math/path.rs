//! The `d` of a path, written short: whole numbers, relative, and no letter twice.

use skrifa::outline::OutlinePen;

type Point = (f64, f64);

/// Where something stands that is drawn in units of its own, y upwards.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) scale: f64,
}

/// A path that grows. Points are in units of the drawing, y downwards.
#[derive(Debug, Default)]
pub(super) struct Path {
    d: String,
    /// The command that a number without a letter goes on with.
    command: char,
    /// Where the pen is, as it was written.
    at: (i64, i64),
    /// Where the outline began.
    start: (i64, i64),
    /// The control point of the last curve of second order.
    control: Option<Point>,
    bounds: Bounds,
}

/// What a drawing covers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

/// How far, in units, a control point may stand from where it belongs: less than is seen.
const SLACK: f64 = 1.0;

impl Path {
    pub(super) fn d(&self) -> &str {
        &self.d
    }

    pub(super) fn is_empty(&self) -> bool {
        self.d.is_empty()
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.bounds
    }

    pub(super) fn move_to(&mut self, to: Point) {
        self.command('m', &[to]);
        self.start = self.at;
        // Points that follow without a letter would be lines.
        self.command = 'l';
    }

    pub(super) fn line_to(&mut self, to: Point) {
        let (x, y) = (round(to.0), round(to.1));
        match (x == self.at.0, y == self.at.1) {
            (true, true) => {}
            (false, true) => self.along('h', x - self.at.0, (x, y)),
            (true, false) => self.along('v', y - self.at.1, (x, y)),
            (false, false) => self.command('l', &[to]),
        }
    }

    pub(super) fn quad_to(&mut self, control: Point, to: Point) {
        let mirrored = self.control.map(|(x, y)| (2.0 * self.at.0 as f64 - x, 2.0 * self.at.1 as f64 - y));
        match mirrored {
            // Most outlines are smooth, and then the point need not be written.
            Some(mirrored) if near(mirrored, control) => {
                self.command('t', &[to]);
                self.control = Some(mirrored);
            }
            _ => {
                self.command('q', &[control, to]);
                self.control = Some((round(control.0) as f64, round(control.1) as f64));
            }
        }
    }

    pub(super) fn cubic_to(&mut self, first: Point, second: Point, to: Point) {
        self.command('c', &[first, second, to]);
    }

    pub(super) fn close(&mut self) {
        self.d.push('z');
        self.command = 'z';
        self.at = self.start;
        self.control = None;
    }

    /// A filled box.
    pub(super) fn rectangle(&mut self, (x, y): Point, width: f64, height: f64) {
        self.move_to((x, y));
        self.line_to((x + width, y));
        self.line_to((x + width, y + height));
        self.line_to((x, y + height));
        self.close();
    }

    /// A pen for outlines that are drawn at a place.
    pub(super) fn pen(&mut self, place: Place) -> Pen<'_> {
        Pen { path: self, place }
    }

    fn along(&mut self, command: char, by: i64, to: (i64, i64)) {
        self.letter(command);
        self.number(by);
        self.bounds.include((to.0 as f64, to.1 as f64));
        self.at = to;
        self.control = None;
    }

    fn command(&mut self, command: char, points: &[Point]) {
        self.letter(command);
        let from = self.at;
        for &(x, y) in points {
            self.bounds.include((x, y));
            let to = (round(x), round(y));
            self.number(to.0 - from.0);
            self.number(to.1 - from.1);
            self.at = to;
        }
        self.control = None;
    }

    fn letter(&mut self, command: char) {
        if self.command != command {
            self.d.push(command);
            self.command = command;
        }
    }

    fn number(&mut self, number: i64) {
        if number >= 0 && self.d.ends_with(|c: char| c.is_ascii_digit()) {
            self.d.push(' ');
        }
        self.d.push_str(&number.to_string());
    }
}

/// Puts the outline of a glyph where it belongs.
pub(super) struct Pen<'p> {
    path: &'p mut Path,
    place: Place,
}

impl Pen<'_> {
    fn at(&self, x: f32, y: f32) -> Point {
        let Place { x: left, y: base, scale } = self.place;
        (left + f64::from(x) * scale, base - f64::from(y) * scale)
    }
}

impl OutlinePen for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.at(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.at(x, y));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(self.at(cx, cy), self.at(x, y));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path.cubic_to(self.at(ax, ay), self.at(bx, by), self.at(x, y));
    }

    fn close(&mut self) {
        self.path.close();
    }
}

impl Default for Bounds {
    fn default() -> Self {
        let (least, most) = (f64::NEG_INFINITY, f64::INFINITY);
        Self { left: most, top: most, right: least, bottom: least }
    }
}

impl Bounds {
    pub(super) fn include(&mut self, (x, y): Point) {
        self.left = self.left.min(x);
        self.right = self.right.max(x);
        self.top = self.top.min(y);
        self.bottom = self.bottom.max(y);
    }

    pub(super) fn join(&mut self, other: Self) {
        self.include((other.left, other.top));
        self.include((other.right, other.bottom));
    }
}

fn near(a: Point, b: Point) -> bool {
    (a.0 - b.0).abs() <= SLACK && (a.1 - b.1).abs() <= SLACK
}

#[expect(clippy::cast_possible_truncation, reason = "a cast from float saturates, and sizes are bounded")]
fn round(value: f64) -> i64 {
    value.round() as i64
}
