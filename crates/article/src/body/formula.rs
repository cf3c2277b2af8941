//! Formulas and diagrams, drawn from the text.

#[cfg(feature = "diagrams")]
use super::picture::OWN_WIDTH;
use super::{Builder, Place};
use crate::error::Error;
use crate::html::{Element, Node, plain};
use crate::math;
#[cfg(feature = "diagrams")]
use crate::{PictureSource, Role};

impl Builder<'_> {
    pub(super) fn formula(&mut self, element: &Element) -> Result<Vec<Node>, Error> {
        let display = element.attr("display").is_some();
        let drawn = math::render(&plain(&element.children), display)
            .map_err(|why| Error::new(element.line, format!("this formula cannot be drawn: {why}")))?;
        if !display {
            return Ok(vec![drawn.at(element.line).into()]);
        }
        Ok(vec![Element::classed("section", "formula", vec![drawn.into()]).at(element.line).into()])
    }

    #[cfg(feature = "diagrams")]
    pub(super) fn diagram(&mut self, element: &Element, place: Place) -> Result<Vec<Node>, Error> {
        let svg = crate::diagram::diagram(&plain(&element.children)).map_err(|why| {
            // Its first line stands below the fence.
            let line = element.line.map(|line| line + why.line.unwrap_or(0));
            Error::new(line, format!("this diagram cannot be drawn: {}", why.message))
        })?;
        let narrow = view(&svg).filter(|(width, _)| *width < OWN_WIDTH);
        let svg = match narrow {
            // Phones have three pixels where a drawing counts one.
            Some((width, height)) => {
                let sized = format!("width=\"{}\" height=\"{}\"", width * 3, height * 3);
                svg.replacen("width=\"100%\"", &sized, 1)
            }
            None => svg,
        };
        let number = self.picture(PictureSource::Drawn { svg }, Role::Inline, element.line);
        let width = narrow.map(|(width, _)| width);
        if let (Some(width), Some(picture)) = (width, self.pictures.get_mut(number)) {
            picture.width = Some(width);
        }
        Ok(vec![self.block_picture(number, width, place, element.line)])
    }

    #[cfg(not(feature = "diagrams"))]
    pub(super) fn diagram(&mut self, element: &Element, _: Place) -> Result<Vec<Node>, Error> {
        Err(Error::new(element.line, "Mermaid diagrams cannot be drawn here; save this one as a picture"))
    }
}

/// Width and height of a drawing, from its `viewBox`.
#[cfg(feature = "diagrams")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size is above zero")]
fn view(svg: &str) -> Option<(u32, u32)> {
    let (_, rest) = svg.split_once("viewBox=\"")?;
    let mut numbers = rest.split('"').next()?.split_whitespace().skip(2).map(str::parse::<f64>);
    let mut side =
        || numbers.next()?.ok().filter(|side| (1.0..1e5).contains(side)).map(|side| side.ceil() as u32);
    Some((side()?, side()?))
}
