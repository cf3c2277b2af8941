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

/// Most lines of all tables of contents.
const MAX_LINES: usize = 5000;

impl Builder<'_> {
    /// The table, where its mark stands; nothing without a heading.
    pub(super) fn contents(&mut self, line: Option<usize>) -> Option<Node> {
        self.contents_lines += self.headings.len();
        if self.contents_lines > MAX_LINES {
            let why =
                format!("the tables of contents have more than {MAX_LINES} lines; this one was left out");
            self.notes.warn(line, "long-contents", why);
            return None;
        }
        let top = self.headings.iter().map(|(level, _)| *level).min()?;
        let lines = self.headings.iter().filter(|(level, _)| *level < top + 3).map(|(level, words)| {
            Element::classed("p", &format!("toc-item toc-{}", level - top + 1), vec![text(words.clone())])
                .into()
        });
        Some(Element::classed("section", "toc", lines.collect()).into())
    }
}
