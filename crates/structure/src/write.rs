use crate::parse::VOID;
use crate::tree::{Element, among};

/// A start tag as HTML; `source` is what it was.
pub(crate) fn start_tag(name: &str, attrs: &[(String, String)], element: &Element, source: &str) -> String {
    let mut out = format!("<{name}");
    for (name, value) in attrs {
        let value = value.replace('&', "&amp;").replace('"', "&quot;").replace('\u{a0}', "&nbsp;");
        out += &format!(" {name}=\"{value}\"");
    }
    let closed = source.ends_with("/>") && (element.foreign || among(VOID, &element.name));
    out + if closed { "/>" } else { ">" }
}
