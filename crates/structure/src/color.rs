//! Colours, and what WeChat's dark mode (深色模式) calculates with.

use cssparser::color::{parse_hash_color, parse_named_color};
use cssparser::{ParseError, Parser, Token};

use crate::tree::among;

/// Red, green and blue from 0 to 255, and opacity from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Color {
    pub(crate) red: f64,
    pub(crate) green: f64,
    pub(crate) blue: f64,
    pub(crate) alpha: f64,
}

/// Deepest brackets that are looked into: `background: linear-gradient(…, rgb(…))` has two.
const MAX_BRACKETS: usize = 4;

impl Color {
    pub(crate) const fn gray(level: f64) -> Self {
        Self { red: level, green: level, blue: level, alpha: 1.0 }
    }

    /// All colours of a value, in order.
    pub(crate) fn all(value: &str) -> Vec<Self> {
        let mut found = Vec::new();
        collect(&mut Parser::new(value), &mut found, 0);
        found
    }

    /// A value with each colour turned into another.
    pub(crate) fn each(value: &str, turn: &impl Fn(Self) -> Self) -> String {
        let mut out = String::with_capacity(value.len());
        turned(&mut Parser::new(value), turn, &mut out, 0);
        out
    }

    /// As CSS has it.
    pub(crate) fn css(self) -> String {
        let Self { red, green, blue, alpha } = self;
        if alpha >= 1.0 {
            format!("rgb({red:.0},{green:.0},{blue:.0})")
        } else {
            format!("rgba({red:.0},{green:.0},{blue:.0},{alpha:.3})")
        }
    }

    /// How bright it looks, from 0 to 255.
    pub(crate) fn brightness(self) -> f64 {
        (self.red * 299.0 + self.green * 587.0 + self.blue * 114.0) / 1000.0
    }

    /// Saturation and lightness in percent, and the hue in degrees: `(hue, saturation, lightness)`.
    pub(crate) fn hsl(self) -> (f64, f64, f64) {
        let (r, g, b) = (self.red / 255.0, self.green / 255.0, self.blue / 255.0);
        let (max, min) = (r.max(g).max(b), r.min(g).min(b));
        let (range, lightness) = (max - min, f64::midpoint(max, min));
        let hue = match range {
            0.0 => 0.0,
            _ if max == r => (g - b) / range,
            _ if max == g => 2.0 + (b - r) / range,
            _ => 4.0 + (r - g) / range,
        };
        let saturation = match range {
            0.0 => 0.0,
            _ if lightness <= 0.5 => range / (max + min),
            _ => range / (2.0 - max - min),
        };
        ((hue * 60.0).rem_euclid(360.0), saturation * 100.0, lightness * 100.0)
    }

