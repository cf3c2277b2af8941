//! A picture with what is said below it.

use super::{Builder, Place, flow};
use crate::error::Error;
use crate::html::{Element, Node};

impl Builder<'_> {
    pub(super) fn figure(&mut self, figure: Element, place: Place) -> Result<Vec<Node>, Error> {
        let mut out = Vec::new();
        let own = self.own_style(&figure);
        for child in figure.children {
            match child {
                Node::Element(caption) if caption.name == "figcaption" => {
                    let mut words = self.nodes(lines(caption.children), place);
                    flow::prune(&mut words);
                    if words.iter().any(flow::shows) {
                        out.push(Element::classed("p", "caption", words).at(caption.line).into());
                    }
                }
                Node::Element(mut img) if img.name == "img" => {
                    img.set("*block", String::new());
                    out.extend(self.nodes(vec![img.into()], place));
                }
                node => out.extend(self.nodes(vec![node], place)),
            }
        }
        flow::prune(&mut out);
        if own.is_empty() {
            return Ok(out);
        }
        Ok(vec![Element::new("section", &[("style", &own)], out).at(figure.line).into()])
    }
}

/// The paragraphs of a caption as lines of one: it is a paragraph itself.
fn lines(children: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::new();
    for node in children {
        match node {
            Node::Element(line) if matches!(line.name.as_str(), "p" | "div") => {
                if out.iter().any(flow::shows) {
                    out.push(Element::new("br", &[], Vec::new()).into());
                }
                out.extend(line.children);
            }
            node => out.push(node),
        }
    }
    out
}
