//! Blocks of code: a section, since WeChat's check finds fault with every `pre` that scrolls, and its API loses line ends.

use super::{Builder, Place, flow};
use crate::code;
use crate::error::Error;
use crate::html::{self, Element, Node, is_blank, text};

impl Builder<'_> {
    /// A code block. One that holds plain text alone is coloured by the language its class names.
    pub(super) fn pre(&mut self, mut element: Element, place: Place) -> Result<Vec<Node>, Error> {
        let line = element.line;
        // Code in code, as a tag that was forgotten makes it, begins a line and no second box.
        if place.in_code {
            let mut nodes = vec![Element::new("br", &[], Vec::new()).into()];
            nodes.extend(self.nodes(element.children, place));
            return Ok(nodes);
        }
        let own = self.own_style(&element);
        let mut code = match element.children.pop() {
            Some(Node::Element(code)) if code.name == "code" && element.children.iter().all(is_blank) => code,
            last => {
                let mut children = std::mem::take(&mut element.children);
                children.extend(last);
                Element::new("code", &[], children).at(line)
            }
        };
        if let Some(Node::Text(last)) = code.children.last_mut()
            && last.ends_with('\n')
        {
            last.pop();
        }
        let class = format!(
            "{} {}",
            element.attr("class").unwrap_or_default(),
            code.attr("class").unwrap_or_default()
        );
        let language = class
            .split_whitespace()
            .find_map(|word| word.strip_prefix("language-").or(word.strip_prefix("lang-")))
            .or(element.attr("data-lang"))
            .unwrap_or_default();
        let children = if code.children.iter().all(|node| matches!(node, Node::Text(_))) {
            code::highlighted(&html::plain(&code.children), language, self.code)
        } else {
            self.nodes(fixed(code.children), Place { in_code: true, ..place })
        };
        let code = Element::classed("code", "block", with_empty_lines(children)).at(line);
        let mut section = Element::classed("section", "code", Vec::new()).at(line);
        if !own.is_empty() && !self.themed {
            section.set("style", own);
        }
        section.children = flow::split(code);
        Ok(vec![section.into()])
    }
}

/// Texts with their blanks and line ends made to last.
fn fixed(nodes: Vec<Node>) -> Vec<Node> {
    let fix = |node| match node {
        Node::Text(text) => code::fixed(&text),
        Node::Element(element) => vec![Element { children: fixed(element.children), ..element }.into()],
        node => vec![node],
    };
    nodes.into_iter().flat_map(fix).collect()
}

/// A line without anything would be no line.
fn with_empty_lines(nodes: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    let is_end = |node: Option<&Node>| matches!(node, Some(Node::Element(element)) if element.name == "br");
    for node in nodes {
        if is_end(Some(&node)) && (out.is_empty() || is_end(out.last())) {
            out.push(text("\u{a0}"));
        }
        out.push(node);
    }
    if is_end(out.last()) {
        out.push(text("\u{a0}"));
    }
    out
}
