//! Blocks of code: a section, since WeChat's check finds fault with every `pre` that scrolls, and its API loses line ends.

use super::{Builder, Place, flow};
use crate::code;
use crate::error::Error;
use crate::html::{self, Element, Node, is_blank, text};

impl Builder<'_> {
    /// A code block. One that holds plain text alone is coloured by the language its class names.
    pub(super) fn pre(&mut self, mut element: Element, place: Place) -> Result<Vec<Node>, Error> {
        let line = element.line;
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
            self.nodes(fixed(code.children), place)
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
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    let mut is_behind_code = false;
    for node in nodes {
        // Code in code, as a tag that was forgotten makes it, has lines of its own and no second box.
        let is_code = matches!(&node, Node::Element(element) if element.name == "pre");
        if (is_code || is_behind_code) && !out.is_empty() && !is_line_end(out.last()) {
            out.push(Element::new("br", &[], Vec::new()).into());
        }
        is_behind_code = is_code;
        match node {
            Node::Text(text) => out.extend(code::fixed(&text)),
            Node::Element(element) if is_code => out.extend(fixed(element.children)),
            Node::Element(element) => {
                out.push(Element { children: fixed(element.children), ..element }.into());
            }
            node => out.push(node),
        }
    }
    out
}

fn is_line_end(node: Option<&Node>) -> bool {
    matches!(node, Some(Node::Element(element)) if element.name == "br")
}

/// A line without anything would be no line.
fn with_empty_lines(nodes: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    for node in nodes {
        if is_line_end(Some(&node)) && (out.is_empty() || is_line_end(out.last())) {
            out.push(text("\u{a0}"));
        }
        out.push(node);
    }
    if is_line_end(out.last()) {
        out.push(text("\u{a0}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::Format;
    use crate::testing::check;

    #[test]
    fn code_in_code_is_one_box() {
        check(
            Format::Html,
            "<pre>a\n<pre>b\n<b>c</b></pre>d<pre>e</pre></pre>",
            expect![[r#"
            <section><section><code><span leaf="">a</span><br><span leaf="">b</span><br><b><span leaf="">c</span></b><br><span leaf="">d</span><br><span leaf="">e</span></code></section></section>
        "#]],
        );
    }
}
