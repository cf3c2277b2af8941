//! Which picture is the cover, and which parts of it are shown.

use wxkit_article::{Article, CropShape, PictureSource, Role};
use wxkit_official::draft::{Crop, NewsCrops};

use super::ready::{Place, Use};
use super::{Fault, FaultKind};

/// Which picture is the cover, whatever the article says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cover {
    /// The first picture of the text.
    First,
    /// This one.
    Picture(PictureSource),
    /// None, to look at the text alone; it cannot be published.
    Without,
}

/// The cover, and whether it is the first picture because nothing else was said.
pub(super) fn choose<'a>(
    article: &'a Article,
    wanted: Option<&'a Cover>,
) -> Result<(Option<Use<'a>>, bool), Fault> {
    let first = || article.pictures.iter().find(|picture| picture.role == Role::Inline);
    let of = |source, line| Some(Use { source, line, place: Place::Cover });
    let named = article.meta.cover.as_ref();
    match (wanted, named, first()) {
        (Some(Cover::Without), ..) => Ok((None, false)),
        (Some(Cover::Picture(source)), ..) => Ok((of(source, None), false)),
        (None, Some(source), _) => Ok((of(source, article.meta.cover_line), false)),
        (Some(Cover::First), _, Some(picture)) => Ok((of(&picture.source, picture.line), false)),
        (None, None, Some(picture)) => Ok((of(&picture.source, picture.line), true)),
        (_, _, None) => Err(Fault {
            line: None,
            message: "no cover (封面): name a picture as `cover:` in the front matter, put one into the text, or choose one \
                      for this run"
                .into(),
            kind: FaultKind::NoCover,
        }),
    }
}

/// Smaller covers are not cut: the platform refuses parts of a few pixels.
const LEAST: u32 = 100;

/// What the author wants to be shown, else the middle of the cover: at 2.35:1, as it is shown in a list, and at 1:1, as it
/// is shown when it is shared.
pub(super) fn crops(pixels: Option<(u32, u32)>, wanted: &[wxkit_article::Crop]) -> NewsCrops {
    let mut crops = match pixels {
        Some((w, h)) if w.min(h) >= LEAST => NewsCrops::new(middle(w, h, 2.35), middle(w, h, 1.0)),
        _ => NewsCrops::default(),
    };
    for crop in wanted {
        let part = Crop::new(crop.left, crop.top, crop.right, crop.bottom).ok();
        match crop.shape {
            CropShape::Wide => crops.wide = part,
            CropShape::Square => crops.square = part,
            _ => {}
        }
    }
    crops
}

fn middle(w: u32, h: u32, ratio: f64) -> Option<Crop> {
    let (w, h) = (f64::from(w), f64::from(h));
    // Fractions of width and height that are left out at both sides.
    let (x, y) = match w / h > ratio {
        true => ((1.0 - h * ratio / w) / 2.0, 0.0),
        false => (0.0, (1.0 - w / ratio / h) / 2.0),
    };
    Crop::new(x, y, 1.0 - x, 1.0 - y).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_shown() {
        let told = |pixels| {
            let crops = crops(Some(pixels), &[]);
            [crops.wide, crops.square].map(|crop| crop.map_or("none".into(), |crop| crop.to_string()))
        };
        // 1000 / 2.35 = 425.53 of 1000 rows; by hand.
        assert_eq!(told((1000, 1000)), ["0_0.287234_1_0.712766", "0_0_1_1"]);
        assert_eq!(told((2350, 1000)), ["0_0_1_1", "0.287234_0_0.712766_1"]);
        assert_eq!(told((4700, 1000)), ["0.25_0_0.75_1", "0.393617_0_0.606383_1"]);
        assert_eq!(told((99, 1000)), ["none", "none"]);
    }
}
