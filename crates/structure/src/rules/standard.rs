//! What the text of the standard asks for where the engine of today does not look.

use super::Report;
use super::plain::{ALIGN, CARET, HEIGHT, TOUCH, is_start_or_end, is_touch_only};
use crate::color::Color;
use crate::css::{Length, length};
use crate::fix::{is_page_font, is_page_rule};
use crate::tree::{Element, Id, Tree, among};

const BLOCKS: &str = "section div p ul ol li table blockquote pre h1 h2 h3 h4 h5 h6 hr figure";

/// What may stand in `section nodeleaf`.
const COMPONENTS: &str = "img iframe mpvoice qqmusic";

/// A chain of equal layers may be this long.
const MAX_CHAIN: usize = 10;

/// A phone is this wide, within a pixel: what is narrower has the same look everywhere.
const PHONE: f64 = 374.0;

pub(crate) fn check(tree: &Tree, report: &mut Report<'_>) {
    let mut chains = vec![1_usize; tree.len()];
    let mut in_leaf = vec![false; tree.len()];
    for (id, element) in tree.elements() {
        let is_leaf = element.is("span") && element.has("leaf");
        let inside = tree.parent(id).and_then(|parent| in_leaf.get(parent)).copied().unwrap_or_default();
        if let Some(known) = in_leaf.get_mut(id) {
            *known = inside || is_leaf;
        }
        if inside && element.is(BLOCKS) {
            let what = "a block stands in span leaf, which is for text; take it out (§2.2)";
            report.standard("span-leaf", id, what, false);
        }
        styles(tree, id, element, report);
        leaves(tree, id, element, report);
        if is_touch_only(element) && among("animate animateTransform animateMotion set", &element.name) {
            report.standard("animate-begin", id, TOUCH, true);
        }
        let twin = tree.parent(id).filter(|parent| tree.only(*parent) == Some(id)).filter(|parent| {
            tree.element(*parent)
                .is_some_and(|above| above.name == element.name && above.style.source == element.style.source)
        });
        let chain = twin.and_then(|parent| chains.get(parent)).map_or(1, |length| length + 1);
        if let Some(known) = chains.get_mut(id) {
            *known = chain;
        }
        if chain == MAX_CHAIN + 1 {
            let what =
                "more than 10 layers with the same tag and style, one in the other; unwrap them (§2.1)";
            report.standard("nestNodes", id, what, false);
        }
        if element.is("img") && !element.has("data-w") && !element.class_has("ProseMirror-separator") {
            let what = "a picture without data-w, its width in pixels, is measured only if it loads; add data-w (§1.4.3)";
            report.standard("data-w", id, what, false);
        }
        if element.foreign && element.name == "text" && is_black(tree, id) {
            let what =
                "text in SVG without a colour or in black cannot be read in dark mode; give it a fill (§4.4)";
            report.standard("svg-color", id, what, false);
        }
    }
}

fn styles(tree: &Tree, id: Id, element: &Element, report: &mut Report<'_>) {
    let style = &element.style;
    if style
        .value("caret-color")
        .is_some_and(|value| Color::all(&value).first().is_some_and(|color| color.alpha == 0.0))
    {
        report.standard("caret-color", id, CARET, true);
    }
    if style.value("text-align").is_some_and(|value| is_start_or_end(&value)) {
        report.standard("text-align", id, ALIGN, true);
    }
    let height = style.read("height", |value| length(value, 16.0));
    if !element.foreign
        && tree.has_ink(id)
        && matches!(height, Some(Length::Sum(pixels, share)) if pixels == 0.0 && share == 0.0)
        && !in_svg(tree, id)
    {
        report.standard("height", id, HEIGHT, false);
    }
    if let Some(family) = style.value("font-family") {
        if is_page_font(&family) {
            let what =
                "WeChat's own fonts look alike in the editor and on every phone; remove font-family (§3)";
            report.standard("font-family", id, what, true);
        } else {
            let what = "this font looks different on every phone, and the standard wants none; remove font-family, if the text may look as others do (§3)";
            report.standard("font-family", id, what, false);
        }
    }
    if style.declarations.iter().any(|known| known.important && !is_page_rule(&known.name)) {
        let what = "!important keeps dark mode from adjusting colours; remove it (§4.5.2)";
        report.standard("important", id, what, true);
    }
    let width = style.read("width", |value| length(value, 16.0));
    let inside = std::iter::successors(Some(id), |id| tree.parent(*id));
    if let Some(Length::Sum(pixels, 0.0)) = width
        && pixels >= PHONE
        && !element.foreign
        && !element.is("img th td")
        && !inside.filter_map(|id| tree.element(id)).any(|above| above.has("data-ignore-width"))
    {
        let what =
            "a width fixed in pixels fills a phone but not a desk; write a percentage, or max-width (§1.4.3)";
        report.standard("width", id, what, false);
    }
}

fn leaves(tree: &Tree, id: Id, element: &Element, report: &mut Report<'_>) {
    let parent = tree.parent(id).and_then(|parent| tree.element(parent));
    if parent.is_some_and(|parent| parent.is("section") && parent.has("nodeleaf")) {
        let is_component =
            !element.foreign && (among(COMPONENTS, &element.name) || element.name.starts_with("mp-"));
        if !is_component || tree.parent(id).and_then(|parent| tree.only(parent)).is_none() {
            let what = "section nodeleaf may hold one picture or component and nothing else (§2.3)";
            report.standard("node-leaf", id, what, false);
        }
    }
    let empty = |id: &Id| {
        tree.children(*id).is_empty()
            && tree.element(*id).is_some_and(|element| element.is(BLOCKS) || element.is("span"))
    };
    if tree.children(id).len() > 20 && tree.inner(id).filter(empty).count() > 15 {
        let what =
            "of many children nearly all are empty, and the editor will delete those; remove them (§2)";
        report.standard("redundant-node", id, what, false);
    }
}

/// Whether an element is drawn or played by SVG.
fn in_svg(tree: &Tree, id: Id) -> bool {
    std::iter::successors(Some(id), |id| tree.parent(*id))
        .filter_map(|id| tree.element(id))
        .any(|above| above.name == "svg" || above.attr("data-mode") == Some("svg"))
}

/// Whether the text of a drawing is filled with black: said, or by default.
fn is_black(tree: &Tree, id: Id) -> bool {
    let fill = std::iter::successors(Some(id), |id| tree.parent(*id)).find_map(|id| {
        let element = tree.element(id).filter(|element| element.foreign)?;
        element.style.value("fill").or_else(|| element.attr("fill").map(str::to_ascii_lowercase))
    });
    fill.is_none_or(|fill| {
        Color::all(&fill).first().is_some_and(|color| color.brightness() < 40.0 && color.alpha > 0.0)
    })
}
