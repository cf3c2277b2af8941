//! How wide content wants to be.

use super::{Content, Display, Item, Layout, items, lines};
use crate::css::Length;
use crate::tree::Id;

impl Layout<'_> {
    /// What the content wants by itself, and what the box asks for.
    pub(super) fn content_of(&self, id: Id) -> (Content, Content) {
        let look = self.look(id);
        if self.tree.element(id).is_none() && id != crate::tree::ROOT {
            return Default::default();
        }
        let (left, right) = self.inset(id, 0.0);
        let inset = left + right;
        let inner = match look.display {
            Display::None | Display::Inline => return Default::default(),
            Display::Replaced => self.replaced(id),
            Display::Table => self.columns(id).total(),
            Display::Flex | Display::InlineFlex => self.row(id),
            _ => self.lines_of(id),
        };
        let natural = Content { min: inner.min + inset, max: inner.max + inset };
        let mut content = natural;
        match look.width {
            Length::Sum(width, 0.0) if look.display == Display::Replaced => {
                // It shrinks with what is around it, since nothing may be wider.
                let width = if self.tree.element(id).is_some_and(|element| element.foreign) {
                    width
                } else {
                    width.max(inset)
                };
                content = Content { min: 0.0, max: width };
            }
            Length::Sum(width, 0.0) if look.display == Display::Table || look.display == Display::Cell => {
                content.max = content.min.max(width);
            }
            Length::Sum(width, 0.0) => content = Content { min: width.max(inset), max: width.max(inset) },
            _ => {}
        }
        if let Length::Sum(width, 0.0) = look.min_width {
            content = Content { min: content.min.max(width), max: content.max.max(width) };
        }
        (natural, content)
    }

    /// With its margins, as far as those are known.
    pub(super) fn outer(&self, id: Id) -> Content {
        let (left, right) = self.margins(id, 0.0);
        let margins = left.unwrap_or_default() + right.unwrap_or_default();
        let content = self.content(id);
        Content { min: (content.min + margins).max(0.0), max: (content.max + margins).max(0.0) }
    }

    fn replaced(&self, id: Id) -> Content {
        let Some(element) = self.tree.element(id) else { return Content::default() };
        let own = element.attr("width").and_then(super::number).filter(|_| element.name != "img");
        Content { min: 0.0, max: own.unwrap_or(if element.is("img") { 0.0 } else { 300.0 }) }
    }

    fn row(&self, id: Id) -> Content {
        let items = self.tree.inner(id).filter(|child| self.look(*child).display != Display::None);
        items.map(|child| self.outer(child)).fold(Content::default(), |sum, item| Content {
            min: sum.min + item.min,
            max: sum.max + item.max,
        })
    }

    fn lines_of(&self, id: Id) -> Content {
        let mut out = Content::default();
        let mut line = 0.0_f64;
        for item in items(self, id) {
            match item {
                Item::Text(text, above) => {
                    let look = self.look(above);
                    for (at, measure) in lines(self.tree.text(text).unwrap_or_default(), look).enumerate() {
                        if at > 0 {
                            line = 0.0;
                        }
                        line += measure.width;
                        out.max = out.max.max(line);
                        out.min = out.min.max(measure.longest);
                    }
                }
                Item::Space(width) => line += width,
                Item::Atom(atom) => {
                    let atom = self.outer(atom);
                    line += atom.max;
                    out.min = out.min.max(atom.min);
                }
                Item::Break => line = 0.0,
                Item::Block(block) => {
                    line = 0.0;
                    let block = self.outer(block);
                    out = Content { min: out.min.max(block.min), max: out.max.max(block.max) };
                }
            }
            out.max = out.max.max(line);
        }
        out
    }
}
