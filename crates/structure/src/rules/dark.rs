//! §4: what WeChat's dark mode makes of the colours.
//!
//! The algorithm is that of WeChat's open `mp-darkmode`, in its newer form, which the engine asks for. State is handed down
//! the tree: what is behind the text, the colour of the text in the dark and in the light. Only inline styles count.

use super::Report;
use crate::color::Color;
use crate::css::Style;
use crate::tree::{Element, Id, ROOT, Tree, among};

pub(crate) const PAGE: Color = Color::gray(25.0);
const TEXT: Color = Color::gray(152.0);
/// The text in the light.
const INK: Color = Color::gray(25.0);
/// Most that text may differ from its background in brightness.
const MAX_OFFSET: f64 = 152.0 - 25.0;
/// Least that it should.
const MIN_OFFSET: f64 = 65.0;
const MIN_CONTRAST: f64 = 1.5;
/// Colours that can be seen through more than this are passed over.
const MIN_ALPHA: f64 = 0.05;

#[derive(Debug, Clone, Copy)]
pub(crate) struct State {
    pub(crate) back: Option<Color>,
    pub(crate) text: Option<Color>,
    /// The text's own colour, in the light.
    own: Option<Color>,
    /// Below `display:none`, a picture or SVG, where nothing is looked at.
    pub(crate) skipped: bool,
}

/// That of the page.
pub(crate) const BLANK: State = State { back: None, text: None, own: None, skipped: false };

pub(crate) fn check(tree: &Tree, report: &mut Report<'_>) {
    let mut states = vec![BLANK; tree.len()];
    for id in tree.order() {
        let Some(element) = tree.element(*id) else { continue };
        let above = tree.parent(*id).and_then(|parent| states.get(parent)).copied().unwrap_or(BLANK);
        let (state, gradient) = enter(tree, *id, element, above);
        if let Some(known) = states.get_mut(*id) {
            *known = state;
        }
        if state.skipped || *id == ROOT {
            continue;
        }
        let ignored = |rule: &str| {
            element
                .attr("data-ignore-dm")
                .is_some_and(|rules| rules.split_whitespace().any(|word| word == rule))
        };
        if tree.has_own_ink(*id) && !ignored("low-contrast") {
            let (text, back) = (state.text.unwrap_or(TEXT), state.back.unwrap_or(PAGE));
            let contrast = text.contrast(back);
            if contrast < MIN_CONTRAST {
                let what = format!(
                    "in dark mode this text has a contrast of {contrast:.2} to what is behind it, and needs {MIN_CONTRAST}; choose a text or background that differs more in brightness (§4.1.1)"
                );
                report.engine("darkmode-low-contrast", *id, what, false);
            }
        }
        if gradient && !ignored("text-bg-gradient") {
            let what = "text stands on a gradient, which dark mode turns into one flat colour; use a plain colour, or say data-ignore-dm=\"text-bg-gradient\" (§4.1.2)";
            report.engine("darkmode-no-gradient", *id, what, false);
        }
        if element.has("data-no-dark") {
            let what = "data-no-dark keeps this from being converted for dark mode; remove it (§4.5.1)";
            report.engine("darkmode-whitelist", *id, what, true);
        }
    }
}

/// The state inside an element, and whether its background is a gradient below text.
pub(crate) fn enter(tree: &Tree, id: Id, element: &Element, above: State) -> (State, bool) {
    let style = &element.style;
    let hidden = style.value("display").as_deref() == Some("none");
    let skipped = above.skipped || element.foreign || hidden || has_picture(style);
    let mut state = State { skipped, ..above };
    if skipped || element.is("iframe mpcps") || element.has("data-no-dark") {
        return (state, false);
    }
    let own = color(element);
    let (back, gradient) = background(element);
    if let Some(back) = back.filter(|back| back.alpha >= MIN_ALPHA) {
        paint(&mut state, back, own.is_some() || has_color(element));
    }
    let gradient = gradient && back.is_some() && tree.has_ink(id);
    if gradient && let Some(back) = back {
        // Once text is found on it, the gradient counts as it was, not as it was converted.
        state.back = Some(back.over(state.back.unwrap_or(PAGE)));
    }
    if let Some(own) = own.filter(|own| own.alpha >= MIN_ALPHA) {
        write(&mut state, own);
    } else if gradient {
        let own = state.own.unwrap_or(INK);
        write(&mut state, own);
    }
    (state, gradient)
}

/// A background: text without a colour of its own is calculated anew.
fn paint(state: &mut State, color: Color, has_color: bool) {
    let below = state.back.unwrap_or(PAGE);
    let dark = dark_background(color, below);
    let back = dark.over(below);
    if !has_color {
        let own = state.own.unwrap_or(INK);
        state.text = Some(dark_text(own, back).over(back));
        state.own = Some(own);
    }
    state.back = Some(back);
}

