//! HTML source to a small tree whose elements know their lines, and the tree to the pieces of an article.
//!
//! **Nothing here recurses on the source's word**: nesting and size are bounded before anything else walks the tree.

mod parse;
mod sink;
mod write;

pub(crate) use parse::{Page, fragment, page};
pub(crate) use write::{MARK, SIZE, background_mark, picture_mark, pieces, width_mark, write};

/// Deepest nesting of elements. Articles made in WeChat's own editors stay far below.
pub(crate) const MAX_DEPTH: usize = 100;

/// The attribute that holds the classes of our themes. No source can have one of that name.
pub(crate) const CLASS: &str = "*";

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Text(String),
    Element(Element),
    /// Something that is put in at the end, a block of its own.
    Slot(Slot),
}

/// What is put in at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// The frame of a local video.
    Video(usize),
    /// A WeChat video frame the author wrote.
    Frame(usize),
}

/// An element; names are lower case but for those of SVG that have capitals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attrs: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
    pub(crate) line: Option<usize>,
}

impl Element {
    pub(crate) fn new(name: &str, attrs: &[(&str, &str)], children: Vec<Node>) -> Self {
        let attrs = attrs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { name: name.to_owned(), attrs, children, line: None }
    }

    /// An element of ours, with classes of the themes.
    pub(crate) fn classed(name: &str, class: &str, children: Vec<Node>) -> Self {
        Self::new(name, &[(CLASS, class)], children)
    }

    pub(crate) fn at(self, line: Option<usize>) -> Self {
        Self { line, ..self }
    }

    pub(crate) fn attr(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn has_class(&self, class: &str) -> bool {
        self.attr(CLASS).is_some_and(|classes| among(classes, class))
    }

    /// Sets an attribute that it may have already.
    pub(crate) fn set(&mut self, name: &str, value: String) {
        match self.attrs.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => self.attrs.push((name.to_owned(), value)),
        }
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

/// Whether a name is in a list of names with spaces between.
pub(crate) fn among(names: &str, name: &str) -> bool {
    names.as_bytes().split(|byte| *byte == b' ').any(|known| known == name.as_bytes())
}

/// A text node.
pub(crate) fn text(text: impl Into<String>) -> Node {
    Node::Text(text.into())
}

/// The text of some nodes, white space as it stands.
pub(crate) fn plain(nodes: &[Node]) -> String {
    fn collect(nodes: &[Node], out: &mut String) {
        for node in nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) if element.name == "br" => out.push('\n'),
                Node::Element(element) => collect(&element.children, out),
                Node::Slot(_) => {}
            }
        }
    }
    let mut out = String::new();
    collect(nodes, &mut out);
    out
}

/// Whether a node is text that shows nothing.
pub(crate) fn is_blank(node: &Node) -> bool {
    // Not `trim`: it would take the ideographic space, which indents Chinese paragraphs.
    matches!(node, Node::Text(text) if text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n')))
}
