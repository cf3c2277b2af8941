use crate::color::Color;
use crate::css::Declaration;
use crate::tree::{Element, among};

/// What was done to a style.
pub(super) type Done = Vec<(&'static str, &'static str)>;

/// The declarations of an element, mended; nothing if there is nothing to mend.
pub(super) fn mended(element: &Element, right_to_left: bool) -> Option<(Vec<Declaration>, Done)> {
    let mut done = Done::new();
    let mut kept: Vec<Declaration> = Vec::new();
    let mut important: Vec<Declaration> = Vec::new();
    for known in &element.style.declarations {
        let mut known = known.clone();
        let value = known.value.to_ascii_lowercase();
        match known.name.as_str() {
            "caret-color" if Color::all(&value).first().is_some_and(|color| color.alpha == 0.0) => {
                done.push(("caret-color", "a transparent caret was removed"));
                continue;
            }
            "font-family" if is_page_font(&value) => {
                done.push(("font-family", "font-family was removed"));
                continue;
            }
            "text-align" if matches!(value.as_str(), "start" | "end") => {
                let left = (value == "start") != right_to_left;
                known.value = if left { "left" } else { "right" }.to_owned();
                done.push(("text-align", "text-align says left or right"));
            }
            "opacity" if element.is("img") && is_half_seen(&value) => {
                known.value = value.trim_start_matches('0').to_owned();
                done.push(("opacity", "opacity is written without the zero before the point"));
            }
            _ => {}
        }
        if known.important && !is_page_rule(&known.name) {
            done.push(("important", "!important was removed"));
            known.important = false;
            important.push(known);
        } else {
            kept.push(known);
        }
    }
    // What was important counted before what was not, wherever it stood; now the last one counts.
    kept.append(&mut important);
    (!done.is_empty()).then_some((kept, done))
}

/// Whether it asks for the fonts that the page has anyway: those of the phone.
pub(crate) fn is_page_font(value: &str) -> bool {
    const FIRST: [&str; 8] = [
        "mp-quote",
        "-apple-system",
        "-apple-system-font",
        "blinkmacsystemfont",
        "system-ui",
        "pingfang sc",
        "inherit",
        "unset",
    ];
    const BEHIND: [&str; 6] =
        ["helvetica neue", "helvetica", "arial", "hiragino sans gb", "microsoft yahei", "microsoft yahei ui"];
    let names: Vec<String> = value
        .split(',')
        .map(|name| name.trim().trim_matches(['"', '\'']).trim().to_ascii_lowercase())
        .collect();
    // Behind it nothing counts.
    let system = names.iter().position(|name| name == "system-ui").unwrap_or(names.len());
    names.iter().enumerate().all(|(at, name)| {
        FIRST.contains(&name.as_str())
            || at > 0 && name == "sans-serif"
            || at > system && BEHIND.contains(&name.as_str())
    })
}

/// What the page has important rules for of its own: without the word, those would win.
pub(crate) fn is_page_rule(name: &str) -> bool {
    among("max-width box-sizing -webkit-box-sizing word-wrap overflow-wrap", name)
}

/// `0.5` and the like, which the engine takes for 0.
fn is_half_seen(value: &str) -> bool {
    value.starts_with("0.") && value.parse().is_ok_and(|opacity: f64| opacity > 0.0)
}

/// Declarations as a style attribute holds them.
pub(crate) fn written(declarations: &[Declaration]) -> String {
    let whole = declarations.iter().filter_map(|known| {
        let important = if known.important { "!important" } else { "" };
        Some(format!("{}:{}{important};", known.name, closed(&known.value)?))
    });
    whole.collect()
}

/// A value whose brackets are closed, as a browser closes those of the last one; nothing if it would swallow what follows.
fn closed(value: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => {
                rest.next()?;
            }
            c if quote == Some(c) => quote = None,
            _ if quote.is_some() => {}
            '"' | '\'' => quote = Some(c),
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' if open.pop() != Some(c) => return None,
            _ => {}
        }
    }
    let ends = quote.into_iter().chain(open.into_iter().rev());
    Some(value.chars().chain(ends).collect())
}
