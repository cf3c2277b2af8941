//! What a picture is, by its content and before it is decoded.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{AnimationDecoder as _, ImageDecoder, ImageFormat, ImageReader, ImageResult};
use wxkit_proto::probe::FileKind;

use crate::{Error, Limits};

/// What a picture is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Look {
    /// What its content is.
    pub kind: FileKind,
    /// Whether it moves.
    pub animated: bool,
}

/// Tells what a picture is without decoding it; only of an animation, up to two frames are.
///
/// # Errors
/// If it is no picture that can be read, or has too many pixels to be decoded; see [`Error`].
pub fn look(bytes: &[u8], limits: &Limits) -> Result<Look, Error> {
    first_look(bytes, limits).map(|seen| Look { kind: seen.kind, animated: seen.animated })
}

/// The formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Jpeg,
    Png,
    Gif,
    WebP,
    Bmp,
    Tiff,
    Svg,
}

#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) format: Format,
    pub(crate) kind: FileKind,
    /// `None` for SVG, and if the header cannot be read.
    pub(crate) pixels: Option<(u32, u32)>,
    pub(crate) orientation: Orientation,
    pub(crate) animated: bool,
}

impl Seen {
    pub(crate) fn is_upright(&self) -> bool {
        self.orientation == Orientation::NoTransforms
    }
}

pub(crate) fn first_look(bytes: &[u8], limits: &Limits) -> Result<Seen, Error> {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let kind = FileKind::of_head(head);
    let format = format(kind, head)?;
    let mut seen =
        Seen { format, kind, pixels: None, orientation: Orientation::NoTransforms, animated: false };
    let Some(as_image) = format.of_image() else { return Ok(seen) };
    let reader = || {
        let mut reader = ImageReader::with_format(Cursor::new(bytes), as_image);
        reader.limits(allocation(limits));
        reader
    };
    let Ok(mut decoder) = reader().into_decoder() else {
        // What is wrong with it is told by decoding it; its size is known even of some that are damaged.
        seen.pixels = reader().into_dimensions().ok();
        return bounded(seen, limits);
    };
    seen.pixels = Some(decoder.dimensions());
    seen.orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    drop(decoder);
    seen = bounded(seen, limits)?;
    seen.animated = moves(bytes, format).unwrap_or(false);
    Ok(seen)
}

/// Bounds what a decoder may ask for: the picture at 16 bytes for each pixel, and some to work with.
pub(crate) fn allocation(limits: &Limits) -> image::Limits {
    let mut bounds = image::Limits::default();
    bounds.max_alloc = Some(limits.max_pixels.saturating_mul(16).saturating_add(16 * 1_048_576));
    bounds
}

fn bounded(seen: Seen, limits: &Limits) -> Result<Seen, Error> {
    match seen.pixels {
        Some((w, h)) if u64::from(w).saturating_mul(u64::from(h)) > limits.max_pixels => {
            Err(Error::TooManyPixels { pixels: (w, h), limit: limits.max_pixels })
        }
        _ => Ok(seen),
    }
}

fn format(kind: FileKind, head: &[u8]) -> Result<Format, Error> {
    Ok(match kind {
        FileKind::Jpeg => Format::Jpeg,
        FileKind::Png => Format::Png,
        FileKind::Gif => Format::Gif,
        FileKind::WebP => Format::WebP,
        FileKind::Bmp => Format::Bmp,
        FileKind::Empty => return Err(Error::Empty),
        FileKind::Other("TIFF") => Format::Tiff,
        FileKind::Other("SVG") => Format::Svg,
        FileKind::Other(name @ ("AVIF" | "HEIC" | "HEIF" | "JPEG XL" | "JPEG 2000")) => {
            return Err(Error::Unsupported(name));
        }
        FileKind::Other("PDF") => return Err(Error::NotAPicture("a PDF document")),
        FileKind::Other("ZIP") => return Err(Error::NotAPicture("a ZIP archive")),
        _ if is_tiff(head) => Format::Tiff,
        _ if is_page(head) => return Err(Error::NotAPicture("a web page")),
        FileKind::Other(_) => return Err(Error::NotAPicture("a file of an unknown kind")),
        _ => return Err(Error::NotAPicture("a film or a sound")),
    })
}

/// Both byte orders; formats of cameras that begin like this have names of their own.
fn is_tiff(head: &[u8]) -> bool {
    head.starts_with(b"II*\0") || head.starts_with(b"MM\0*")
}

/// What a server answers in place of a picture: HTML, or JSON.
fn is_page(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    ["<!doctype html", "<html", "<head", "<body", "<?xml", "<!--", "{\""]
        .iter()
        .any(|mark| text.starts_with(mark))
}

fn moves(bytes: &[u8], format: Format) -> ImageResult<bool> {
    let bytes = Cursor::new(bytes);
    Ok(match format {
        Format::Gif => GifDecoder::new(bytes)?.into_frames().take(2).filter(Result::is_ok).count() > 1,
        Format::Png => PngDecoder::new(bytes)?.is_apng()?,
        Format::WebP => WebPDecoder::new(bytes)?.has_animation(),
        _ => false,
    })
}

impl Format {
    pub(crate) fn of_image(self) -> Option<ImageFormat> {
        Some(match self {
            Self::Jpeg => ImageFormat::Jpeg,
            Self::Png => ImageFormat::Png,
            Self::Gif => ImageFormat::Gif,
            Self::WebP => ImageFormat::WebP,
            Self::Bmp => ImageFormat::Bmp,
            Self::Tiff => ImageFormat::Tiff,
            Self::Svg => return None,
        })
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Gif => "GIF",
            Self::WebP => "WebP",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
            Self::Svg => "SVG",
        }
    }
}
