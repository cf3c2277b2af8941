//! Formulas and diagrams, drawn from the text.

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
        let number = self.picture(PictureSource::Drawn { svg }, Role::Inline, element.line);
        Ok(vec![self.block_picture(number, place, element.line)])
    }

    #[cfg(not(feature = "diagrams"))]
    pub(super) fn diagram(&mut self, element: &Element, _: Place) -> Result<Vec<Node>, Error> {
        Err(Error::new(element.line, "Mermaid diagrams cannot be drawn here; save this one as a picture"))
    }
}
