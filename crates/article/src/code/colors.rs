//! The colours of code, as data.
//!
//! WeChat's dark mode changes colours by their brightness. Those for a light ground are dark enough, and neither grey nor pale,
//! so that what becomes of them is legible too; light grounds are greys, or so pale that they are taken for white.

use std::str::FromStr;
use std::sync::LazyLock;

use syntect::highlighting::{
    Color, FontStyle, ScopeSelectors, StyleModifier, Theme, ThemeItem, ThemeSettings,
};

/// The colours of code, and the ground they are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum CodeColors {
    /// `light`: on a light grey.
    #[default]
    Light,
    /// `dark`: on a dark blue grey.
    Dark,
    /// `night`: bright, on a dark violet.
    Night,
    /// `paper`: ink on old paper.
    Paper,
    /// `plain`: black on a light grey, comments in grey, nothing else.
    Plain,
}

/// All of them with their names and their colours.
const SCHEMES: [(CodeColors, &str, &Scheme); 5] = [
    (CodeColors::Light, "light", &LIGHT),
    (CodeColors::Dark, "dark", &DARK),
    (CodeColors::Night, "night", &NIGHT),
    (CodeColors::Paper, "paper", &PAPER),
    (CodeColors::Plain, "plain", &PLAIN),
];

/// The kinds of words, in the order of the colours of a scheme.
const KINDS: [&str; 12] = [
    "comment, punctuation.definition.comment",
    "keyword, storage, keyword.operator.word",
    "keyword.operator",
    "string, punctuation.definition.string, markup.raw",
    "constant, constant.numeric, support.constant",
    "constant.character.escape",
    "entity.name.function, support.function, variable.function",
    "entity.name.type, entity.name.class, support.type, support.class, entity.name.namespace",
    "entity.name.tag, markup.deleted",
    "entity.other.attribute-name, variable.parameter, support.type.property-name",
    "markup.inserted",
    "markup.heading, entity.name.section",
];

/// Red, green and blue in one number.
#[derive(Debug)]
struct Scheme {
    ground: u32,
    /// What is nothing in particular.
    ink: u32,
    kinds: [u32; 12],
}

const LIGHT: Scheme = Scheme {
    ground: 0xf5_f5f5,
    ink: 0x24_292f,
    kinds: [
        0x6a_737d, 0xcf_222e, 0x24_292f, 0x0a_5e2a, 0x05_50ae, 0x95_3800, 0x82_50df, 0x95_3800, 0xb3_1d28,
        0x05_50ae, 0x0a_5e2a, 0x05_50ae,
    ],
};

const DARK: Scheme = Scheme {
    ground: 0x28_2c34,
    ink: 0xab_b2bf,
    kinds: [
        0x7f_848e, 0xc6_78dd, 0xab_b2bf, 0x98_c379, 0xd1_9a66, 0x56_b6c2, 0x61_afef, 0xe5_c07b, 0xe0_6c75,
        0xd1_9a66, 0x98_c379, 0x61_afef,
    ],
};

const NIGHT: Scheme = Scheme {
    ground: 0x2b_2a3d,
    ink: 0xe4_e4ee,
    kinds: [
        0x8f_93b8, 0xff_7ab8, 0xff_7ab8, 0xf3_e58a, 0xbf_9cff, 0xff_b173, 0x6f_e58c, 0x86_e3f5, 0xff_7ab8,
        0x6f_e58c, 0x6f_e58c, 0x86_e3f5,
    ],
};

const PAPER: Scheme = Scheme {
    ground: 0xff_fbf2,
    ink: 0x4a_4038,
    kinds: [
        0x8a_7a6a, 0x8a_4b2d, 0x4a_4038, 0x56_6b1e, 0x24_6a73, 0x9a_5b00, 0x2f_5f8f, 0x7a_5a00, 0x9c_2f2f,
        0x24_6a73, 0x56_6b1e, 0x8a_4b2d,
    ],
};

const PLAIN: Scheme = Scheme {
    ground: 0xf7_f7f7,
    ink: 0x24_2424,
    kinds: [
        0x75_7575, 0x24_2424, 0x24_2424, 0x24_2424, 0x24_2424, 0x24_2424, 0x24_2424, 0x24_2424, 0x24_2424,
        0x24_2424, 0x24_2424, 0x24_2424,
    ],
};

static THEMES: LazyLock<Vec<Theme>> =
    LazyLock::new(|| SCHEMES.iter().map(|(.., scheme)| theme(scheme)).collect());

impl FromStr for CodeColors {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let found = SCHEMES.iter().find(|(_, name, _)| name.eq_ignore_ascii_case(text));
        found.map(|(colors, ..)| *colors).ok_or_else(|| {
            let names = SCHEMES.map(|(_, name, _)| name).join(", ");
            format!("{text:?} is not known as colours of code; there are {names}")
        })
    }
}

impl CodeColors {
    /// The names of all, in the order of the enum.
    pub fn names() -> impl ExactSizeIterator<Item = &'static str> {
        SCHEMES.iter().map(|(_, name, _)| *name)
    }

    pub(super) fn theme(self) -> Option<&'static Theme> {
        let at = SCHEMES.iter().position(|(colors, ..)| *colors == self)?;
        THEMES.get(at)
    }

    /// The colour of what is nothing in particular.
    pub(super) fn ink(self) -> Color {
        color(self.scheme().ink)
    }

    /// The ground, and the ink on it, as variables of a style sheet.
    pub(crate) fn variables(self) -> [(&'static str, String); 2] {
        let Scheme { ground, ink, .. } = self.scheme();
        [("--code-ground", format!("#{ground:06x}")), ("--code-ink", format!("#{ink:06x}"))]
    }

    fn scheme(self) -> &'static Scheme {
        SCHEMES.iter().find(|(colors, ..)| *colors == self).map_or(&LIGHT, |(.., scheme)| *scheme)
    }
}

/// A colour as a declaration.
pub(super) fn hex(Color { r, g, b, .. }: Color) -> String {
    format!("color:#{r:02x}{g:02x}{b:02x}")
}

fn theme(scheme: &Scheme) -> Theme {
    let item = |(kind, rgb): (&str, u32)| {
        let scope: ScopeSelectors = kind.parse().ok()?;
        let font_style = kind.starts_with("comment").then_some(FontStyle::ITALIC);
        Some(ThemeItem {
            scope,
            style: StyleModifier { foreground: Some(color(rgb)), background: None, font_style },
        })
    };
    Theme {
        settings: ThemeSettings { foreground: Some(color(scheme.ink)), ..ThemeSettings::default() },
        scopes: KINDS.into_iter().zip(scheme.kinds).filter_map(item).collect(),
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
        for (colors, name, scheme) in SCHEMES {
            assert_eq!(colors.theme().map(|theme| theme.scopes.len()), Some(KINDS.len()));
            assert_eq!(name.parse(), Ok(colors));
            for (kind, rgb) in KINDS.into_iter().zip(scheme.kinds).chain([("ink", scheme.ink)]) {
                let contrast = contrast(rgb, scheme.ground);
                assert!(contrast >= 3.5, "{name}: {kind}: {contrast}");
            }
        }
    }
}
