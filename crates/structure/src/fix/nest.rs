//! Layers that add nothing.

use crate::css::Declaration;
use crate::tree::{Element, Id, Tree, among};

/// Handed down to what is inside, so the only child can say it as well.
const INHERITED: &str = "color font-size font-style font-weight letter-spacing line-height list-style-type text-align text-indent \
    visibility white-space word-break word-spacing";

/// The layer to take away for a chain of layers that is too long: that one, or the next above or below it in the chain.
pub(crate) fn layer(tree: &Tree, id: Id) -> Option<Id> {
    let up = std::iter::successors(Some(id), |id| {
        tree.parent(*id).filter(|parent| tree.only(*parent) == Some(*id))
    });
    let down = std::iter::successors(tree.only(id), |id| tree.only(*id));
    up.chain(down).find(|id| is_spare(tree, *id))
}

/// Whether an element can go without a visible change: it has one child and nothing else, and what its style says is handed
/// down, or is nothing.
fn is_spare(tree: &Tree, id: Id) -> bool {
    let Some(element) = tree.element(id).filter(|element| element.is("section div span p")) else {
        return false;
    };
    let Some((child, inner)) = tree.only(id).and_then(|child| Some((child, tree.element(child)?))) else {
        return false;
    };
    let alone =
        tree.parent(id).is_some_and(|parent| tree.only(parent) == Some(id) && !tree.has_own_ink(parent));
    let plain = element.attrs.iter().all(|(name, _)| is_idle(name));
    // A paragraph has margins; a block in a line, or a line in a block, would show.
    let flows = alone
        && tree.parent(id).and_then(|parent| tree.element(parent)).is_none_or(|above| !is_flexible(above));
    let blocks = "section div p blockquote ul ol table h1 h2 h3 h4 h5 h6";
    let same = if element.is("span") {
        inner.is("span strong em b i a img")
    } else {
        inner.is(blocks) || inner.is("span")
    };
    let ends = element.tag.is_some() && element.end.is_some() && inner.tag.is_some();
    let says = |known: &Declaration| is_nothing(known) || is_handed_down(known, inner);
    !element.is("p")
        && plain
        && flows
        && same
        && ends
        && !tree.has_own_ink(id)
        && !element.has("leaf")
        && tree.has_ink(child) | inner.is("section div img")
        && element.style.declarations.iter().all(says)
}

/// Attributes that editors write for themselves.
fn is_idle(name: &str) -> bool {
    let meant = ["data-ignore", "data-mode", "data-no-dark", "data-miniprogram", "data-plugin"];
    name == "style" || name.starts_with("data-") && !meant.iter().any(|start| name.starts_with(start))
}

fn is_flexible(element: &Element) -> bool {
    let display = element.style.value("display").unwrap_or_default();
    ["flex", "grid", "table", "box"].iter().any(|word| display.contains(word))
}

fn is_nothing(known: &Declaration) -> bool {
    let value = known.value.to_ascii_lowercase();
    let zero = value.split_whitespace().all(|word| matches!(word, "0" | "0px" | "0em" | "0pt"));
    match known.name.as_str() {
        "margin" | "padding" | "outline" | "border-width" | "border" => {
            zero || known.name == "border" && value == "none"
        }
        "margin-top" | "margin-right" | "margin-bottom" | "margin-left" => zero,
        "padding-top" | "padding-right" | "padding-bottom" | "padding-left" => zero,
        "box-sizing" => value == "border-box",
        "max-width" => value == "100%",
        "overflow-wrap" | "word-wrap" => value == "break-word",
        "position" => value == "static",
        "float" | "transform" | "background" => value == "none",
        "opacity" => value == "1",
        "caret-color" => true,
        _ => false,
    }
}

/// Whether the only child can say it in place of the layer.
fn is_handed_down(known: &Declaration, inner: &Element) -> bool {
    let shorthand = |other: &Declaration| other.name == "font" || other.name == "all";
    among(INHERITED, &known.name)
        // Said by the child itself, it counts already, unless it is a share of what is around it.
        && !inner.style.declarations.iter().any(|other| shorthand(other) || is_share(other, known))
}

fn is_share(inner: &Declaration, outer: &Declaration) -> bool {
    let relative =
        inner.value.contains(['%']) || inner.value.contains("em") || inner.value.contains("inherit");
    let same = inner.name == outer.name && relative;
    same || outer.name == "font-size" && (inner.value.contains("em") || inner.value.contains('%'))
}

/// What the child has to say when the layer is gone.
pub(super) fn handed_down(layer: &Element, inner: &Element) -> Vec<Declaration> {
    let own = &inner.style.declarations;
    let missing =
        |known: &&Declaration| !is_nothing(known) && !own.iter().any(|other| other.name == known.name);
    let mut said: Vec<Declaration> = layer.style.declarations.iter().filter(missing).cloned().collect();
    said.extend(own.iter().cloned());
    said
}
