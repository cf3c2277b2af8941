//! The author's style sheets, written into the elements: WeChat drops everything else.

use css_inline::CSSInliner;

use super::write::with_lines;
use super::{Element, Node, Page};
use crate::error::Error;

/// Deepest nesting of brackets: the libraries recurse on them.
pub(super) const MAX_NESTING: usize = 16;
/// Longest style sheet: each of its rules is tried on each element.
const MAX_CSS: usize = 64 * 1024;

/// The page as HTML with its style sheets inlined; `None` if it has none.
pub(super) fn inlined(page: &Page) -> Result<Option<String>, Error> {
    if page.css.trim().is_empty() {
        return Ok(None);
    }
    if page.css.len() > MAX_CSS {
        return Err(Error::new(
            None,
            format!("the style sheets in the article are longer than {MAX_CSS} bytes"),
        ));
    }
    if nesting(&page.css) > MAX_NESTING {
        return Err(Error::new(
            None,
            format!("brackets in a style sheet are nested more than {MAX_NESTING} deep"),
        ));
    }
    // `<` cannot close the element early, and in CSS outside strings it means nothing an article could use.
    let css = page.css.replace('<', " ");
    let body = Element { line: None, ..page.body.clone() };
    let html =
        format!("<html><head><style>{css}</style></head>{}</html>", with_lines(&[Node::Element(body)]));
    let inliner = CSSInliner::options().load_remote_stylesheets(false).resolve_css_variables(true).build();
    match inliner.inline(&html) {
        Ok(html) => Ok(Some(html)),
        Err(error) => Err(Error::new(None, format!("a style sheet in the article cannot be used: {error}"))),
    }
}

/// How deep brackets are nested at most, counted without regard for strings.
pub(super) fn nesting(css: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in css.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
