//! From pixels to a file of a kind and size that is taken.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbImage, RgbaImage};
use wxkit_proto::probe::FileKind;

use crate::raster::{Picture, Pixels};
use crate::{Change, Error, Limits, Prepared};

/// How good a JPEG is that is made only because of its kind, and one that must be small.
const GOOD: u8 = 90;
const FAIR: u8 = 80;

/// The widest that an article shows a picture, in pixels of a good screen.
pub(crate) const ARTICLE_WIDTH: u32 = 1080;

/// So much smaller than hasty packing makes a PNG, careful packing does not.
const CAREFUL: usize = 8;

/// How often it is scaled down further; each time to what its size promises to fit, so two or three do.
const TRIES: u32 = 8;

/// Encodes a picture within the limits.
pub(crate) fn encode(picture: Picture, limits: &Limits, changes: Vec<Change>) -> Result<Prepared, Error> {
    let (jpeg, png) = (limits.takes(FileKind::Jpeg), limits.takes(FileKind::Png));
    let Picture { pixels, icc, lossless, file } = picture;
    let job = Job { limits, icc, lossless, before: pixels.size() };
    let ((bytes, kind, size), white) = match pixels {
        Pixels::Opaque(rgb) => (job.opaque(&rgb, jpeg, png)?, false),
        Pixels::Clear(rgba) => job.clear(&rgba, jpeg, png)?,
    };
    let mut prepared = Prepared { bytes, kind, pixels: Some(size), changes, damage: None };
    let changes = &mut prepared.changes;
    match file {
        None => changes.push(Change::Drawn { to: kind }),
        Some((_, former, _)) if former == kind => {}
        Some((format, ..)) => changes.push(Change::Converted { from: format.name(), to: kind }),
    }
    if white {
        changes.push(Change::OnWhite);
    }
    if size != job.before {
        changes.push(Change::Scaled { from: job.before, to: size });
    }
    if let Some((_, _, from)) = file.filter(|(_, _, from)| *from > limits.bytes) {
        changes.push(Change::Compressed { from, to: prepared.bytes.len() });
    }
    Ok(prepared)
}

struct Job<'a> {
    limits: &'a Limits,
    icc: Option<Vec<u8>>,
    lossless: bool,
    before: (u32, u32),
}

type File = (Vec<u8>, FileKind, (u32, u32));