    pub(crate) fn from_hsl(hue: f64, saturation: f64, lightness: f64, alpha: f64) -> Self {
        let (saturation, lightness) =
            (saturation.clamp(0.0, 100.0) / 100.0, lightness.clamp(0.0, 100.0) / 100.0);
        let reach = saturation * lightness.min(1.0 - lightness);
        let channel = |offset: f64| {
            let k = (offset + hue / 30.0).rem_euclid(12.0);
            255.0 * (lightness - reach * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0))
        };
        Self { red: channel(0.0), green: channel(8.0), blue: channel(4.0), alpha }
    }

    /// This colour laid over another, rounded as the algorithm rounds.
    pub(crate) fn over(self, below: Self) -> Self {
        let alpha = self.alpha + below.alpha - self.alpha * below.alpha;
        let share = if alpha > 0.0 { self.alpha / alpha } else { 1.0 };
        let mix = |below: f64, this: f64| ((1.0 - share) * below + share * this).clamp(0.0, 255.0).round();
        Self {
            red: mix(below.red, self.red),
            green: mix(below.green, self.green),
            blue: mix(below.blue, self.blue),
            alpha,
        }
    }

    /// Scaled until it looks as bright as `target`.
    pub(crate) fn scaled(self, target: f64) -> Self {
        let brightness = self.brightness();
        let ratio = target / if brightness == 0.0 { 1.0 } else { brightness };
        let scale = |channel: f64| (channel * ratio).min(255.0);
        let (mut red, mut green, mut blue) = (scale(self.red), scale(self.green), scale(self.blue));
        if green == 0.0 || red >= 255.0 || blue >= 255.0 {
            green = (target * 1000.0 - red * 299.0 - blue * 114.0) / 587.0;
        } else if red == 0.0 {
            red = (target * 1000.0 - green * 587.0 - blue * 114.0) / 299.0;
        } else if blue == 0.0 || green >= 255.0 {
            blue = (target * 1000.0 - red * 299.0 - green * 587.0) / 114.0;
        }
        Self { red, green, blue, alpha: 1.0 }
    }

    /// What must be laid over `below` with this opacity to see this colour.
    pub(crate) fn front(self, below: Self, alpha: f64) -> Self {
        let channel = |seen: f64, below_: f64| {
            (seen + below.alpha * (1.0 - alpha) * (seen - below_) / alpha).round().clamp(0.0, 255.0)
        };
        Self {
            red: channel(self.red, below.red),
            green: channel(self.green, below.green),
            blue: channel(self.blue, below.blue),
            alpha,
        }
    }

    /// The ratio of contrast as the accessibility guidelines of the web (WCAG) define it, from 1 to 21.
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (this, other) = (self.luminosity(), other.luminosity());
        (this.max(other) + 0.05) / (this.min(other) + 0.05)
    }

    fn luminosity(self) -> f64 {
        let linear = |channel: f64| {
            let share = channel.round().clamp(0.0, 255.0) / 255.0;
            if share <= 0.03928 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

fn collect(parser: &mut Parser<'_>, found: &mut Vec<Color>, depth: usize) {
    while let Ok(token) = parser.next() {
        match token.clone() {
            Token::Hash(digits) | Token::IDHash(digits) => {
                if let Ok((red, green, blue, alpha)) = parse_hash_color(digits.as_bytes()) {
                    found.push(rgb(red, green, blue, f64::from(alpha)));
                }
            }
            Token::Ident(name) if name.eq_ignore_ascii_case("transparent") => {
                found.push(Color { alpha: 0.0, ..Color::gray(255.0) });
            }
            Token::Ident(name) => {
                found.extend(
                    parse_named_color(&name).ok().map(|(red, green, blue)| rgb(red, green, blue, 1.0)),
                );
            }
            Token::Function(name) if depth < MAX_BRACKETS => {
                let _ = parser.parse_nested_block(|inner| -> Result<(), ParseError<()>> {
                    match name.to_ascii_lowercase().as_str() {
                        "url" => while inner.next().is_ok() {},
                        "rgb" | "rgba" => found.extend(function(
                            inner,
                            |[red, green, blue]| Color { red, green, blue, alpha: 1.0 },
                            255.0,
                        )),
                        "hsl" | "hsla" => found.extend(function(
                            inner,
                            |[hue, saturation, lightness]| Color::from_hsl(hue, saturation, lightness, 1.0),
                            100.0,
                        )),
                        _ => collect(inner, found, depth + 1),
                    }
                    Ok(())
                });
            }
            _ => {}
        }
    }
}

fn turned(parser: &mut Parser<'_>, turn: &impl Fn(Color) -> Color, out: &mut String, depth: usize) {
    loop {
        let start = parser.position();
        let Ok(token) = parser.next_including_whitespace().cloned() else { return };
        let opens = parser.slice_from(start).to_owned();
        let is_color = |name: &str| among("rgb rgba hsl hsla", &name.to_ascii_lowercase());
        match token {
            Token::Function(name) if depth < MAX_BRACKETS && !is_color(&name) => {
                out.push_str(&opens);
                let _ = parser.parse_nested_block(|inner| -> Result<(), ParseError<()>> {
                    turned(inner, turn, out, depth + 1);
                    Ok(())
                });
                out.push(')');
            }
            Token::Function(_) => {
                let _ = parser.parse_nested_block(|inner| -> Result<(), ParseError<()>> {
                    while inner.next().is_ok() {}
                    Ok(())
                });
                push(parser.slice_from(start), turn, out);
            }
            Token::Hash(_) | Token::IDHash(_) | Token::Ident(_) => push(&opens, turn, out),
            _ => out.push_str(&opens),
        }
    }
}

fn push(word: &str, turn: &impl Fn(Color) -> Color, out: &mut String) {
    match Color::all(word).as_slice() {
        [color] => out.push_str(&turn(*color).css()),
        _ => out.push_str(word),
    }
}

/// Three numbers, and perhaps a fourth; `whole` is what 100% is.
fn function(inner: &mut Parser<'_>, make: impl Fn([f64; 3]) -> Color, whole: f64) -> Option<Color> {
    let mut numbers = Vec::new();
    while let Ok(token) = inner.next() {
        match token {
            Token::Number { value, .. } | Token::Dimension { value, .. } => numbers.push(f64::from(*value)),
            Token::Percentage { unit_value, .. } => {
                let whole = if numbers.len() == 3 { 1.0 } else { whole };
                numbers.push(f64::from(*unit_value) * whole);
            }
            Token::Comma | Token::Delim('/') => {}
            _ => return None,
        }
    }
    let [first, second, third, rest @ ..] = numbers.as_slice() else { return None };
    let color = make([*first, *second, *third]);
    let channel = |channel: f64| channel.round().clamp(0.0, 255.0);
    Some(Color {
        red: channel(color.red),
        green: channel(color.green),
        blue: channel(color.blue),
        alpha: rest.first().map_or(1.0, |alpha| alpha.clamp(0.0, 1.0)),
    })
}

fn rgb(red: u8, green: u8, blue: u8, alpha: f64) -> Color {
    Color { red: red.into(), green: green.into(), blue: blue.into(), alpha }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_in_all_ways() {
        let gray = Color::gray(136.0);
        for text in ["#888", "#888888", "rgb(136,136,136)", "rgba(136 136 136 / 100%)", "hsl(0, 0%, 53.3%)"] {
            assert_eq!(Color::all(text), [gray], "{text}");
        }
        assert_eq!(Color::all("linear-gradient(90deg, rgb(1, 2, 3) 0%, red)").len(), 2);
        assert_eq!(Color::all("url(red.png) no-repeat, #fff0"), [Color { alpha: 0.0, ..Color::gray(255.0) }]);
        assert_eq!(Color::all("inherit"), []);
    }

    #[test]
    fn there_and_back() {
        for text in ["#d93025", "#2f6f4f", "#0000ff", "#ffffff", "#000", "#f6f8fa"] {
            let color = Color::all(text)[0];
            let (hue, saturation, lightness) = color.hsl();
            let back = Color::from_hsl(hue, saturation, lightness, 1.0);
            assert_eq!(back.over(color), color, "{text}");
        }
        assert!((Color::gray(255.0).contrast(Color::gray(0.0)) - 21.0).abs() < 1e-9);
    }
}
