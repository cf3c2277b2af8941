//! Whether all text of an SVG is shown.

use resvg::usvg::roxmltree::Document;
use resvg::usvg::{Group, Node, Tree};

use crate::Error;

/// Fails on text that no font shows.
pub(super) fn check(tree: &Tree, document: &Document<'_>) -> Result<(), Error> {
    let mut missing = String::new();
    group(tree.root(), &mut missing);
    // Without any font the library leaves text out altogether.
    if missing.is_empty() && !tree.has_text_nodes() && tree.fontdb().is_empty() {
        let texts = document.descendants().filter(|node| node.has_tag_name("text"));
        let texts = texts.flat_map(|node| node.descendants()).filter(|node| node.is_text());
        missing = texts.filter_map(|node| node.text()).collect();
    }
    let missing: String = missing.chars().filter(|c| !is_blank(*c)).take(20).collect();
    if missing.is_empty() { Ok(()) } else { Err(Error::MissingGlyphs(missing)) }
}

fn group(of: &Group, missing: &mut String) {
    for node in of.children() {
        match node {
            Node::Group(inner) => group(inner, missing),
            Node::Text(text) => {
                let shown = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
                let mut found = false;
                for glyph in shown {
                    found = true;
                    if glyph.id.0 == 0 {
                        missing.push_str(&glyph.text);
                    }
                }
                if !found {
                    text.chunks().iter().for_each(|chunk| missing.push_str(chunk.text()));
                }
            }
            _ => {}
        }
        node.subroots(|root| group(root, missing));
    }
}

/// What has no shape.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}
