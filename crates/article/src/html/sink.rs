//! The tree html5ever builds: nodes in one list, addressed by number.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, Namespace, QualName};

use super::MAX_DEPTH;

/// Most nodes of an article.
const MAX_NODES: usize = 100_000;

/// A node: an element if it has a name, text or nothing otherwise.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) name: Option<QualName>,
    pub(super) attrs: Vec<Attribute>,
    pub(super) text: String,
    pub(super) children: Vec<usize>,
    pub(super) line: u64,
    parent: Option<usize>,
    depth: usize,
}

/// The list of nodes while it grows. Node 0 is the document.
#[derive(Debug)]
pub(super) struct Sink {
    nodes: RefCell<Vec<Raw>>,
    line: Cell<u64>,
    broken: RefCell<Option<(u64, String)>>,
}

impl Sink {
    pub(super) fn new() -> Self {
        Self { nodes: RefCell::new(vec![Raw::default()]), line: Cell::new(1), broken: RefCell::new(None) }
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken.borrow().is_some()
    }

    /// The nodes, or the line and message of the bound that was broken.
    pub(super) fn into_nodes(self) -> Result<Vec<Raw>, (u64, String)> {
        match self.broken.into_inner() {
            Some(broken) => Err(broken),
            None => Ok(self.nodes.into_inner()),
        }
    }

    fn refuse(&self, message: String) {
        self.broken.borrow_mut().get_or_insert((self.line.get(), message));
    }

    fn create(&self, raw: Raw) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        if nodes.len() >= MAX_NODES {
            self.refuse(format!("the article has more than {MAX_NODES} elements and texts"));
        }
        nodes.push(Raw { line: self.line.get(), ..raw });
        nodes.len() - 1
    }

    fn with<T: Default>(&self, id: usize, act: impl FnOnce(&mut Raw) -> T) -> T {
        self.nodes.borrow_mut().get_mut(id).map(act).unwrap_or_default()
    }

    /// Puts a node under a parent, before the child `sibling` or at the end.
    fn insert(&self, parent: usize, sibling: Option<usize>, child: NodeOrText<usize>) {
        let depth = self.with(parent, |raw| raw.depth) + 1;
        let place = self.with(parent, |raw| match sibling {
            // Foster parenting inserts near the end.
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
        // The document, html and body do not count.
        if depth > MAX_DEPTH + 3 {
            self.refuse(format!("elements are nested more than {MAX_DEPTH} deep"));
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
        self.create(Raw { name: Some(name), attrs, ..Raw::default() })
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
            self.with(parent, |raw| raw.children.retain(|child| child != target));
        }
    }

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        for child in self.with(*node, |raw| std::mem::take(&mut raw.children)) {
            self.with(child, |raw| raw.parent = None);
            self.insert(*new_parent, None, NodeOrText::AppendNode(child));
        }
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(line);
    }
}

/// An element's name, by value: the list of nodes cannot be borrowed that long.
#[derive(Debug)]
pub(super) struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}
