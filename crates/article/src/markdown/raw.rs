//! HTML between Markdown.

use comrak::nodes::{AstNode, NodeValue};

use super::{Reader, leftover};
use crate::error::Error;
use crate::html::{self, Element, Node};

/// Around the number of a piece of Markdown in the HTML around it. The source has no control characters; one that an
/// entity spells can only move the author's own text about.
const MARK: char = '\u{1}';

impl Reader<'_> {
    /// The children of a node, of which some are HTML.
    pub(super) fn with_html<'a>(
        &mut self,
        node: &'a AstNode<'a>,
        read: fn(&mut Self, &'a AstNode<'a>) -> Result<Vec<Node>, Error>,
    ) -> Result<Vec<Node>, Error> {
        let (mut html, mut lines, mut parts) = (String::new(), Vec::new(), Vec::new());
        let mut run = Vec::new();
        for child in node.children() {
            let line = self.line(child).unwrap_or(1);
            let literal = match &child.data().value {
                NodeValue::HtmlBlock(block) => Some(block.literal.clone()),
                NodeValue::HtmlInline(literal) => Some(literal.clone()),
                _ => None,
            };
            let Some(literal) = literal else {
                run.extend(read(self, child)?);
                continue;
            };
            close(&mut run, &mut html, &mut parts);
            for (at, _) in literal.split('\n').enumerate() {
                if at > 0 || lines.is_empty() {
                    lines.push(line + at);
                } else if let Some(last) = lines.last_mut() {
                    *last = line;
                }
            }
            html.push_str(&literal);
        }
        close(&mut run, &mut html, &mut parts);
        let at = |line: usize| lines.get(line.saturating_sub(1)).or(lines.last()).copied().unwrap_or(1);
        let page = html::fragment(&html, &at, MARK, self.notes)?;
        self.css.push_str(&page.css);
        self.tell_raw(&page.body);
        Ok(filled(page.body.children, &mut parts))
    }
}

impl Reader<'_> {
    /// Markdown directly behind a tag is not read as such.
    fn tell_raw(&mut self, element: &Element) {
        if matches!(element.name.as_str(), "pre" | "code" | "svg" | "kbd" | "samp") {
            return;
        }
        for child in &element.children {
            match child {
                Node::Text(shown) if shown.contains("![") && shown.contains("](") => {
                    let why = "a picture in Markdown directly behind a tag is not read; leave an empty line after the tag, or write <img src=…>";
                    self.notes.error(Error::new(element.line, why));
                }
                Node::Text(shown) => leftover::tell(shown, element.line, self.notes),
                Node::Element(child) => self.tell_raw(child),
                Node::Slot(_) => {}
            }
        }
    }
}

fn close(run: &mut Vec<Node>, html: &mut String, parts: &mut Vec<Option<Vec<Node>>>) {
    if !run.is_empty() {
        html.push_str(&format!("{MARK}{}{MARK}", parts.len()));
        parts.push(Some(std::mem::take(run)));
    }
}

/// The tree with Markdown in the places of its marks.
fn filled(nodes: Vec<Node>, parts: &mut [Option<Vec<Node>>]) -> Vec<Node> {
    let mut out = Vec::with_capacity(nodes.len());
    for node in nodes {
        match node {
            Node::Text(text) => {
                for (at, piece) in text.split(MARK).enumerate() {
                    let part = piece
                        .parse()
                        .ok()
                        .and_then(|number: usize| parts.get_mut(number))
                        .and_then(Option::take);
                    match part {
                        Some(part) if at % 2 == 1 => out.extend(part),
                        _ if piece.is_empty() => {}
                        _ => out.push(Node::Text(piece.to_owned())),
                    }
                }
            }
            Node::Element(element) => {
                let children = filled(element.children, parts);
                out.push(Node::Element(Element { children, ..element }));
            }
            slot => out.push(slot),
        }
    }
    out
}
