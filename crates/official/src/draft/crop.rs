//! Which part of a picture is shown.

use std::fmt;
use std::str::FromStr;

use wxkit_proto::error::Invalid;

/// One, in millionths: what six decimals can say.
const ONE: u32 = 1_000_000;

/// A part of a cover (封面裁剪): upper left and lower right corner as fractions of width and height, 0 to 1 with at most
/// six decimals. Never empty, never outside the picture.
///
/// As a text it is `X1_Y1_X2_Y2`, such as `0.1945_0_1_0.5236`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Crop {
    // In millionths: left, top, right, bottom.
    corners: [u32; 4],
}

impl Crop {
    /// A part by its corners; more than six decimals are rounded.
    ///
    /// # Errors
    /// If a corner is outside the picture, or the part is empty.
    pub fn new(left: f64, top: f64, right: f64, bottom: f64) -> Result<Self, Invalid> {
        let corners = [left, top, right, bottom];
        if !corners.iter().all(|corner| (0.0..=1.0).contains(corner)) {
            let [left, top, right, bottom] = corners;
            return Err(invalid(&format!("{left}_{top}_{right}_{bottom}")));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be 0 to 1")]
        Self::of(corners.map(|corner| (corner * f64::from(ONE)).round() as u32))
    }

    /// From the platform's texts.
    pub(super) fn read(corners: [&str; 4]) -> Result<Self, Invalid> {
        match corners.map(millionths) {
            [Some(left), Some(top), Some(right), Some(bottom)] => Self::of([left, top, right, bottom]),
            _ => Err(invalid(&corners.join("_"))),
        }
    }

    /// As the platform writes them: left, top, right, bottom.
    pub(super) fn texts(self) -> [String; 4] {
        self.corners.map(decimal)
    }

    fn of(corners: [u32; 4]) -> Result<Self, Invalid> {
        let [left, top, right, bottom] = corners;
        if left < right && top < bottom {
            Ok(Self { corners })
        } else {
            Err(invalid(&corners.map(decimal).join("_")))
        }
    }
}

impl FromStr for Crop {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let parts: Vec<_> = text.split('_').collect();
        let corners = <[&str; 4]>::try_from(parts).map_err(|_| invalid(text))?;
        Self::read(corners)
    }
}

impl fmt::Display for Crop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.texts().join("_"))
    }
}

fn invalid(text: &str) -> Invalid {
    Invalid::new(format!(
        "the crop {text} is not X1_Y1_X2_Y2: fractions 0 to 1 with at most 6 decimals, upper left before lower right (as documented)"
    ))
}

fn millionths(text: &str) -> Option<u32> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let whole = match whole {
        "0" => 0,
        "1" => ONE,
        _ => return None,
    };
    if fraction.len() > 6 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fraction: u32 = format!("{fraction:0<6}").parse().ok()?;
    Some(whole + fraction).filter(|all| *all <= ONE)
}

fn decimal(millionths: u32) -> String {
    let text = format!("{}.{:06}", millionths / ONE, millionths % ONE);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn texts_come_back_as_they_were() {
        for text in ["0.1945_0_1_0.5236", "0_0_1_1", "0.000001_0_0.000002_0.1"] {
            assert_eq!(text.parse::<Crop>().unwrap().to_string(), text);
        }
        assert_eq!("0.50_0.0_1.000000_1".parse::<Crop>().unwrap().to_string(), "0.5_0_1_1");
        assert_eq!(Crop::new(0.166_454_4, 0.0, 1.0, 0.3).unwrap().to_string(), "0.166454_0_1_0.3");
    }

    #[test]
    fn elements_that_are_not_part_of_a_picture_are_refused() {
        for text in [
            "",
            "0_0_1",
            "0_0_1_1_1",
            "0_0_1_1.000001",
            "0_0_2_1",
            "-0_0_1_1",
            "0_0_1_0.1234567",
            "0_0_0_1",
            "0_1_1_0",
            "0_0_1e0_1",
            "0_0_1_0.+1",
            "0_0_NaN_1",
        ] {
            assert!(text.parse::<Crop>().is_err(), "{text}");
        }
        for [left, right] in [[0.0, f64::NAN], [0.0, 1.5], [-0.1, 1.0], [0.5, 0.5], [0.1, f64::INFINITY]] {
            assert!(Crop::new(left, 0.0, right, 1.0).is_err(), "{left} {right}");
        }
        expect!["the crop 0_0_1_2 is not X1_Y1_X2_Y2: fractions 0 to 1 with at most 6 decimals, upper left before lower right (as documented)"]
            .assert_eq(&Crop::new(0.0, 0.0, 1.0, 2.0).unwrap_err().message);
    }
}
