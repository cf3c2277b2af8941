//! The colours of code, as data.
//!
//! WeChat's dark mode changes colours by their brightness. These are dark enough on a light ground, and neither grey
//! nor pale, so that what becomes of them is legible too.

use std::sync::LazyLock;

use syntect::highlighting::{
    Color, FontStyle, ScopeSelectors, StyleModifier, Theme, ThemeItem, ThemeSettings,
};

/// The colours of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CodeColors {
    /// For a light ground, such as `#f5f5f5`; other code in `#24292f`.
    #[default]
    Light,
    /// For a dark ground, such as `#282c34`; other code in `#abb2bf`.
    Dark,
}

/// The kinds of words and their colours on light and on dark ground.
const COLORS: [(&str, u32, u32); 12] = [
    ("comment, punctuation.definition.comment", 0x6a_737d, 0x7f_848e),
    ("keyword, storage, keyword.operator.word", 0xcf_222e, 0xc6_78dd),
    ("keyword.operator", 0x24_292f, 0xab_b2bf),
    ("string, punctuation.definition.string, markup.raw", 0x0a_5e2a, 0x98_c379),
    ("constant, constant.numeric, support.constant", 0x05_50ae, 0xd1_9a66),
    ("constant.character.escape", 0x95_3800, 0x56_b6c2),
    ("entity.name.function, support.function, variable.function", 0x82_50df, 0x61_afef),
    (
        "entity.name.type, entity.name.class, support.type, support.class, entity.name.namespace",
        0x95_3800,
        0xe5_c07b,
    ),
    ("entity.name.tag, markup.deleted", 0xb3_1d28, 0xe0_6c75),
    ("entity.other.attribute-name, variable.parameter, support.type.property-name", 0x05_50ae, 0xd1_9a66),
    ("markup.inserted", 0x0a_5e2a, 0x98_c379),
    ("markup.heading, entity.name.section", 0x05_50ae, 0x61_afef),
];

const LIGHT_INK: u32 = 0x24_292f;
const DARK_INK: u32 = 0xab_b2bf;

static LIGHT: LazyLock<Theme> = LazyLock::new(|| theme(LIGHT_INK, |&(_, light, _)| light));
static DARK: LazyLock<Theme> = LazyLock::new(|| theme(DARK_INK, |&(_, _, dark)| dark));

impl CodeColors {
    pub(super) fn theme(self) -> &'static Theme {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }

    /// The colour of what is nothing in particular.
    pub(super) fn ink(self) -> Color {
        match self {
            Self::Light => color(LIGHT_INK),
            Self::Dark => color(DARK_INK),
        }
    }
}

/// A colour as a declaration.
pub(super) fn hex(Color { r, g, b, .. }: Color) -> String {
    format!("color:#{r:02x}{g:02x}{b:02x}")
}

fn theme(ink: u32, pick: fn(&(&str, u32, u32)) -> u32) -> Theme {
    let item = |row: &(&str, u32, u32)| {
        let scope: ScopeSelectors = row.0.parse().ok()?;
        let font_style = row.0.starts_with("comment").then_some(FontStyle::ITALIC);
        Some(ThemeItem {
            scope,
            style: StyleModifier { foreground: Some(color(pick(row))), background: None, font_style },
        })
    };
    Theme {
        settings: ThemeSettings { foreground: Some(color(ink)), ..ThemeSettings::default() },
        scopes: COLORS.iter().filter_map(item).collect(),
        ..Theme::default()
    }
}

fn color(rgb: u32) -> Color {
    let [_, r, g, b] = rgb.to_be_bytes();
    Color { r, g, b, a: 0xff }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast as WCAG has it.
    fn contrast(a: u32, b: u32) -> f64 {
        let luminance = |rgb: u32| {
            let [_, r, g, b] = rgb.to_be_bytes().map(|part| {
                let part = f64::from(part) / 255.0;
                if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            });
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn all_are_legible_and_mean_something() {
        assert_eq!(LIGHT.scopes.len(), COLORS.len());
        for (scope, light, dark) in COLORS {
            assert!(contrast(light, 0xf5_f5f5) >= 4.3, "{scope}: {}", contrast(light, 0xf5_f5f5));
            assert!(contrast(dark, 0x28_2c34) >= 3.5, "{scope}: {}", contrast(dark, 0x28_2c34));
        }
    }
}
