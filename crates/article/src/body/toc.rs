//! A table of contents, without links: an article has no places to jump to.

use super::Builder;
use crate::html::{Element, Node, plain, text};

/// Level and text of each heading, in order.
pub(super) fn headings(nodes: &[Node]) -> Vec<(u8, String)> {
    fn collect(nodes: &[Node], out: &mut Vec<(u8, String)>) {
        for node in nodes {
            let Node::Element(element) = node else { continue };
            match element.name.strip_prefix('h').and_then(|level| level.parse().ok()) {
                Some(level @ 1..=6) => {
                    let words = plain(&element.children);
                    out.push((level, words.split_whitespace().collect::<Vec<_>>().join(" ")));
                }
                _ => collect(&element.children, out),
            }
        }
    }
    let mut out = Vec::new();
    collect(nodes, &mut out);
    out
}

impl Builder<'_> {
    pub(super) fn contents(&self) -> Option<Node> {
        let top = self.headings.iter().map(|(level, _)| *level).min()?;
        let lines = self.headings.iter().filter(|(level, _)| *level < top + 3).map(|(level, words)| {
            Element::classed("p", &format!("toc-item toc-{}", level - top + 1), vec![text(words.clone())])
                .into()
        });
        Some(Element::classed("section", "toc", lines.collect()).into())
    }
}
