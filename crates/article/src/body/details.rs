//! What opens on a touch in a browser, and lists of terms: an article shows them open.

use super::{Builder, Place, flow};
use crate::error::Error;
use crate::html::{Element, Node, text};

impl Builder<'_> {
    pub(super) fn details(&mut self, element: Element, place: Place) -> Result<Vec<Node>, Error> {
        let (summary, content): (Vec<_>, Vec<_>) = element
            .children
            .into_iter()
            .partition(|node| matches!(node, Node::Element(child) if child.name == "summary"));
        let mut title = vec![text("▸ ")];
        for node in summary {
            if let Node::Element(summary) = node {
                title.extend(self.nodes(summary.children, place));
            }
        }
        let mut content = self.nodes(content, place);
        flow::prune(&mut content);
        let mut children = vec![Element::classed("p", "summary", title).at(element.line).into()];
        if !content.is_empty() {
            children.push(Element::classed("section", "details-body", content).into());
        }
        Ok(vec![Element::classed("section", "details", children).at(element.line).into()])
    }

    pub(super) fn terms(&mut self, element: Element, place: Place) -> Result<Vec<Node>, Error> {
        let mut out = Vec::new();
        for child in element.children {
            let Node::Element(child) = child else { continue };
            let class = if child.name == "dt" { "term" } else { "definition" };
            let mut content = self.nodes(child.children, place);
            flow::prune(&mut content);
            let name = if content.iter().any(flow::is_block_like) { "section" } else { "p" };
            out.push(Element::classed(name, class, content).at(child.line).into());
        }
        Ok(vec![Element::classed("section", "terms", out).at(element.line).into()])
    }
}
