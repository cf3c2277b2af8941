//! What it costs to draw an SVG, added up before it is drawn.

use resvg::usvg::{Group, Node, Rect, Tree};

use crate::{Error, Limits};

/// Pixels that all shapes may touch together, for each pixel of the largest picture: some seconds.
const WORK: u64 = 32;

/// A filter touches each pixel of its region many times.
const FILTER: u64 = 64;

/// Adds up pixels, and layers that are in memory at once.
struct Sum {
    canvas: (f64, f64),
    scale: f64,
    work: u64,
}

/// Fails on a drawing that would take too long, or too much memory.
pub(super) fn check(tree: &Tree, size: (u32, u32), scale: f32, limits: &Limits) -> Result<(), Error> {
    let canvas = (f64::from(size.0), f64::from(size.1));
    let mut sum = Sum { canvas, scale: f64::from(scale), work: 0 };
    let layers = sum.group(tree.root());
    let pixels = u64::from(size.0).saturating_mul(u64::from(size.1));
    if layers.saturating_mul(pixels) > limits.max_pixels.max(pixels) {
        return Err(Error::Svg("it has too many transparent layers within each other for its size".into()));
    }
    if sum.work > limits.max_pixels.saturating_mul(WORK) {
        return Err(Error::Svg(
            "it has too many large shapes or filters to be drawn in a reasonable time".into(),
        ));
    }
    Ok(())
}

impl Sum {
    /// The most layers that are open at once in this group.
    fn group(&mut self, of: &Group) -> u64 {
        let own = u64::from(of.should_isolate());
        let pixels = self.pixels(of.abs_bounding_box());
        self.work = self.work.saturating_add(own.saturating_mul(pixels));
        for _ in of.filters() {
            self.work = self.work.saturating_add(pixels.max(1).saturating_mul(FILTER));
        }
        let mut inner = 0;
        for node in of.children() {
            match node {
                Node::Group(group) => inner = inner.max(self.group(group)),
                other => {
                    let pixels = self.pixels(other.abs_bounding_box());
                    self.work = self.work.saturating_add(pixels.saturating_add(100));
                }
            }
            node.subroots(|root| inner = inner.max(1 + self.group(root)));
        }
        own + inner
    }

    /// What of a box is on the canvas.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the canvas")]
    fn pixels(&self, area: Rect) -> u64 {
        let w = (f64::from(area.width()) * self.scale).clamp(0.0, self.canvas.0);
        let h = (f64::from(area.height()) * self.scale).clamp(0.0, self.canvas.1);
        (w * h) as u64
    }
}
