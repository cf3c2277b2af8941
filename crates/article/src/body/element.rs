//! Ordinary elements: which ones stay, with which attributes, in which style.

use super::{Builder, flow};
use crate::Format;
use crate::error::Error;
use crate::html::{self, Element, Node, among, is_blank, text};
use crate::theme::{self, Place};

/// Elements that stay as they are. What is not here nor treated on its own is unwrapped: the tag goes, what
/// it holds stays.
pub(crate) const KEPT: &str = "abbr b big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure font h1 \
    h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q rp rt ruby s samp section small span strike strong sub sup table tbody td tfoot th thead \
    tr u ul";

/// Attributes that are dropped without a word: they say nothing to a reader.
const QUIET: &str = "style class id target rel name role itemprop";

impl Builder<'_> {
    pub(super) fn kept(&mut self, mut element: Element, place: Place) -> Result<Vec<Node>, Error> {
        let alone = self.format == Format::Markdown && element.name == "p" && element.attrs.is_empty();
        let inside = Place {
            in_item: place.in_item || element.name == "li",
            in_quote: place.in_quote || element.name == "blockquote",
            ..place
        };
        self.attributes(&mut element, place);
        element.children = self.nodes(element.children, inside)?;
        flow::tidy(&mut element);
        if alone && let Some(figure) = figure(&element.children) {
            return Ok(vec![figure]);
        }
        if element.name == "table" {
            return Ok(vec![
                Element::new("section", &[("style", theme::SCROLL)], vec![element.into()]).into(),
            ]);
        }
        Ok(flow::split(element))
    }

    /// Leaves the attributes an article may have, and sets the style.
    pub(super) fn attributes(&mut self, element: &mut Element, place: Place) {
        let own = self.own_style(element);
        let style = match self.format {
            Format::Html if !own.is_empty() => own,
            _ => joined(theme::style(&element.name, place), &own),
        };
        let (name, line) = (element.name.as_str(), element.line);
        let notes = &mut *self.notes;
        element.attrs.retain(|(attr, _)| {
            let keep = attribute_kept(name, attr);
            // These say nothing to a reader; it would be noise to mention them.
            let quiet = among(QUIET, attr) || attr.starts_with("data-") || attr.starts_with("aria-");
            if !keep && !quiet {
                notes.warn(
                    line,
                    "removed-attribute",
                    format!("the attribute `{attr}` of <{name}> cannot be in an article; it was removed"),
                );
            }
            keep
        });
        if !style.is_empty() {
            element.attrs.push(("style".into(), style));
        }
    }

    pub(super) fn own_style(&mut self, element: &Element) -> String {
        let style = html::clean_style(element.attr("style").unwrap_or_default(), element.line, self.notes);
        style.trim_end_matches(';').to_owned()
    }
}

/// Attributes that stay, beside `style`.
pub(crate) fn attribute_kept(element: &str, attr: &str) -> bool {
    match element {
        _ if matches!(attr, "dir" | "lang") => true,
        "img" => matches!(attr, "alt" | "width" | "height"),
        "td" | "th" => matches!(attr, "colspan" | "rowspan" | "align" | "valign" | "width"),
        "tr" | "p" | "div" | "section" => attr == "align",
        "table" => matches!(attr, "align" | "border" | "cellpadding" | "cellspacing" | "width"),
        "col" | "colgroup" => matches!(attr, "span" | "width"),
        "ol" => matches!(attr, "start" | "type" | "reversed"),
        "li" => attr == "value",
        "font" => matches!(attr, "color" | "size" | "face"),
        _ => false,
    }
}

/// The author's style after the theme's, so that it wins.
pub(super) fn joined(theme: &str, own: &str) -> String {
    if theme.is_empty() || own.is_empty() { format!("{theme}{own}") } else { format!("{theme};{own}") }
}

/// A paragraph that holds one picture with a description becomes a figure with a caption.
fn figure(children: &[Node]) -> Option<Node> {
    let mut shown = children.iter().filter(|node| !is_blank(node));
    let (Some(Node::Element(img)), None) = (shown.next(), shown.next()) else { return None };
    let caption = img.attr("alt").map(str::trim).filter(|alt| img.name == "img" && !alt.is_empty())?;
    let themed = |name, children| {
        Element::new(name, &[("style", theme::style(name, Place::default()))], children).into()
    };
    let caption = themed("figcaption", vec![text(caption)]);
    Some(themed("figure", vec![img.clone().into(), caption]))
}
