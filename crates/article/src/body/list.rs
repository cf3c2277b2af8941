//! Lists. The editor flattens a list in a list and puts what follows the first run of an item into a block of its own:
//! so each item has exactly one section, and what is nested is written as lines with their marks.

use super::{Builder, Place, flow};
use crate::error::Error;
use crate::html::{CLASS, Element, Node, is_blank, text};

/// Deepest nesting that is shown: a phone has no room for more.
const LEVELS: usize = 3;

impl Builder<'_> {
    pub(super) fn list(&mut self, mut list: Element, place: Place) -> Result<Vec<Node>, Error> {
        let items = std::mem::take(&mut list.children);
        if items.iter().any(is_task) {
            let mut out = Vec::new();
            self.lines(&list, items, 0, place, &mut out);
            return Ok(vec![Element::classed("section", "tasks", out).at(list.line).into()]);
        }
        let is_styled = list.attr("style").is_some()
            || items.iter().any(|node| matches!(node, Node::Element(item) if item.attr("style").is_some()));
        let is_theirs = !self.themed && is_styled;
        self.attributes(&mut list);
        for item in items {
            let Node::Element(mut item) = item else { continue };
            if item.name != "li" {
                // A list in a list without an item around it.
                item = Element::new("li", &[], vec![item.into()]);
            }
            let line = item.line;
            let (content, nested) = parted(std::mem::take(&mut item.children));
            self.attributes(&mut item);
            let mut children = self.content(content, place);
            for (list, items) in nested {
                self.lines(&list, items, 1, place, &mut children);
            }
            let only = matches!(children.as_slice(), [Node::Element(only)] if only.name == "section" && only.attr("nodeleaf").is_none());
            item.children = if only && is_theirs {
                children
            } else {
                vec![Element::classed("section", "item", children).at(line).into()]
            };
            list.children.push(item.into());
        }
        list.attrs.insert(0, ("class".into(), "list-paddingleft-1".into()));
        Ok(vec![list.into()])
    }

    /// What stands in an item: its first paragraph without one around it.
    fn content(&mut self, content: Vec<Node>, place: Place) -> Vec<Node> {
        let mut children = self.nodes(content, place);
        flow::prune(&mut children);
        match children.first_mut() {
            Some(Node::Element(first))
                if first.name == "p" && first.attr("style").is_none() && first.attr(CLASS).is_none() =>
            {
                let inside = std::mem::take(&mut first.children);
                children.splice(0..1, inside);
            }
            _ => {}
        }
        children
    }

    /// A list as lines, each with its mark.
    fn lines(&mut self, list: &Element, items: Vec<Node>, level: usize, place: Place, out: &mut Vec<Node>) {
        let mut number: usize = list.attr("start").and_then(|start| start.parse().ok()).unwrap_or(1);
        for item in items {
            let Node::Element(item) = item else { continue };
            let (line, mark) = (item.line, mark(list, &item, level, number));
            number = number.saturating_add(1);
            let (content, nested) = parted(if item.name == "li" { item.children } else { vec![item.into()] });
            let content = self.content(content, place);
            let blocks_from = content.iter().position(flow::is_block_like).unwrap_or(content.len());
            let (run, blocks) = content.split_at(blocks_from);
            let mut run = run.to_vec();
            flow::trim(&mut run);
            if let Some(Node::Text(first)) = run.first_mut() {
                *first = first.trim_start_matches(' ').to_owned();
            }
            run.insert(0, text(format!("{mark}\u{a0}")));
            let (name, class) = if level == 0 { ("p", "task") } else { ("section", "subitem") };
            out.push(Element::classed(name, class, run).at(line).into());
            let mut below = blocks.to_vec();
            for (list, items) in nested {
                self.lines(&list, items, level + 1, place, &mut below);
            }
            flow::prune(&mut below);
            if below.is_empty() {
                continue;
            }
            if level < LEVELS {
                out.push(Element::classed("section", "sublist", below).at(line).into());
            } else {
                out.extend(below);
            }
        }
    }
}

fn mark(list: &Element, item: &Element, level: usize, number: usize) -> String {
    match (item.attr("*task"), list.name.as_str(), level) {
        (Some(mark), ..) => mark.to_owned(),
        (None, "ol", _) => format!("{number}."),
        (None, _, 0) => "•".into(),
        (None, _, 1) => "◦".into(),
        (None, ..) => "▪".into(),
    }
}

fn is_task(node: &Node) -> bool {
    matches!(node, Node::Element(item) if item.attr("*task").is_some())
}

/// What an item says, and the lists in it.
fn parted(children: Vec<Node>) -> (Vec<Node>, Vec<(Element, Vec<Node>)>) {
    let (mut content, mut nested) = (Vec::new(), Vec::new());
    for child in children {
        match child {
            Node::Element(mut list) if matches!(list.name.as_str(), "ul" | "ol") => {
                let items = std::mem::take(&mut list.children);
                nested.push((list, items));
            }
            node if nested.is_empty() || !is_blank(&node) => content.push(node),
            _ => {}
        }
    }
    (content, nested)
}
