//! From bytes to pixels, upright and with eight bits for each colour.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageReader, RgbImage, RgbaImage};
use wxkit_proto::probe::FileKind;

use crate::look::{Format, Seen, allocation};
use crate::{Change, Error, Limits};

/// A decoded picture.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) pixels: Pixels,
    /// The colour profile.
    pub(crate) icc: Option<Vec<u8>>,
    /// Whether it came without loss, so that edges are sharp and JPEG would smear them.
    pub(crate) lossless: bool,
    /// What the file was, with its bytes; `None` of a drawing.
    pub(crate) file: Option<(Format, FileKind, usize)>,
}

#[derive(Debug)]
pub(crate) enum Pixels {
    Opaque(RgbImage),
    /// With transparent parts.
    Clear(RgbaImage),
}

impl Pixels {
    pub(crate) fn of(image: DynamicImage) -> Self {
        if !image.color().has_alpha() {
            return Self::Opaque(image.into_rgb8());
        }
        let image = image.into_rgba8();
        match image.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
            true => Self::Opaque(DynamicImage::ImageRgba8(image).into_rgb8()),
            false => Self::Clear(image),
        }
    }

    pub(crate) fn size(&self) -> (u32, u32) {
        match self {
            Self::Opaque(image) => image.dimensions(),
            Self::Clear(image) => image.dimensions(),
        }
    }
}

/// Decodes a picture; the changes are those that decoding makes.
pub(crate) fn decode(bytes: &[u8], seen: &Seen, limits: &Limits) -> Result<(Picture, Vec<Change>), Error> {
    let format = seen.format;
    let damaged = |error: image::ImageError| Error::Damaged {
        kind: format.name(),
        message: error.to_string().trim().to_owned(),
    };
    let Some(as_image) = format.of_image() else { return Err(Error::Unsupported(format.name())) };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), as_image);
    reader.limits(allocation(limits));
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let icc = decoder.icc_profile().ok().flatten().filter(|profile| is_rgb(profile));
    let mut image = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    let mut changes = Vec::new();
    if !seen.is_upright() {
        image.apply_orientation(seen.orientation);
        changes.push(Change::Turned);
    }
    let lossless = match format {
        Format::Jpeg => false,
        Format::WebP => bytes.get(12..16) == Some(b"VP8L".as_slice()),
        _ => true,
    };
    let file = Some((format, seen.kind, bytes.len()));
    Ok((Picture { pixels: Pixels::of(image), icc, lossless, file }, changes))
}

/// Pixels are RGB from here on, so the profile of a grey or CMYK picture would be wrong.
fn is_rgb(profile: &[u8]) -> bool {
    profile.get(16..20) == Some(b"RGB ".as_slice())
}