impl Job<'_> {
    fn opaque(&self, rgb: &RgbImage, jpeg: bool, png: bool) -> Result<File, Error> {
        let size = rgb.dimensions();
        if png && (!jpeg || self.lossless && !self.is_too_much_for_png(rgb)?) {
            let bytes = self.png(rgb, size, ExtendedColorType::Rgb8)?;
            if self.fits(&bytes) {
                return Ok((bytes, FileKind::Png, size));
            }
            if !jpeg {
                return self.smaller_png(rgb, size, bytes.len(), 1);
            }
        }
        if jpeg {
            return self.jpeg_within(rgb);
        }
        Err(self.unfit())
    }

    /// Whether no packing will make a PNG of it that fits: careful packing of a large photograph takes seconds.
    fn is_too_much_for_png(&self, rgb: &RgbImage) -> Result<bool, Error> {
        let (size, color) = (rgb.dimensions(), ExtendedColorType::Rgb8);
        let is_too_much = |bytes: &[u8]| bytes.len() / CAREFUL > self.limits.bytes;
        Ok(is_too_much(rgb) && is_too_much(&self.packed(rgb, size, color, CompressionType::Fast)?))
    }

    /// With transparent parts; true if they were put on white.
    fn clear(&self, rgba: &RgbaImage, jpeg: bool, png: bool) -> Result<(File, bool), Error> {
        if png {
            let size = rgba.dimensions();
            let bytes = self.png(rgba, size, ExtendedColorType::Rgba8)?;
            let least = if jpeg { ARTICLE_WIDTH.min(size.0) } else { 1 };
            let file = match self.fits(&bytes) {
                true => Ok((bytes, FileKind::Png, size)),
                false => self.smaller_png(rgba, size, bytes.len(), least),
            };
            match file {
                Ok(file) => return Ok((file, false)),
                Err(error) if !jpeg => return Err(error),
                Err(_) => {}
            }
        }
        Ok((self.opaque(&on_white(rgba), jpeg, false)?, true))
    }

    /// JPEG, at full size if that fits, else scaled down.
    fn jpeg_within(&self, rgb: &RgbImage) -> Result<File, Error> {
        let mut size = rgb.dimensions();
        // No side may be longer in a JPEG.
        let longest = size.0.max(size.1);
        if longest > u32::from(u16::MAX) {
            size = scaled(size, f64::from(u16::MAX) / f64::from(longest));
        }
        for quality in [GOOD, FAIR] {
            let bytes = self.jpeg(rgb, size, quality)?;
            if self.fits(&bytes) {
                return Ok((bytes, FileKind::Jpeg, size));
            }
            if quality == FAIR {
                return self.smaller(size, bytes.len(), 1, FileKind::Jpeg, |size| self.jpeg(rgb, size, FAIR));
            }
        }
        Err(self.unfit())
    }

    fn smaller_png<I: Raster>(
        &self,
        image: &I,
        size: (u32, u32),
        bytes: usize,
        least: u32,
    ) -> Result<File, Error> {
        self.smaller(size, bytes, least, FileKind::Png, |size| {
            let small = image.resized(size).ok_or_else(|| self.unfit())?;
            self.png(&small, size, I::COLOR)
        })
    }

    /// Scales down until it fits, and not below a width.
    fn smaller(
        &self,
        mut size: (u32, u32),
        mut bytes: usize,
        least: u32,
        kind: FileKind,
        make: impl Fn((u32, u32)) -> Result<Vec<u8>, Error>,
    ) -> Result<File, Error> {
        for _ in 0..TRIES {
            #[expect(clippy::cast_precision_loss, reason = "it is an estimate")]
            let factor = (self.limits.bytes as f64 / bytes as f64).sqrt().min(1.0) * 0.95;
            let next = scaled(size, factor);
            let next = if next.0 < least { scaled(size, f64::from(least) / f64::from(size.0)) } else { next };
            if next == size {
                break;
            }
            size = next;
            let made = make(size)?;
            if self.fits(&made) {
                return Ok((made, kind, size));
            }
            bytes = made.len();
        }
        Err(self.unfit())
    }

    fn jpeg(&self, rgb: &RgbImage, size: (u32, u32), quality: u8) -> Result<Vec<u8>, Error> {
        let small = match size == rgb.dimensions() {
            true => None,
            false => Some(rgb.resized(size).ok_or_else(|| self.unfit())?),
        };
        let pixels: &[u8] = small.as_ref().unwrap_or(rgb);
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
        self.profile(&mut encoder);
        encoder.write_image(pixels, size.0, size.1, ExtendedColorType::Rgb8).map_err(|_| self.unfit())?;
        Ok(bytes)
    }

    fn png(&self, pixels: &[u8], size: (u32, u32), color: ExtendedColorType) -> Result<Vec<u8>, Error> {
        self.packed(pixels, size, color, CompressionType::Default)
    }

    fn packed(
        &self,
        pixels: &[u8],
        (w, h): (u32, u32),
        color: ExtendedColorType,
        packing: CompressionType,
    ) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let mut encoder = PngEncoder::new_with_quality(&mut bytes, packing, FilterType::Adaptive);
        self.profile(&mut encoder);
        encoder.write_image(pixels, w, h, color).map_err(|_| self.unfit())?;
        Ok(bytes)
    }

    /// An encoder that cannot keep the profile leaves it out.
    fn profile(&self, encoder: &mut impl ImageEncoder) {
        if let Some(icc) = &self.icc {
            let _ = encoder.set_icc_profile(icc.clone());
        }
    }

    fn fits(&self, bytes: &[u8]) -> bool {
        bytes.len() <= self.limits.bytes
    }

    fn unfit(&self) -> Error {
        Error::DoesNotFit { limit: self.limits.bytes, kinds: self.limits.kinds.clone() }
    }
}

/// What both forms of pixels have in common when they are scaled.
trait Raster: Sized + std::ops::Deref<Target = [u8]> {
    const COLOR: ExtendedColorType;
    fn resized(&self, size: (u32, u32)) -> Option<Self>;
}

impl Raster for RgbImage {
    const COLOR: ExtendedColorType = ExtendedColorType::Rgb8;

    fn resized(&self, size: (u32, u32)) -> Option<Self> {
        Self::from_raw(size.0, size.1, resize(self, self.dimensions(), size, PixelType::U8x3)?)
    }
}

impl Raster for RgbaImage {
    const COLOR: ExtendedColorType = ExtendedColorType::Rgba8;

    fn resized(&self, size: (u32, u32)) -> Option<Self> {
        Self::from_raw(size.0, size.1, resize(self, self.dimensions(), size, PixelType::U8x4)?)
    }
}

/// Lanczos; where there is alpha, a transparent pixel's colour does not bleed into its neighbours.
fn resize(pixels: &[u8], from: (u32, u32), to: (u32, u32), kind: PixelType) -> Option<Vec<u8>> {
    let source = ImageRef::new(from.0, from.1, pixels, kind).ok()?;
    let mut target = Image::new(to.0, to.1, kind);
    Resizer::new().resize(&source, &mut target, None).ok()?;
    Some(target.into_vec())
}

fn on_white(rgba: &RgbaImage) -> RgbImage {
    let (w, h) = rgba.dimensions();
    let mut rgb = RgbImage::new(w, h);
    for (from, to) in rgba.pixels().zip(rgb.pixels_mut()) {
        let [r, g, b, alpha] = from.0;
        #[expect(clippy::cast_possible_truncation, reason = "a mean of two bytes is a byte")]
        let over = |colour: u8| {
            ((u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha)) + 127) / 255) as u8
        };
        to.0 = [over(r), over(g), over(b)];
    }
    rgb
}

/// Never below one pixel.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a factor up to 1 makes it smaller"
)]
fn scaled((w, h): (u32, u32), factor: f64) -> (u32, u32) {
    let side = |side: u32| ((f64::from(side) * factor.min(1.0)).round() as u32).max(1);
    (side(w), side(h))
}
