//! Outlines of glyphs: of KaTeX's typefaces, and of the sans for whatever those lack.

use ratex_layout::FallbackGlyphMetrics;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

/// A typeface with one glyph of it.
pub(super) struct Glyph {
    font: FontRef<'static>,
    id: GlyphId,
    /// Units of the typeface in an em.
    pub(super) units: f64,
    /// Whether it is of the sans, whose outlines turn the other way round.
    pub(super) sans: bool,
}

impl Glyph {
    /// Finds a character in the typeface that the layout asks for.
    pub(super) fn find(typeface: &str, c: char) -> Option<Self> {
        let own = wxkit_font::katex(typeface).and_then(|bytes| Self::of(bytes, c, false));
        own.or_else(|| Self::of(wxkit_font::sans(), c, true))
    }

    fn of(bytes: &'static [u8], c: char, sans: bool) -> Option<Self> {
        let font = FontRef::new(bytes).ok()?;
        let id = font.charmap().map(c)?;
        let units = font.metrics(Size::unscaled(), LocationRef::default()).units_per_em;
        Some(Self { font, id, units: f64::from(units.max(1)), sans })
    }

    /// Draws it in the typeface's own units; `false` if it has no outline.
    pub(super) fn draw(&self, pen: &mut impl OutlinePen) -> bool {
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        self.font.outline_glyphs().get(self.id).is_some_and(|outline| outline.draw(settings, pen).is_ok())
    }
}

/// The size of a character of the sans, which the layout does not know.
pub(super) fn metrics(c: char) -> Option<FallbackGlyphMetrics> {
    let glyph = Glyph::of(wxkit_font::sans(), c, true).filter(|_| !c.is_ascii())?;
    let metrics = glyph.font.glyph_metrics(Size::unscaled(), LocationRef::default());
    let bounds = metrics.bounds(glyph.id)?;
    let em = |value: f32| f64::from(value) / glyph.units;
    Some(FallbackGlyphMetrics {
        width: em(metrics.advance_width(glyph.id)?),
        height: em(bounds.y_max).max(0.0),
        depth: em(-bounds.y_min).max(0.0),
    })
}
