//! A formula in TeX's notation to an SVG whose glyphs are paths in the colour of the text.
//!
//! WeChat keeps neither web fonts nor `<use>`, so each glyph is written out; and an article has 20,000
//! characters, so it is written short.

mod draw;
mod glyph;
mod path;
mod spelling;

use std::collections::HashMap;
use std::sync::Arc;

use ratex_layout::{LayoutOptions, layout_with_fallback_metrics, to_display_list, validate_layout};
use ratex_parser::ParseError;
use ratex_types::display_item::DisplayList;
use ratex_types::math_style::MathStyle;

use crate::Error;
use crate::html::{Element, write};

/// Longest formula, in bytes. A screen holds some hundreds.
const MAX_TEX: usize = 8 * 1024;

/// Deepest nesting: parser and layout recurse on it, and have 32 levels of their own for what macros make.
const MAX_DEPTH: usize = 24;

/// Longest edge of a formula, in em: a phone shows about twenty.
const MAX_EM: f64 = 400.0;

/// Most characters of TeX that are read aloud.
const MAX_LABEL: usize = 240;

/// A formula in TeX's notation, without its dollars, as HTML that WeChat keeps: an SVG of paths in the colour of the
/// text, which stands on the line. `display` is for a formula in a line of its own.
///
/// Commands are KaTeX's, `\ce` for chemistry among them; Chinese may stand in it. The formula has at most 8 KiB, 24
/// levels of nesting and 400 em in each direction.
///
/// # Errors
///
/// What is wrong with the formula, or which character no typeface has.
pub fn formula(tex: &str, display: bool) -> Result<String, Error> {
    let element = render(tex, display).map_err(|why| Error::new(None, why))?;
    Ok(write(&[element.into()]))
}

/// Whether there is a glyph for a character.
#[cfg(feature = "diagrams")]
pub(crate) fn is_drawn(c: char) -> bool {
    glyph::Glyph::find("", c).is_some()
}

/// The formula as a `span` that holds an `svg`. `display` is for a formula in a line of its own, with large
/// operators and limits above and below. The error is for people and without a line.
pub(crate) fn render(tex: &str, display: bool) -> Result<Element, String> {
    let tex = tex.trim();
    let drawing = draw::drawing(&laid_out(&spelling::spelled(tex), display)?)?;
    let mut svg = Element::new(
        "svg",
        &[
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("viewbox", &drawing.view_box()),
            ("role", "img"),
            ("aria-label", &label(tex)),
            ("fill", "currentColor"),
            ("stroke", "currentColor"),
            ("stroke-width", "0"),
            ("style", &drawing.style()),
        ],
        drawing.paths(),
    );
    if let Some((name, _)) = svg.attrs.get_mut(1) {
        // SVG is the one place where the case of an attribute matters.
        *name = "viewBox".to_owned();
    }
    Ok(Element::new("span", &[("style", "display:inline-block;")], vec![svg.into()]))
}

fn laid_out(tex: &str, display: bool) -> Result<DisplayList, String> {
    if tex.is_empty() {
        return Err("the formula is empty".into());
    }
    if tex.len() > MAX_TEX {
        return Err(format!("the formula is longer than {MAX_TEX} bytes; split it"));
    }
    if depth(tex) > MAX_DEPTH {
        return Err(format!("the formula is nested deeper than {MAX_DEPTH} levels; simplify it"));
    }
    let nodes = ratex_parser::parse(tex).map_err(|error| explain(&error, tex))?;
    let metrics: HashMap<_, _> = tex.chars().filter_map(|c| Some((c, glyph::metrics(c)?))).collect();
    let style = if display { MathStyle::Display } else { MathStyle::Text };
    let layout = layout_with_fallback_metrics(
        &nodes,
        &LayoutOptions { style, ..LayoutOptions::default() },
        Arc::new(metrics),
    );
    validate_layout(&layout).map_err(|_| "the formula is too large")?;
    let list = to_display_list(&layout);
    let fits = |edge: f64| edge.is_finite() && edge.abs() <= MAX_EM;
    match fits(list.width) && fits(list.height) && fits(list.depth) {
        true => Ok(list),
        false => Err(format!("the formula is larger than {MAX_EM} em; split it")),
    }
}

/// How deep groups, environments and brackets that grow stand in each other.
fn depth(tex: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut rest = tex;
    while let Some(at) = rest.find(['{', '}', '\\']) {
        let (_, found) = rest.split_at(at);
        let opens = ["\\left", "\\begin"].iter().any(|word| found.starts_with(word));
        let closes = ["\\right", "\\end"].iter().any(|word| found.starts_with(word));
        match found.starts_with('\\') {
            true if opens => depth += 1,
            true if closes => depth = depth.saturating_sub(1),
            true => {}
            false if found.starts_with('{') => depth += 1,
            false => depth = depth.saturating_sub(1),
        }
        deepest = deepest.max(depth);
        // What follows a backslash is a name or an escaped brace.
        let step = if found.starts_with('\\') { found.chars().take(2).map(char::len_utf8).sum() } else { 1 };
        rest = found.get(step..).unwrap_or_default();
    }
    deepest
}

/// What the parser found, in words for the author, and where.
fn explain(error: &ParseError, tex: &str) -> String {
    let message = error.message.as_str();
    let command = |text: &str| text.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned();
    if let Some(name) = message.strip_prefix("Undefined control sequence: ") {
        return format!("the formula has an unknown command, {}", command(name));
    }
    if let Some(name) = message.strip_prefix("No such environment: ") {
        return format!("the formula has an unknown environment, \\begin{{{name}}}");
    }
    if message.starts_with("Too many expansions") {
        return "a macro of the formula calls itself without end".into();
    }
    if message.ends_with("got '&'") {
        return "the formula has a column mark & outside of an environment; put it into \\begin{aligned} … \\end{aligned}".into();
    }
    let message = message.replace("'EOF'", "the end of the formula");
    let mut letters = message.chars();
    let lower: String = letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
    let place = error.loc.as_ref().and_then(|loc| tex.get(loc.start..)).unwrap_or_default();
    let near: String = place.chars().take(20).collect();
    match near.trim() {
        "" => format!("the formula cannot be read: {lower}"),
        near => format!("the formula cannot be read: {lower}, near `{near}`"),
    }
}

/// The formula for those who listen, as it was written, in one line.
fn label(tex: &str) -> String {
    // What guards its lines against Markdown says nothing.
    let words = tex.split_whitespace().map(|word| word.strip_prefix("{}").unwrap_or(word));
    let words: Vec<_> = words.filter(|word| *word != "%").collect();
    words.join(" ").chars().filter(|c| !c.is_control()).take(MAX_LABEL).collect()
}

#[cfg(test)]
mod tests;
