use std::fmt;
use std::str::FromStr;

use cssparser::color::{parse_hash_color, parse_named_color};

/// A colour, as `#07c160`, `#0c6`, or a name of CSS such as `teal`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Accent {
    rgb: [u8; 3],
}

/// Least contrast of text in the colour, and of text on it.
const TEXT: f64 = 4.5;
const ON: f64 = 3.0;

const WHITE: [u8; 3] = [0xff; 3];

impl FromStr for Accent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let why = || format!("{text:?} is not a colour; write it as #07c160, or by its name in CSS");
        let (red, green, blue) = match text.strip_prefix('#') {
            Some(digits) => {
                let (red, green, blue, alpha) = parse_hash_color(digits.as_bytes()).map_err(|()| why())?;
                if alpha < 1.0 {
                    return Err(format!("{text:?} can be seen through; choose one that cannot"));
                }
                (red, green, blue)
            }
            None => parse_named_color(text).map_err(|()| why())?,
        };
        Ok(Self { rgb: [red, green, blue] })
    }
}

impl fmt::Display for Accent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(self.rgb))
    }
}

impl Accent {
    /// Itself and what is made of it, as variables of a style sheet.
    pub(super) fn variables(self) -> [(&'static str, String); 5] {
        let [red, green, blue] = self.rgb;
        // Dark text where white would not be seen.
        let on = if contrast(self.rgb, WHITE) >= ON { "#ffffff" } else { "#1f1f1f" };
        [
            ("--accent", hex(self.rgb)),
            ("--accent-text", hex(self.as_text())),
            ("--on-accent", on.into()),
            ("--accent-wash", hex(self.wash())),
            ("--accent-line", format!("rgba({red},{green},{blue},0.3)")),
        ]
    }

    /// A tint so faint that dark mode takes it for white, and makes a dark grey of it: a stronger one would glare there, and
    /// one that can be seen through counts as its full colour where contrast is measured.
    fn wash(self) -> [u8; 3] {
        let tint = |share: u32| {
            self.rgb.map(|part| u8::try_from(255 - (255 - u32::from(part)) * share / 200).unwrap_or(u8::MAX))
        };
        let is_faint = |[red, green, blue]: &[u8; 3]| {
            299 * u32::from(*red) + 587 * u32::from(*green) + 114 * u32::from(*blue) > 250 * 1000
        };
        (1..=24).rev().map(tint).find(is_faint).unwrap_or(WHITE)
    }

    /// As dark as text on white has to be.
    fn as_text(self) -> [u8; 3] {
        let darker = |step: u16| {
            // 24 steps to black.
            self.rgb.map(|part| u8::try_from(u16::from(part) * (24 - step) / 24).unwrap_or(part))
        };
        (0..=24).map(darker).find(|rgb| contrast(*rgb, WHITE) >= TEXT).unwrap_or_default()
    }
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Contrast as the web's guidelines for accessibility (WCAG) have it, from 1 to 21.
fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let luminance = |rgb: [u8; 3]| {
        let [red, green, blue] = rgb.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(accent: &str, want: Expect) {
        let shown = match accent.parse::<Accent>() {
            Ok(accent) => {
                let variables = accent.variables();
                variables.map(|(name, value)| format!("{name}: {value}")).join("; ")
            }
            Err(why) => why,
        };
        want.assert_eq(&shown);
    }

    #[test]
    fn what_is_made_of_it() {
        check(
            "#2f6f4f",
            expect![
                "--accent: #2f6f4f; --accent-text: #2f6f4f; --on-accent: #ffffff; --accent-wash: #f9fbfa; --accent-line: rgba(47,111,79,0.3)"
            ],
        );
        check(
            " #fc0",
            expect![
                "--accent: #ffcc00; --accent-text: #8a6e00; --on-accent: #1f1f1f; --accent-wash: #fffbe9; --accent-line: rgba(255,204,0,0.3)"
            ],
        );
        check(
            "Teal",
            expect![
                "--accent: #008080; --accent-text: #008080; --on-accent: #ffffff; --accent-wash: #f8fcfc; --accent-line: rgba(0,128,128,0.3)"
            ],
        );
    }

    #[test]
    fn what_is_none() {
        check("#12", expect![[r##""#12" is not a colour; write it as #07c160, or by its name in CSS"##]]);
        check(
            "var(--x)",
            expect![[r#""var(--x)" is not a colour; write it as #07c160, or by its name in CSS"#]],
        );
        check("#07c16080", expect![[r##""#07c16080" can be seen through; choose one that cannot"##]]);
        check("", expect![[r#""" is not a colour; write it as #07c160, or by its name in CSS"#]]);
    }
}
