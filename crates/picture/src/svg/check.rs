//! What an SVG may not hold, because it would be missing in the drawing.

use resvg::usvg::roxmltree::{Document, Node, NodeType, ParsingOptions};

use crate::Error;

/// Elements and texts; a drawing of that many is no picture in an article.
const MOST_NODES: u32 = 200_000;

/// Levels of nesting: the libraries recurse on them.
const DEEPEST: usize = 128;

const SVG: &str = "http://www.w3.org/2000/svg";

pub(super) fn parse(text: &str) -> Result<Document<'_>, Error> {
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text.trim_start_matches('\u{feff}'), options)
        .map_err(|error| Error::Svg(error.to_string()))
}

/// Whether all of the document can be drawn.
pub(super) fn whole(document: &Document<'_>) -> Result<(), Error> {
    let wrong = |node: Node<'_, '_>, what: &str| {
        let line = document.text_pos_at(node.range().start).row;
        Err(Error::Svg(format!("line {line}: {what}")))
    };
    let mut depth = 0_usize;
    let mut last = document.root();
    for node in document.descendants() {
        depth = deeper(last, node, depth);
        last = node;
        if depth > DEEPEST {
            return wrong(node, "it is nested too deeply");
        }
        if node.node_type() == NodeType::PI && node.pi().is_some_and(|pi| pi.target == "xml-stylesheet") {
            return wrong(node, "its styles are in another file");
        }
        if !node.is_element() {
            continue;
        }
        let name = node.tag_name();
        match name.name() {
            "script" => return wrong(node, "it has a script; nothing runs in a picture"),
            "foreignObject" => {
                return wrong(node, "it has HTML inside (foreignObject); export it with plain text");
            }
            "style" if leads_out(node.text().unwrap_or_default()) => {
                return wrong(node, "its styles name another file or address");
            }
            _ => {}
        }
        if name.namespace() != Some(SVG) {
            continue;
        }
        for attribute in node.attributes() {
            let value = attribute.value();
            match attribute.name() {
                event if event.starts_with("on") => {
                    return wrong(node, "it has an event handler; nothing runs in a picture");
                }
                // Where a link leads does not show.
                "href" if name.name() != "a" && !stays_inside(value) => {
                    return wrong(
                        node,
                        "it refers to another file or address; a drawing must hold all it shows",
                    );
                }
                _ if leads_out(value) => return wrong(node, "it refers to another file or address"),
                _ => {}
            }
        }
    }
    Ok(())
}

/// The depth of a node, from that of the one before it in the order of the document.
fn deeper(last: Node<'_, '_>, node: Node<'_, '_>, depth: usize) -> usize {
    let Some(parent) = node.parent() else { return 0 };
    let mut depth = depth;
    let mut at = Some(last);
    while let Some(above) = at.filter(|above| *above != parent) {
        depth = depth.saturating_sub(1);
        at = above.parent();
    }
    depth + 1
}

fn stays_inside(href: &str) -> bool {
    let href = href.trim();
    href.is_empty() || href.starts_with('#') || starts_with(href, "data:")
}

/// Whether a style loads something: another sheet, or a `url()` of something outside.
fn leads_out(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    let url = |rest: &str| !stays_inside(rest.trim_start().trim_start_matches(['"', '\'']));
    style.contains("@import") || style.split("url(").skip(1).any(url)
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}
