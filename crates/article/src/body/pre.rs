use super::{Builder, flow};
use crate::code;
use crate::error::Error;
use crate::html::{self, Element, Node, is_blank};
use crate::theme::Place;

impl Builder<'_> {
    /// A code block. One that holds plain text alone is coloured by the language its class names.
    pub(super) fn pre(&mut self, mut element: Element, place: Place) -> Result<Vec<Node>, Error> {
        let inside = Place { in_pre: true, ..place };
        self.attributes(&mut element, place);
        let mut code = match element.children.pop() {
            Some(Node::Element(code)) if code.name == "code" && element.children.iter().all(is_blank) => code,
            last => {
                let mut children = std::mem::take(&mut element.children);
                children.extend(last);
                Element { line: element.line, ..Element::new("code", &[], children) }
            }
        };
        if let Some(Node::Text(last)) = code.children.last_mut()
            && last.ends_with('\n')
        {
            last.pop();
        }
        let class = code.attr("class").unwrap_or_default();
        let language = class
            .split_whitespace()
            .find_map(|word| word.strip_prefix("language-").or(word.strip_prefix("lang-")));
        let language = language.unwrap_or_default().to_owned();
        self.attributes(&mut code, inside);
        code.children = if code.children.iter().all(|node| matches!(node, Node::Text(_))) {
            code::highlighted(&html::plain(&code.children), &language)
        } else {
            self.nodes(code.children, inside)?
        };
        element.children = flow::split(code);
        Ok(flow::split(element))
    }
}
