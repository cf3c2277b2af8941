//! SVG to pixels.

mod check;
mod cost;
mod inside;
mod text;

use image::DynamicImage;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

use crate::raster::{Picture, Pixels};
use crate::shrink::ARTICLE_WIDTH;
use crate::{Error, Fonts, Limits, fonts};

/// Drawings narrower than this, such as a sign in a line, keep their size: they are not shown as wide as the article.
const WIDE: f32 = 320.0;

/// Draws an SVG.
pub(crate) fn draw(bytes: &[u8], limits: &Limits, fonts: &Fonts) -> Result<Picture, Error> {
    let text = std::str::from_utf8(bytes).map_err(|_| Error::Svg("it is not valid UTF-8".into()))?;
    let document = check::parse(text)?;
    check::whole(&document)?;
    let inside = inside::Inside::new(limits);
    let options = Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, data, _| inside.take(data)),
            resolve_string: Box::new(|_, _| None),
        },
        font_resolver: fonts::resolver(),
        fontdb: fonts.database(),
        font_family: "sans-serif".into(),
        languages: vec!["zh".into(), "en".into()],
        ..Options::default()
    };
    let tree = Tree::from_xmltree(&document, &options).map_err(|error| Error::Svg(error.to_string()))?;
    drop(options);
    inside.finish()?;
    text::check(&tree, &document)?;
    let (size, scale) = size(&tree);
    let pixels = u64::from(size.0).saturating_mul(u64::from(size.1));
    if pixels > limits.max_pixels {
        return Err(Error::TooManyPixels { pixels: size, limit: limits.max_pixels });
    }
    cost::check(&tree, size, scale, limits)?;
    let mut pixmap = Pixmap::new(size.0, size.1).ok_or_else(|| Error::Svg("it has no size".into()))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    let rgba = image::RgbaImage::from_raw(size.0, size.1, pixmap.take_demultiplied());
    let image = rgba.ok_or_else(|| Error::Svg("it has no size".into()))?;
    let pixels = Pixels::of(DynamicImage::ImageRgba8(image));
    Ok(Picture { pixels, icc: None, lossless: true, file: None })
}

/// Width and height in pixels, and how much larger than the drawing says that is.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size is above zero")]
#[expect(clippy::cast_precision_loss, reason = "a small whole number")]
fn size(tree: &Tree) -> ((u32, u32), f32) {
    let (w, h) = (tree.size().width(), tree.size().height());
    let scale = if w >= WIDE { (ARTICLE_WIDTH as f32 / w).max(1.0) } else { 1.0 };
    let side = |side: f32| ((side * scale).ceil() as u32).max(1);
    ((side(w), side(h)), scale)
}
