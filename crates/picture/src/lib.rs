//! Makes of any picture one that WeChat takes. Bytes in, bytes out.
//!
//! An official account (公众号) takes JPEG and PNG below 1 MB in an article, a few more kinds as permanent material, and
//! nothing else. What people have is WebP from the web, photographs of a phone, drawings in SVG. [`prepare`] closes the gap:
//!
//! ```
//! use wxkit_picture::{Fonts, Limits, prepare};
//! use wxkit_proto::probe::FileKind;
//!
//! # fn main() -> Result<(), wxkit_picture::Error> {
//! let drawing = br##"<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><rect width="60" height="40" fill="#07c160"/></svg>"##;
//! let ready = prepare(drawing, &Limits::new(&[FileKind::Jpeg, FileKind::Png], 1_048_575), &Fonts::default())?;
//! assert_eq!((ready.kind, ready.pixels), (FileKind::Png, Some((60, 40))));
//! assert_eq!(ready.changes[0].to_string(), "drawn from SVG as PNG");
//! # Ok(())
//! # }
//! ```
//!
//! # What becomes of a picture
//!
//! - What the call takes as it is **stays as it is**, byte for byte, an animated GIF too.
//! - JPEG, PNG, GIF, WebP, BMP and TIFF are told by content and decoded; **SVG** is drawn. AVIF, HEIC, HEIF, JPEG XL and
//!   JPEG 2000 have no decoder here (there is none in Rust alone that is both free and mature); the error says so.
//! - A photograph that its camera marked as turned (EXIF) is **turned upright**.
//! - Where the kind is not taken: what has transparent parts becomes PNG, and so does what came without loss; the rest JPEG.
//! - Above the size that the call takes: PNG is packed better, then an opaque picture becomes JPEG, then it is scaled down as
//!   far as needed. Transparent parts are kept down to 1080 pixels of width, then they are put on white.
//! - A colour profile (ICC) goes with the picture.
//! - Of an animation in a form that is not taken, one frame would be left: that is an [`Error`] for GIF, and told in
//!   [`Prepared::changes`] for WebP and PNG.
//!
//! [`Prepared::changes`] names everything that was done; nothing is lost in silence.
//!
//! # SVG
//!
//! Drawn by resvg, which runs no scripts. Whatever would be missing in the result is an error that names it: scripts and
//! event handlers, references to other files or addresses, HTML inside (`foreignObject`), text without a [font](Fonts), and
//! characters that no font has. A drawing at least 320 wide is drawn 1080 wide, as an article shows it on a good screen.
//!
//! # Invariants
//!
//! - **No clock, no chance, no file, no socket.** The same bytes, limits and fonts give the same picture. (Fonts that a caller
//!   lets `fontdb` look up on the disk are that caller's.)
//! - **No bomb goes off**: the size in the header is held against [`Limits::max_pixels`] before anything is decoded, also in
//!   pictures inside an SVG; what an SVG would cost to draw is added up before it is drawn.
//! - **Memory** is at most 16 bytes for each pixel of the decoded picture, four times what it has as RGBA, beside the bytes
//!   themselves.
//! - **No bytes make it panic.**

mod error;
mod fonts;
mod limits;
mod look;
mod prepared;
mod raster;
mod shrink;
mod svg;

pub use error::Error;
pub use fonts::Fonts;
pub use limits::Limits;
pub use look::{Look, look};
pub use prepared::{Change, Prepared};

/// Makes of a picture one that keeps the limits.
///
/// # Errors
/// If the bytes are no picture that can be read, if it is too large to be decoded, or if it cannot be made to keep the
/// limits; see [`Error`].
pub fn prepare(bytes: &[u8], limits: &Limits, fonts: &Fonts) -> Result<Prepared, Error> {
    let seen = look::first_look(bytes, limits)?;
    if seen.format == look::Format::Svg {
        let drawing = svg::draw(bytes, limits, fonts)?;
        return shrink::encode(drawing, limits, Vec::new());
    }
    if limits.takes_as_it_is(&seen, bytes.len()) {
        // A damaged picture of the right kind may still be shown, so that is for the platform to say.
        let damage = raster::decode(bytes, &seen, limits).err().map(|error| error.to_string());
        let (kind, pixels) = (seen.kind, seen.pixels);
        return Ok(Prepared { bytes: bytes.to_vec(), kind, pixels, changes: Vec::new(), damage });
    }
    if seen.animated && seen.format == look::Format::Gif {
        return Err(Error::Animated { bytes: bytes.len(), limit: limits.animation() });
    }
    let (picture, mut changes) = raster::decode(bytes, &seen, limits)?;
    if seen.animated {
        changes.insert(0, Change::FirstFrame);
    }
    shrink::encode(picture, limits, changes)
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
