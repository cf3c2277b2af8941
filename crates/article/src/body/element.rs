//! Ordinary elements: which ones stay, with which attributes, in which style.

use super::{Builder, Place, flow};
use crate::error::Error;
use crate::html::{CLASS, Element, Node, among, background_mark};
use crate::target::{self, Target};
use crate::{Role, css};

/// Elements that stay as they are. What is not here nor treated on its own is unwrapped: the tag goes, what it holds
/// stays.
pub(super) const KEPT: &str = "abbr b big blockquote br caption center cite code col colgroup dd del dl dt em font h1 h2 h3 h4 h5 h6 hr i ins \
    li mark p q rp rt ruby s section small span strike strong sub sup tbody td tfoot th thead tr u";

/// Attributes that are dropped without a word: they say nothing to a reader.
const QUIET: &str = "class contenteditable id itemprop leaf name nodeleaf powered-by rel role spellcheck style target textstyle label tabindex markdown \
    data-darkmode-bgcolor hspace vspace color";

/// Marks for WeChat's editor and its check.
const MARKS: &str = "data-ignore-width data-ignore-dm data-mode";

/// Deepest nesting of quotes that is shown; what is deeper belongs to the innermost.
const QUOTES: usize = 3;

impl Builder<'_> {
    pub(super) fn kept(&mut self, mut element: Element, place: Place) -> Vec<Node> {
        // A text in its place already: it is put there at the end.
        if element.name == "span" && element.attr("leaf").is_some() && element.attr("style").is_none() {
            return self.nodes(element.children, place);
        }
        let is_place = element.name == "section" && element.attr("nodeleaf").is_some();
        let quotes = place.quotes + usize::from(element.name == "blockquote");
        let in_ruby = place.in_ruby || element.name == "ruby";
        let inside = Place { quotes, in_ruby, ..place };
        // Brackets of a reading are hidden where readings are shown; nothing else is meant to be.
        if element.name == "rp"
            && !(in_ruby && element.children.iter().all(|node| matches!(node, Node::Text(_))))
        {
            return self.nodes(element.children, place);
        }
        if quotes > QUOTES && element.name == "blockquote" {
            return self.nodes(element.children, place);
        }
        if element.name == "code" && self.themed {
            element.set(CLASS, "inline".into());
        }
        self.attributes(&mut element);
        element.children = self.nodes(std::mem::take(&mut element.children), inside);
        flow::tidy(&mut element);
        // A box that holds one component is its place.
        if let [Node::Element(only)] = element.children.as_mut_slice()
            && element.name == "section"
            && only.attr("nodeleaf").is_some()
            && only.has_class("bare")
        {
            element.attrs.push(("nodeleaf".into(), String::new()));
            element.children = std::mem::take(&mut only.children);
        }
        // So is the place that it had already.
        if is_place
            && let [Node::Element(only)] = element.children.as_slice()
            && only.attr("nodeleaf").is_some()
        {
            return element.children;
        }
        flow::split(element)
    }

    /// Leaves the attributes an article may have, and of the style what works there.
    pub(super) fn attributes(&mut self, element: &mut Element) {
        let style = self.own_style(element);
        let (name, line) = (element.name.clone(), element.line);
        let notes = &mut *self.notes;
        // A text with a look of its own that is in its place already.
        let is_leaf = name == "span"
            && !style.is_empty()
            && element.children.iter().all(|node| matches!(node, Node::Text(_)));
        element.attrs.retain(|(attr, _)| {
            let keep = attr == CLASS || attribute_kept(&name, attr) || (is_leaf && attr == "leaf");
            // These say nothing to a reader; it would be noise to mention them.
            let quiet = among(QUIET, attr)
                || attr.starts_with("data-")
                || attr.starts_with("aria-")
                || attr.starts_with('*')
                || attr.starts_with('_')
                || attr.contains(':');
            if !keep && !quiet {
                let why =
                    format!("the attribute `{attr}` of <{name}> cannot be in an article; it was removed");
                notes.warn(line, "removed-attribute", why);
            }
            keep
        });
        if !style.is_empty() {
            element.attrs.push(("style".into(), style));
        }
        if !self.themed && element.attr(CLASS).is_none() {
            element.attrs.push(("*own".into(), String::new()));
        }
    }

    /// The author's style of an element, as WeChat takes it.
    pub(super) fn own_style(&mut self, element: &Element) -> String {
        let Some(style) = element.attr("style") else { return String::new() };
        let mut style = css::read(style);
        for declaration in &mut style {
            self.background(declaration, element.line);
        }
        css::text(&css::clean(style, element.line, self.notes))
    }

    /// A picture behind an element that is not on WeChat's hosts has to be brought there.
    fn background(&mut self, declaration: &mut css::Declaration, line: Option<usize>) {
        let Some(place) = css::background(declaration) else { return };
        let address = declaration.value.get(place.clone()).unwrap_or_default();
        let address = address.trim().trim_matches(['"', '\'']).trim();
        // What is no file, as `javascript:`, is left to be told with the rest.
        let is_other = target::scheme(address).is_some_and(|scheme| {
            !["http", "https", "data"].iter().any(|web| scheme.eq_ignore_ascii_case(web))
        });
        if address.is_empty() || address.starts_with('#') || is_other {
            return;
        }
        match target::target(address, &self.options.folder) {
            Ok(Target::Platform(_)) => {}
            Ok(Target::Elsewhere(source)) => {
                let number = self.picture(source, Role::Inline, line);
                declaration.value.replace_range(place, &background_mark(number));
            }
            Err(why) => self.notes.error(Error::new(line, format!("a background: {why}"))),
        }
    }
}

