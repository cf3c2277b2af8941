use std::fmt;

/// Which part of the cover is shown in one of its shapes (封面裁剪).
///
/// Displays as the platform wants it: `0_0.1_1_0.9`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Crop {
    /// The shape of the cut.
    pub shape: CropShape,
    /// The left edge, as a part of the picture's width from 0 to 1.
    pub left: f64,
    /// The upper edge, as a part of the picture's height.
    pub top: f64,
    /// The right edge, more than the left one.
    pub right: f64,
    /// The lower edge, more than the upper one.
    pub bottom: f64,
}

/// The shapes in which a cover is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CropShape {
    /// 2.35:1, above the article's title in a list; `pic_crop_235_1`.
    Wide,
    /// 1:1, beside it; `pic_crop_1_1`.
    Square,
}

impl Crop {
    /// Reads `left_top_right_bottom`, also with commas or blanks between, for a shape by the platform's name for it.
    pub(crate) fn read(name: &str, text: &str) -> Option<Self> {
        let shape = match name {
            "pic_crop_235_1" => CropShape::Wide,
            "pic_crop_1_1" => CropShape::Square,
            _ => return None,
        };
        let parts = text.split(['_', ',', ' ']).filter(|part| !part.is_empty());
        let numbers: Result<Vec<f64>, _> = parts.map(str::parse).collect();
        let &[left, top, right, bottom] = numbers.ok()?.as_slice() else { return None };
        let inside = |edge: f64| (0.0..=1.0).contains(&edge);
        let fits = [left, top, right, bottom].into_iter().all(inside) && left < right && top < bottom;
        fits.then_some(Self { shape, left, top, right, bottom })
    }
}

impl fmt::Display for Crop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // At most six decimals.
        let part = |edge: f64| (edge * 1e6).round() / 1e6;
        write!(f, "{}_{}_{}_{}", part(self.left), part(self.top), part(self.right), part(self.bottom))
    }
}
