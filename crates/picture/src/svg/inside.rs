//! Pictures that an SVG holds as `data:`.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use resvg::usvg::ImageKind;

use crate::look::{Format, first_look};
use crate::{Error, Limits};

/// Lets in what can be decoded, up to the pixels of one picture in all, and keeps the first error.
pub(super) struct Inside {
    state: Mutex<(Limits, Option<Error>)>,
}

impl Inside {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { state: Mutex::new((limits.clone(), None)) }
    }

    pub(super) fn take(&self, data: Arc<Vec<u8>>) -> Option<ImageKind> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (limits, error) = &mut *state;
        match first_look(&data, limits) {
            Ok(seen) => {
                let (w, h) = seen.pixels.unwrap_or_default();
                limits.max_pixels =
                    limits.max_pixels.saturating_sub(u64::from(w).saturating_mul(u64::from(h)));
                match seen.format {
                    Format::Jpeg => Some(ImageKind::JPEG(data)),
                    Format::Png => Some(ImageKind::PNG(data)),
                    Format::Gif => Some(ImageKind::GIF(data)),
                    Format::WebP => Some(ImageKind::WEBP(data)),
                    other => {
                        let name = other.name();
                        error.get_or_insert_with(|| Error::Svg(format!("it holds a picture as {name}")));
                        None
                    }
                }
            }
            Err(wrong) => {
                error.get_or_insert_with(|| Error::Svg(format!("a picture inside it: {wrong}")));
                None
            }
        }
    }

    pub(super) fn finish(self) -> Result<(), Error> {
        let (_, error) = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        error.map_or(Ok(()), Err)
    }
}