/// Attributes that stay, beside `style`.
fn attribute_kept(element: &str, attr: &str) -> bool {
    match element {
        _ if matches!(attr, "dir" | "lang") || among(MARKS, attr) => true,
        "img" => matches!(attr, "alt" | "data-w" | "data-ratio" | "data-type"),
        "td" | "th" => {
            matches!(attr, "colspan" | "rowspan" | "align" | "valign" | "width" | "height" | "bgcolor")
        }
        "tr" | "p" | "section" | "h1" | "h2" | "h3" => attr == "align",
        "table" => matches!(attr, "align" | "border" | "cellpadding" | "cellspacing" | "width"),
        "col" | "colgroup" => matches!(attr, "span" | "width"),
        "ol" => matches!(attr, "start" | "type" | "reversed"),
        "li" => attr == "value",
        "font" => matches!(attr, "color" | "size"),
        _ => false,
    }
}

/// Whether an article brings its own look: more than a few of its elements have a style.
pub(super) fn is_styled(body: &Element) -> bool {
    fn count(nodes: &[Node], all: &mut usize, styled: &mut usize) {
        for node in nodes {
            if let Node::Element(element) = node {
                *all += 1;
                *styled += usize::from(element.attr("style").is_some());
                count(&element.children, all, styled);
            }
        }
    }
    let (mut all, mut styled) = (0, 0);
    count(&body.children, &mut all, &mut styled);
    styled * 4 > all
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::Format;
    use crate::testing::check;

    #[test]
    fn brackets_are_hidden_only_beside_readings() {
        check(
            Format::Html,
            "<p><ruby>茶<rp>(</rp><rt>chá</rt><rp>)</rp></ruby></p><rp>水</rp><p><ruby>火<rp><b>(</b></rp></ruby></p>",
            expect![[r#"
                <section><p><ruby><span leaf="">茶</span><rp>(</rp><rt>chá</rt><rp>)</rp></ruby></p><span leaf="">水</span><p><ruby><span leaf="">火</span><b><span leaf="">(</span></b></ruby></p></section>
            "#]],
        );
    }
}
