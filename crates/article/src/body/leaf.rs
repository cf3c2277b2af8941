//! The last pass: each text in a `span` of its own, as WeChat's editor writes it, and no white space between tags, where it
//! would become empty lines.

use super::flow::{is_inline_name, is_transparent};
use crate::code;
use crate::html::{Element, Node, text};

/// Elements whose text stays bare.
const BARE: [&str; 4] = ["rt", "rp", "svg", "style"];

/// Puts the texts of an element into leaves.
pub(crate) fn leaves(element: &mut Element) {
    if BARE.contains(&element.name.as_str()) {
        return svg_leaves(element);
    }
    let keeps = element.attr("style").is_some_and(keeps_blanks);
    let children = std::mem::take(&mut element.children);
    let mut children = settled(children, is_inline_name(&element.name), keeps);
    let is_text = |node: &Node| matches!(node, Node::Text(_));
    if element.name == "span" && element.attr("leaf").is_some() && children.iter().all(is_text) {
        element.children = children;
        return;
    }
    for child in &mut children {
        match child {
            Node::Element(child) => leaves(child),
            Node::Text(shown) => {
                *child = Element::new("span", &[("leaf", "")], vec![text(std::mem::take(shown))]).into()
            }
            Node::Slot(_) => {}
        }
    }
    element.children = children;
}

/// HTML in a drawing has texts as any other.
fn svg_leaves(element: &mut Element) {
    for child in &mut element.children {
        match child {
            Node::Element(child) if element.name == "foreignObject" => leaves(child),
            Node::Element(child) => svg_leaves(child),
            _ => {}
        }
    }
}

/// Whether a style makes blanks and line ends count.
fn keeps_blanks(style: &str) -> bool {
    style.split(';').any(|part| {
        part.split_once(':').is_some_and(|(name, value)| {
            name.trim() == "white-space"
                && matches!(value.trim(), "pre" | "pre-wrap" | "pre-line" | "break-spaces")
        })
    })
}

/// Children whose texts hold no white space but what is seen.
fn settled(children: Vec<Node>, inline: bool, keeps: bool) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::with_capacity(children.len());
    for child in children {
        match child {
            Node::Text(shown) if keeps && (inline || shown.contains(['\n', '\t'])) => {
                out.extend(code::fixed(&shown))
            }
            Node::Text(shown) => {
                let shown = collapsed(&shown);
                match out.last_mut() {
                    Some(Node::Text(last)) => {
                        let more =
                            if last.ends_with(' ') { shown.trim_start_matches(' ') } else { shown.as_str() };
                        last.push_str(more);
                    }
                    _ => out.push(Node::Text(shown)),
                }
            }
            node => out.push(node),
        }
    }
    let breaks: Vec<bool> = out.iter().map(is_break).collect();
    let at_edge = |at: Option<usize>| match at.and_then(|at| breaks.get(at)) {
        Some(is_break) => *is_break,
        None => !inline,
    };
    for (at, node) in out.iter_mut().enumerate() {
        let Node::Text(shown) = node else { continue };
        if at_edge(at.checked_sub(1)) {
            *shown = shown.trim_start_matches(' ').to_owned();
        }
        if at_edge(Some(at + 1)) {
            shown.truncate(shown.trim_end_matches(' ').len());
        }
    }
    out.retain(|node| !matches!(node, Node::Text(shown) if shown.is_empty()));
    without_lone_blanks(&mut out);
    out
}

/// A blank alone between two elements would be lost: it joins the text before or after it.
fn without_lone_blanks(nodes: &mut Vec<Node>) {
    if !nodes.iter().any(is_lone_blank) {
        return;
    }
    let mut rest = std::mem::take(nodes).into_iter().peekable();
    while let Some(node) = rest.next() {
        match is_lone_blank(&node) {
            false => nodes.push(node),
            true if nodes.last_mut().is_some_and(|before| join(before, true)) => {}
            true if rest.peek_mut().is_some_and(|after| join(after, false)) => {}
            true => nodes.push(text("\u{a0}")),
        }
    }
}

fn is_lone_blank(node: &Node) -> bool {
    matches!(node, Node::Text(shown) if shown == " ")
}

/// Adds a blank to the last or first text of an element.
fn join(node: &mut Node, last: bool) -> bool {
    match node {
        Node::Text(shown) if last => shown.push(' '),
        Node::Text(shown) => shown.insert(0, ' '),
        Node::Element(element) if is_transparent(&element.name) => {
            let child = if last { element.children.last_mut() } else { element.children.first_mut() };
            return child.is_some_and(|child| join(child, last));
        }
        _ => return false,
    }
    true
}

/// What ends a line: blanks beside it are not seen.
fn is_break(node: &Node) -> bool {
    match node {
        Node::Text(_) => false,
        Node::Slot(_) => true,
        Node::Element(element) => {
            element.name == "br"
                || !(is_inline_name(&element.name) || matches!(element.name.as_str(), "img" | "svg"))
        }
    }
}

/// One blank for each run of white space; none of the characters that make lists break.
fn collapsed(shown: &str) -> String {
    let mut out = String::with_capacity(shown.len());
    for c in shown.chars() {
        match c {
            ' ' | '\t' | '\n' if out.ends_with(' ') => {}
            ' ' | '\t' | '\n' => out.push(' '),
            '\u{200b}' | '\u{200c}' | '\u{feff}' => {}
            c => out.push(c),
        }
    }
    out
}
