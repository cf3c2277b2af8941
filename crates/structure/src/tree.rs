//! The tree a browser would build, each node knowing where it stands in the source.

use std::ops::Range;

use crate::css::Style;

/// The number of a node; the root is 0.
pub(crate) type Id = usize;

/// The root: stands for the `div` an article is put into.
pub(crate) const ROOT: Id = 0;

/// A node: an element or a text. Whatever else there is (comments) has neither.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) parent: Option<Id>,
    pub(crate) children: Vec<Id>,
    pub(crate) element: Option<Element>,
    pub(crate) text: String,
}

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// The name as HTML has it: lower case, but for SVG's own.
    pub(crate) name: String,
    /// Whether it is SVG or MathML.
    pub(crate) foreign: bool,
    pub(crate) attrs: Vec<(String, String)>,
    pub(crate) style: Style,
    /// Where in the source it begins.
    pub(crate) at: usize,
    /// The start tag in the source; none for what a browser puts in by itself.
    pub(crate) tag: Option<Range<usize>>,
    /// The end tag in the source, if there is one.
    pub(crate) end: Option<Range<usize>>,
}

impl Element {
    pub(crate) fn attr(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.attr(name).is_some()
    }

    /// Whether it is one of the HTML elements in a list of names with spaces between.
    pub(crate) fn is(&self, names: &str) -> bool {
        !self.foreign && among(names, &self.name)
    }

    /// Whether the text of the `class` attribute has a word in it, anywhere.
    pub(crate) fn class_has(&self, part: &str) -> bool {
        self.attr("class").is_some_and(|class| class.contains(part))
    }
}

/// Whether a name is in a list of names with spaces between.
pub(crate) fn among(names: &str, name: &str) -> bool {
    names.split(' ').any(|known| known == name)
}

/// All nodes, and their order in the document.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    order: Vec<Id>,
    /// Which nodes hold text that can be seen, in themselves or below.
    inked: Vec<bool>,
    /// The only child that is an element, where there is just one.
    only: Vec<Option<Id>>,
}

impl Tree {
    pub(crate) fn new(nodes: Vec<Node>) -> Self {
        let count = nodes.len();
        let mut tree = Self { nodes, order: Vec::new(), inked: vec![false; count], only: vec![None; count] };
        tree.order = tree.below(ROOT).collect();
        tree.only = (0..count).map(|id| single(tree.inner(id))).collect();
        for at in (0..tree.order.len()).rev() {
            let Some(id) = tree.order.get(at).copied() else { continue };
            let ink = tree.node(id).is_some_and(|node| {
                has_ink(&node.text) || node.children.iter().any(|child| tree.has_ink(*child))
            });
            if let Some(known) = tree.inked.get_mut(id) {
                *known = ink;
            }
        }
        tree
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn node(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// All nodes in the order of the document, the root first.
    pub(crate) fn order(&self) -> &[Id] {
        &self.order
    }

    pub(crate) fn element(&self, id: Id) -> Option<&Element> {
        self.node(id)?.element.as_ref()
    }

    /// All elements in the order of the document, without the root.
    pub(crate) fn elements(&self) -> impl Iterator<Item = (Id, &Element)> {
        self.order.iter().filter_map(|id| Some((*id, self.element(*id)?)))
    }

    pub(crate) fn text(&self, id: Id) -> Option<&str> {
        self.node(id).filter(|node| node.element.is_none()).map(|node| node.text.as_str())
    }

    pub(crate) fn parent(&self, id: Id) -> Option<Id> {
        self.node(id)?.parent
    }

    pub(crate) fn children(&self, id: Id) -> &[Id] {
        self.node(id).map(|node| node.children.as_slice()).unwrap_or_default()
    }

    /// The children that are elements.
    pub(crate) fn inner(&self, id: Id) -> impl DoubleEndedIterator<Item = Id> + '_ {
        self.children(id).iter().copied().filter(|child| self.element(*child).is_some())
    }

    /// The only child that is an element.
    pub(crate) fn only(&self, id: Id) -> Option<Id> {
        self.only.get(id).copied().flatten()
    }

    /// A node and all below it, in the order of the document.
    pub(crate) fn below(&self, id: Id) -> Below<'_> {
        Below { tree: self, stack: vec![id] }
    }

    /// Whether a node holds text that can be seen: more than white space of any kind.
    pub(crate) fn has_ink(&self, id: Id) -> bool {
        self.inked.get(id).copied().unwrap_or_default()
    }

    /// Whether text that can be seen stands in an element itself, not in one of its children.
    pub(crate) fn has_own_ink(&self, id: Id) -> bool {
        self.children(id).iter().filter_map(|child| self.text(*child)).any(has_ink)
    }
}

fn single(mut ids: impl Iterator<Item = Id>) -> Option<Id> {
    ids.next().filter(|_| ids.next().is_none())
}

fn has_ink(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}'))
}

/// Walks without recursion: nesting is bounded, but not by the size of a stack.
pub(crate) struct Below<'a> {
    tree: &'a Tree,
    stack: Vec<Id>,
}

impl Iterator for Below<'_> {
    type Item = Id;

    fn next(&mut self) -> Option<Id> {
        let id = self.stack.pop()?;
        self.stack.extend(self.tree.children(id).iter().rev());
        Some(id)
    }
}
