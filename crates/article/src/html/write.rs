use super::{Element, Node, Slot, among};

/// Carries an element's line through a pass that works on text; the author's own attribute of that name is
/// dropped.
pub(super) const LINE: &str = "data-wxkit-line";

/// Elements that never have children.
const VOID: &str = "area br col hr img input source wbr";

/// Nodes as HTML. A slot becomes the text `mark` gives for it.
pub(crate) fn write(nodes: &[Node], mark: &dyn Fn(Slot) -> String) -> String {
    let mut out = String::new();
    all(nodes, &mut out, mark, false);
    out
}

/// Nodes as HTML whose elements carry their lines. There are no slots yet.
pub(super) fn with_lines(nodes: &[Node]) -> String {
    let mut out = String::new();
    all(nodes, &mut out, &|_| String::new(), true);
    out
}

fn all(nodes: &[Node], out: &mut String, mark: &dyn Fn(Slot) -> String, lines: bool) {
    for node in nodes {
        match node {
            Node::Text(text) => escape(text, out),
            Node::Slot(slot) => out.push_str(&mark(*slot)),
            Node::Element(element) => {
                open(element, out, lines);
                if !among(VOID, &element.name) {
                    all(&element.children, out, mark, lines);
                    out.push_str("</");
                    out.push_str(&element.name);
                    out.push('>');
                }
            }
        }
    }
}

fn open(element: &Element, out: &mut String, lines: bool) {
    out.push('<');
    out.push_str(&element.name);
    for (name, value) in &element.attrs {
        attribute(name, value, out);
    }
    if let Some(line) = element.line.filter(|_| lines) {
        attribute(LINE, &line.to_string(), out);
    }
    out.push('>');
    // A parser takes the first line break of a `pre` away.
    if element.name == "pre"
        && matches!(element.children.first(), Some(Node::Text(text)) if text.starts_with('\n'))
    {
        out.push('\n');
    }
}

fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(value, out);
    out.push('"');
}

/// Text for an element or an attribute in double quotes. Nothing but the four characters HTML itself uses is
/// escaped.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
