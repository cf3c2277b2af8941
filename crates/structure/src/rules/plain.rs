//! §1: what a style attribute or an attribute alone decides.

use super::Report;
use crate::paragraph::is_empty;
use crate::tree::{Element, Id, Tree};

pub(crate) fn check(tree: &Tree, paragraphs: &[Vec<Id>], report: &mut Report<'_>) {
    for paragraph in paragraphs {
        for id in paragraph {
            let Some(element) = tree.element(*id) else { continue };
            if is_invisible_picture(element) {
                let what = "a picture with opacity 0 cannot be seen or replaced in the editor; remove the opacity or the picture (§1.1)";
                report.engine(
                    "opacity",
                    *id,
                    what,
                    element
                        .style
                        .value("opacity")
                        .is_some_and(|value| value.starts_with("0.") && number(&value) > Some(0.0)),
                );
            }
            if element.style.first("caret-color").is_some_and(is_transparent) && !is_empty(tree, *id) {
                report.engine("caret-color", *id, CARET, true);
            }
            if element.style.first("text-align").is_some_and(is_start_or_end) {
                report.engine("text-align", *id, ALIGN, true);
            }
            if is_touch_only(element) && element.name == "animate" {
                report.engine("animate-begin", *id, TOUCH, true);
            }
        }
        heights(tree, paragraph, report);
    }
}

pub(super) const CARET: &str =
    "a transparent caret hides the place of writing in the editor; remove caret-color (§1.2)";
pub(super) const ALIGN: &str = "start and end are not understood on every device; write left or right (§1.6)";
pub(super) const TOUCH: &str = "begin=\"touchstart\" never begins with a mouse; add click (§1.7)";
pub(super) const HEIGHT: &str =
    "text in a box of height 0 cannot be seen on a phone; remove the height (§1.5.1)";

/// Whether a height of nothing hides text, but for what is drawn or played by SVG.
fn heights(tree: &Tree, paragraph: &[Id], report: &mut Report<'_>) {
    let mut exempt = std::collections::HashSet::new();
    for id in paragraph {
        let Some(element) = tree.element(*id) else { continue };
        let above = tree.parent(*id).is_some_and(|parent| exempt.contains(&parent));
        if above || element.name == "svg" || element.attr("data-mode") == Some("svg") {
            exempt.insert(*id);
        } else if element.style.first("height").is_some_and(is_zero) && tree.has_ink(*id) {
            report.engine("height", *id, HEIGHT, false);
        }
    }
}

fn is_invisible_picture(element: &Element) -> bool {
    let value = element.style.first("opacity").and_then(number);
    element.is("img") && (value == Some(0.0) || says_zero(&element.style.source))
}

/// The number at the start of a text, as JavaScript reads it.
fn number(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+')).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

/// Whether `opacity:0` stands anywhere, with no letter or digit behind it; `0.5` is hit as well.
fn says_zero(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    style.match_indices("opacity").any(|(at, word)| {
        let rest = style.get(at + word.len()..).unwrap_or_default().trim_start();
        let zero = rest.strip_prefix(':').and_then(|rest| rest.trim_start().strip_prefix('0'));
        zero.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    })
}

fn is_transparent(value: &str) -> bool {
    let value: String = value.to_ascii_lowercase().split_whitespace().collect();
    value.contains("rgba(0,0,0,0)")
}

pub(super) fn is_start_or_end(value: &str) -> bool {
    value.eq_ignore_ascii_case("start") || value.eq_ignore_ascii_case("end")
}

pub(super) fn is_zero(value: &str) -> bool {
    value == "0" || value.eq_ignore_ascii_case("0px")
}

/// Whether an animation begins when touched, and not when clicked.
pub(crate) fn is_touch_only(element: &Element) -> bool {
    let begin = element.attr("begin").unwrap_or_default().to_ascii_lowercase();
    let has = |word: &str| begin.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == word);
    has("touchstart") && !has("click")
}
