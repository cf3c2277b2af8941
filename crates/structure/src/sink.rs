//! The tree html5ever builds, with places in the source.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::ops::Range;

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, Namespace, QualName};

/// Deepest nesting. A browser stops at the same depth and puts what comes deeper side by side.
pub(crate) const MAX_DEPTH: usize = 512;

/// Most nodes.
pub(crate) const MAX_NODES: usize = 1_000_000;

/// A node: an element if it has a name, text or nothing otherwise.
#[derive(Debug, Default)]
pub(crate) struct Raw {
    pub(crate) name: Option<QualName>,
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) text: String,
    pub(crate) children: Vec<usize>,
    /// Where in the source it was made.
    pub(crate) at: usize,
    pub(crate) tag: Option<Range<usize>>,
    pub(crate) end: Option<Range<usize>>,
    pub(crate) parent: Option<usize>,
    depth: usize,
}

/// The list of nodes while it grows. Node 0 is the document.
#[derive(Debug)]
pub(crate) struct Sink {
    nodes: RefCell<Vec<Raw>>,
    /// Where the token that is being read begins.
    pub(crate) at: Cell<usize>,
    /// Elements made for the token that is being read.
    made: RefCell<Vec<usize>>,
    broken: Cell<Option<&'static str>>,
}

impl Sink {
    pub(crate) fn new() -> Self {
        Self {
            nodes: RefCell::new(vec![Raw::default()]),
            at: Cell::new(0),
            made: RefCell::default(),
            broken: Cell::new(None),
        }
    }

    pub(crate) fn broken(&self) -> Option<&'static str> {
        self.broken.get()
    }

    pub(crate) fn into_nodes(self) -> Vec<Raw> {
        self.nodes.into_inner()
    }

    /// The element that a start tag stands for. Others may have been made along the way, by the rules for what was
    /// left out or crosses.
    pub(crate) fn started(&self, name: &str, tag: Range<usize>) -> Option<usize> {
        let made = self.made.take();
        let named = |id: &&usize| {
            self.with(**id, |raw| {
                raw.name
                    .as_ref()
                    .is_some_and(|known| known.local.as_bytes().eq_ignore_ascii_case(name.as_bytes()))
            })
        };
        let id = made.iter().rev().find(named).copied()?;
        self.with(id, |raw| raw.tag = Some(tag));
        Some(id)
    }

    pub(crate) fn ended(&self, id: usize, end: Range<usize>) {
        self.with(id, |raw| raw.end = Some(end));
    }

    fn create(&self, raw: Raw) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        if nodes.len() >= MAX_NODES {
            self.broken.set(Some("there are more than 1,000,000 elements and texts"));
        }
        nodes.push(raw);
        nodes.len() - 1
    }

    fn with<T: Default>(&self, id: usize, act: impl FnOnce(&mut Raw) -> T) -> T {
        self.nodes.borrow_mut().get_mut(id).map(act).unwrap_or_default()
    }

    /// Puts a node under a parent, before the child `sibling` or at the end.
    fn insert(&self, parent: usize, sibling: Option<usize>, child: NodeOrText<usize>) {
        let depth = self.with(parent, |raw| raw.depth) + 1;
        let place = self.with(parent, |raw| match sibling {
            // What stands wrongly in a table is put before it, near the end.
            Some(sibling) => {
                raw.children.iter().rposition(|child| *child == sibling).unwrap_or(raw.children.len())
            }
            None => raw.children.len(),
        });
        let id = match child {
            NodeOrText::AppendNode(id) => {
                self.remove_from_parent(&id);
                id
            }
            NodeOrText::AppendText(text) => {
                let before = self
                    .with(parent, |raw| place.checked_sub(1).and_then(|at| raw.children.get(at).copied()));
                let joined = before.is_some_and(|before| {
                    self.with(before, |raw| {
                        let is_text = raw.name.is_none() && !raw.text.is_empty();
                        if is_text {
                            raw.text.push_str(&text);
                        }
                        is_text
                    })
                });
                if joined {
                    return;
                }
                self.create(Raw { text: text.to_string(), ..Raw::default() })
            }
        };
        // The document and the element around the fragment do not count.
        if depth > MAX_DEPTH + 2 {
            self.broken.set(Some("elements are nested more than 512 deep"));
        }
        self.with(id, |raw| (raw.parent, raw.depth) = (Some(parent), depth));
        self.with(parent, |raw| raw.children.insert(place.min(raw.children.len()), id));
    }
}

impl TreeSink for Sink {
    type Handle = usize;
    type Output = Self;
    type ElemName<'a> = Name;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name(&self, target: &usize) -> Name {
        Name(
            self.with(*target, |raw| raw.name.clone())
                .unwrap_or_else(|| QualName::new(None, Namespace::default(), LocalName::default())),
        )
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> usize {
        let id = self.create(Raw { name: Some(name), attrs, at: self.at.get(), ..Raw::default() });
        self.made.borrow_mut().push(id);
        id
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.create(Raw::default())
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.create(Raw::default())
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.insert(*parent, None, child);
    }

    fn append_based_on_parent_node(&self, element: &usize, previous: &usize, child: NodeOrText<usize>) {
        match self.with(*element, |raw| raw.parent) {
            Some(_) => self.append_before_sibling(element, child),
            None => self.append(previous, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &usize) -> usize {
        *target
    }

    fn same_node(&self, a: &usize, b: &usize) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        if let Some(parent) = self.with(*sibling, |raw| raw.parent) {
            self.insert(parent, Some(*sibling), child);
        }
    }

    fn add_attrs_if_missing(&self, target: &usize, attrs: Vec<Attribute>) {
        self.with(*target, |raw| {
            for attr in attrs {
                if !raw.attrs.iter().any(|known| known.name == attr.name) {
                    raw.attrs.push(attr);
                }
            }
        });
    }

    fn remove_from_parent(&self, target: &usize) {
        if let Some(parent) = self.with(*target, |raw| raw.parent.take()) {
            self.with(parent, |raw| {
                // Nearly always the last.
                if let Some(at) = raw.children.iter().rposition(|child| child == target) {
                    raw.children.remove(at);
                }
            });
        }
    }

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        for child in self.with(*node, |raw| std::mem::take(&mut raw.children)) {
            self.with(child, |raw| raw.parent = None);
            self.insert(*new_parent, None, NodeOrText::AppendNode(child));
        }
    }
}

/// An element's name, by value: the list of nodes cannot be borrowed that long.
#[derive(Debug)]
pub(crate) struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}
