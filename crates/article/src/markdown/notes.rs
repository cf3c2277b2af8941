//! Footnotes: numbered by first reference, their texts at the end.

use std::collections::{BTreeMap, HashMap};

use comrak::nodes::{AstNode, NodeValue};

use super::Reader;
use crate::error::Error;
use crate::html::{Element, Node, text};

/// Their numbers, and the texts that were met.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    numbers: HashMap<String, u32>,
    texts: BTreeMap<u32, Vec<Node>>,
}

impl Footnotes {
    pub(super) fn collect<'a>(&mut self, root: &'a AstNode<'a>) {
        for node in root.descendants() {
            if let NodeValue::FootnoteReference(reference) = &node.data().value {
                self.numbers.insert(reference.name.clone(), reference.ix);
            }
        }
    }
}

impl Reader<'_> {
    pub(super) fn footnote_text<'a>(&mut self, node: &'a AstNode<'a>, name: &str) -> Result<(), Error> {
        let line = self.line(node);
        let Some(number) = self.footnotes.numbers.get(name).copied() else {
            let why = format!("nothing refers to the footnote [^{name}]; it was removed");
            self.notes.warn(line, "unused-footnote", why);
            return Ok(());
        };
        let content = self.blocks(node)?;
        // Of two with one name the first counts, as for links.
        self.footnotes.texts.entry(number).or_insert(content);
        Ok(())
    }

    /// All texts, in the order of their numbers; `[注1]`, so that nobody takes them for the numbers of links.
    pub(super) fn footnote_section(&mut self) -> Result<Option<Node>, Error> {
        let texts = std::mem::take(&mut self.footnotes.texts);
        if texts.is_empty() {
            return Ok(None);
        }
        let mut all = Vec::new();
        for (number, content) in texts {
            let mut content = content.into_iter().peekable();
            let label = text(format!("[注{number}]\u{a0}"));
            let first = match content.peek() {
                Some(Node::Element(first)) if first.name == "p" => match content.next() {
                    Some(Node::Element(first)) => first.children,
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            };
            let first = std::iter::once(label).chain(first).collect();
            all.push(Element::classed("p", "footnote", first).into());
            for node in content {
                all.push(match node {
                    Node::Element(mut element) if element.name == "p" => {
                        element.set(crate::html::CLASS, "footnote".into());
                        element.into()
                    }
                    node => node,
                });
            }
        }
        Ok(Some(Element::classed("section", "footnotes", all).into()))
    }
}
