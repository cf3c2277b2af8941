//! Borders, and boxes that are moved.

use super::Look;
use crate::css::{Length, length, words};

const MIDDLE: Length = Length::Sum(0.0, 0.5);

/// How much larger a box is drawn, and from which of its places.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    pub(crate) by: f64,
    pub(crate) from: Length,
}

impl Default for Scale {
    fn default() -> Self {
        Self { by: 1.0, from: MIDDLE }
    }
}

impl Look {
    pub(super) fn border(&mut self, name: &str, value: &str, font: f64) {
        let side =
            |name: &str| ["top", "right", "bottom", "left"].iter().position(|known| name.contains(known));
        if name.contains("radius")
            || name.contains("image")
            || name.contains("collapse")
            || name.contains("spacing")
            || name.ends_with("color")
        {
            return;
        }
        let read = |word: &str| length(word, font).and_then(|length| length.pixels(0.0));
        let none = |word: &&str| matches!(*word, "none" | "hidden");
        if name == "border-width" || name == "border-style" {
            let parts = words(value);
            let (Some(top), right) = (parts.first(), parts.get(1)) else { return };
            let right = right.unwrap_or(top);
            let bottom = parts.get(2).unwrap_or(top);
            let left = parts.get(3).unwrap_or(right);
            for (known, word) in self.border.iter_mut().zip([top, right, bottom, left]) {
                *known =
                    if name == "border-width" { read(word).unwrap_or(*known) } else { styled(word, *known) };
            }
            return;
        }
        let parts = words(value);
        let width = if parts.iter().any(none) || parts.is_empty() {
            0.0
        } else if name.ends_with("style") {
            f64::NAN
        } else {
            // A style without a width is three pixels wide; a width of zero is none.
            let styled = parts.iter().any(|word| {
                matches!(
                    *word,
                    "solid" | "dashed" | "dotted" | "double" | "groove" | "ridge" | "inset" | "outset"
                )
            });
            let width = parts.iter().find_map(|word| read(word));
            match (width, name.ends_with("width") || styled) {
                (Some(width), true) => width,
                (None, true) => 3.0,
                // Without a style there is no border.
                (_, false) => 0.0,
            }
        };
        for (at, known) in self.border.iter_mut().enumerate() {
            if side(name).is_none_or(|side| side == at) {
                *known = if width.is_nan() { styled("solid", *known) } else { width };
            }
        }
    }

    pub(super) fn transform(&mut self, name: &str, value: &str, font: f64) {
        match name.trim_start_matches("-webkit-") {
            "transform" => self.changed(value, font),
            "transform-origin" => {
                let sideways = words(value).into_iter().find_map(|word| match word {
                    "left" => Some(Length::Sum(0.0, 0.0)),
                    "right" => Some(Length::Sum(0.0, 1.0)),
                    "top" | "bottom" | "center" => None,
                    word => length(word, font),
                });
                self.scale.from = sideways.unwrap_or(MIDDLE);
            }
            _ => {}
        }
    }

    fn changed(&mut self, value: &str, font: f64) {
        for (name, inner) in functions(value) {
            let inner = inner.split(',').next().unwrap_or_default().trim();
            match name {
                "translatex" | "translate" | "translate3d" => match length(inner, font) {
                    Some(Length::Sum(pixels, share)) => {
                        let Length::Sum(known, known_share) = self.shift else { continue };
                        self.shift = Length::Sum(known + pixels, known_share + share);
                    }
                    _ => self.turned = true,
                },
                "scale" | "scalex" => match inner.parse::<f64>() {
                    Ok(scale) if scale > 0.0 => self.scale.by *= scale,
                    _ => self.turned = true,
                },
                "translatey" | "translatez" | "perspective" => {}
                "scaley" | "scale3d" if inner == "1" || inner == "100%" => {}
                "rotate" | "rotatez" | "skew" | "skewx" | "skewy" | "rotatex" | "rotatey"
                    if inner.trim_end_matches(char::is_alphabetic).parse() == Ok(0.0) => {}
                _ => self.turned = true,
            }
        }
    }
}

/// A border that got a style keeps its width, or has the usual one.
fn styled(word: &str, width: f64) -> f64 {
    match (matches!(word, "none" | "hidden"), width) {
        (true, _) => 0.0,
        (false, 0.0) => 3.0,
        (false, width) => width,
    }
}

fn functions(value: &str) -> impl Iterator<Item = (&str, &str)> {
    value.split(')').filter_map(|part| part.trim().split_once('(').map(|(name, inner)| (name.trim(), inner)))
}
