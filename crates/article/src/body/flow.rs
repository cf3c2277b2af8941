//! Blocks and running text.

use crate::html::{Element, Node, Slot, among, is_blank};

/// Elements that hold running text and stand in running text.
const INLINE: &str = "a abbr b big br cite code del em font i img ins mark q rp rt ruby s small span strike strong sub sup svg u";

/// Blocks that hold running text.
const RUNNING: &str = "h1 h2 h3 h4 h5 h6 p";

/// Elements in which white space between children only makes empty lines and bullets.
const STRICT: &str = "colgroup dl ol table tbody tfoot thead tr ul";

/// Drops the white space of an element's children that shows nothing.
pub(super) fn tidy(element: &mut Element) {
    if among(STRICT, &element.name) {
        element.children.retain(|node| !is_blank(node));
    } else if !among(RUNNING, &element.name) && !among(INLINE, &element.name) {
        prune(&mut element.children);
    }
}

/// Drops white space between blocks, and at the edges.
pub(super) fn prune(nodes: &mut Vec<Node>) {
    let inline: Vec<bool> = nodes.iter().map(is_inline).collect();
    let is = |at: Option<usize>| at.and_then(|at| inline.get(at)).copied().unwrap_or(false);
    let mut at = 0_usize;
    nodes.retain(|node| {
        let keep = !is_blank(node) || (is(at.checked_sub(1)) && is(at.checked_add(1)));
        at += 1;
        keep
    });
}

/// Whether anything of a node can be seen.
pub(super) fn shows(node: &Node) -> bool {
    match node {
        Node::Text(_) => !is_blank(node),
        Node::Slot(_) => true,
        Node::Element(element) => {
            among("hr img svg iframe", &element.name)
                || super::component::is_one(&element.name)
                || element.children.iter().any(shows)
        }
    }
}

fn is_inline(node: &Node) -> bool {
    match node {
        Node::Text(_) => !is_blank(node),
        Node::Slot(_) => false,
        Node::Element(element) => among(INLINE, &element.name),
    }
}

/// Takes blocks out of running text: `<p>a BLOCK b</p>` becomes `<p>a</p> BLOCK <p>b</p>`. What an inline element says, such
/// as where a link leads, it says inside the block then: `<a><p>b</p></a>` becomes `<p><a>b</a></p>`.
pub(super) fn split(mut element: Element) -> Vec<Node> {
    let runs = among(RUNNING, &element.name) || among(INLINE, &element.name);
    if !runs || !element.children.iter().any(is_block) {
        return vec![element.into()];
    }
    let is_shell = among(INLINE, &element.name);
    let mut out = Vec::new();
    let mut run = Vec::new();
    let children = std::mem::take(&mut element.children);
    let close = |run: &mut Vec<Node>, out: &mut Vec<Node>| {
        let mut children = std::mem::take(run);
        trim(&mut children);
        if !children.is_empty() {
            out.push(Element { children, ..element.clone() }.into());
        }
    };
    for child in children {
        if is_block(&child) {
            close(&mut run, &mut out);
            out.push(if is_shell { inside(&element, child) } else { child });
        } else {
            run.push(child);
        }
    }
    close(&mut run, &mut out);
    out
}

/// Puts an inline element around all running text of a block.
fn inside(shell: &Element, node: Node) -> Node {
    let mut block = match node {
        // What is drawn as a whole stays.
        Node::Element(block) if !["code", "formula", "media"].iter().any(|class| block.has_class(class)) => {
            block
        }
        node => return node,
    };
    let mut run = Vec::new();
    for child in std::mem::take(&mut block.children) {
        if is_block_like(&child) {
            wrap(shell, &mut run, &mut block.children);
            block.children.push(inside(shell, child));
        } else {
            run.push(child);
        }
    }
    wrap(shell, &mut run, &mut block.children);
    block.into()
}

fn wrap(shell: &Element, run: &mut Vec<Node>, out: &mut Vec<Node>) {
    let children = std::mem::take(run);
    // Only a link means something for pictures.
    let counts = |node: &Node| shows(node) && (shell.name == "a" || !is_picture(node));
    match children.iter().any(counts) {
        true => out.push(Element { children, ..shell.clone() }.into()),
        false => out.extend(children),
    }
}

fn is_picture(node: &Node) -> bool {
    matches!(node, Node::Element(element) if among("img svg", &element.name))
}

/// Drops white space at the edges.
pub(super) fn trim(nodes: &mut Vec<Node>) {
    while nodes.last().is_some_and(is_blank) {
        nodes.pop();
    }
    let blank = nodes.iter().take_while(|node| is_blank(node)).count();
    nodes.drain(..blank);
}

/// Whether a node is a block of ours, which no running text can hold.
fn is_block(node: &Node) -> bool {
    match node {
        Node::Slot(Slot::Video(_) | Slot::Frame(_)) => true,
        Node::Element(element) => {
            element.name == "section"
                || among("p blockquote table ul ol hr", &element.name)
                || among(RUNNING, &element.name)
        }
        Node::Text(_) => false,
    }
}

/// Whether a node is no running text.
pub(super) fn is_block_like(node: &Node) -> bool {
    match node {
        Node::Text(_) => false,
        Node::Slot(_) => true,
        Node::Element(element) => !is_inline_name(&element.name),
    }
}

pub(super) fn is_inline_name(name: &str) -> bool {
    among(INLINE, name)
}

/// Whether a blank may be put into an element: it shows there as it would beside it.
pub(super) fn is_transparent(name: &str) -> bool {
    among("a abbr b big cite em font i q small span strong", name)
}