fn write(state: &mut State, own: Color) {
    let back = state.back.unwrap_or(PAGE);
    state.text = Some(dark_text(own, back).over(back));
    state.own = Some(own);
}

pub(crate) fn dark_background(color: Color, below: Color) -> Color {
    let mixed = color.over(below);
    let (hue, saturation, lightness) = mixed.hsl();
    let dark = if saturation == 0.0 && lightness > 40.0 || mixed.brightness() > 250.0 {
        let (_, _, page) = PAGE.hsl();
        Color::from_hsl(0.0, 0.0, (100.0 + page - lightness).min(100.0), 1.0)
    } else if mixed.brightness() > 190.0 {
        mixed.scaled(190.0)
    } else if lightness < 22.0 {
        Color::from_hsl(hue, saturation, 22.0, 1.0)
    } else {
        mixed
    };
    dark.front(below, color.alpha)
}

pub(crate) fn dark_text(own: Color, back: Color) -> Color {
    let bright = back.brightness();
    let mut text = own.over(back);
    // Turning the lightness over changes the side, so it happens once at most; the bound is for safety.
    for turn in 0..4 {
        let brightness = text.brightness();
        let offset = (bright - brightness).abs();
        let unchanged = if turn == 0 { own } else { text.front(back, own.alpha) };
        if brightness >= 250.0 {
            return unchanged;
        }
        if offset > MAX_OFFSET && bright <= PAGE.brightness() + 2.0 {
            return text.scaled(MAX_OFFSET + bright).front(back, own.alpha);
        }
        if offset >= MIN_OFFSET {
            return unchanged;
        }
        let (hue, saturation, lightness) = text.hsl();
        let light_below = bright >= 100.0;
        if light_below && lightness > 50.0 || !light_below && lightness <= 40.0 {
            text = Color::from_hsl(hue, saturation, 90.0 - lightness, 1.0);
            continue;
        }
        let target = if light_below { bright - MIN_OFFSET } else { bright + MIN_OFFSET };
        return text.scaled(target.min(MAX_OFFSET)).front(back, own.alpha);
    }
    text.front(back, own.alpha)
}

/// The colour of the background, and whether it is a gradient without a picture.
fn background(element: &Element) -> (Option<Color>, bool) {
    let style = &element.style;
    let mut color = style.read("background-color", first);
    for name in ["background", "background-image"] {
        if let Some(value) = style.value(name) {
            let colors = Color::all(&value);
            if value.contains("gradient") && !colors.is_empty() {
                return (mixed(&colors), true);
            }
            color = color.or(colors.first().copied());
        }
    }
    if color.is_none() && element.is("table tr td th") && !style.declarations.iter().any(is_background) {
        color = element.attr("bgcolor").and_then(first);
    }
    (color, false)
}

/// One colour for a gradient. As the algorithm is written, an opaque colour leaves nothing of those before it.
fn mixed(colors: &[Color]) -> Option<Color> {
    colors.iter().copied().reduce(|before, next| {
        let weight = 2.0 * next.alpha - 1.0;
        let alpha = next.alpha - before.alpha;
        let weight = if weight * alpha == -1.0 { weight } else { (weight + alpha) / (1.0 + weight * alpha) };
        let share = f64::midpoint(weight, 1.0);
        let mix = |before: f64, next: f64| share * next + (1.0 - share) * before;
        Color {
            red: mix(before.red, next.red),
            green: mix(before.green, next.green),
            blue: mix(before.blue, next.blue),
            alpha: next.alpha * next.alpha + before.alpha * (1.0 - next.alpha),
        }
    })
}

fn is_background(declaration: &crate::css::Declaration) -> bool {
    declaration.name.contains("background")
}

fn color(element: &Element) -> Option<Color> {
    let style = &element.style;
    let fill = style.read("-webkit-text-fill-color", first).or_else(|| style.read("color", first));
    fill.or_else(|| {
        element.attr("color").filter(|_| element.is("font") && !has_color(element)).and_then(first)
    })
}

fn has_color(element: &Element) -> bool {
    element.style.declarations.iter().any(|known| among("color -webkit-text-fill-color", &known.name))
}

fn first(value: &str) -> Option<Color> {
    Color::all(value).first().copied()
}

fn has_picture(style: &Style) -> bool {
    let names = "background background-image border-image -webkit-border-image border-image-source";
    style
        .declarations
        .iter()
        .any(|known| among(names, &known.name) && known.value.to_ascii_lowercase().contains("url("))
}
