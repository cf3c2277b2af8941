//! Values of single properties.

use super::{Align, Display, LineHeight, Sides};
use crate::css::{Length, Style, length, words};
use crate::tree::Element;

pub(super) fn display(value: &str, known: Display) -> Display {
    let replaced = known == Display::Replaced;
    match value {
        "none" => Display::None,
        // A picture keeps its own width as a block as well.
        "block" | "flow-root" | "list-item" => Display::Block,
        "inline" if replaced => Display::Replaced,
        "inline" | "contents" => Display::Inline,
        "inline-block" if replaced => Display::Replaced,
        "inline-flex" | "-webkit-inline-flex" | "-webkit-inline-box" => Display::InlineFlex,
        "inline-block" | "inline-table" | "inline-grid" => Display::InlineBlock,
        "flex" | "-webkit-flex" | "-webkit-box" => Display::Flex,
        "grid" => Display::Grid,
        "table" => Display::Table,
        "table-row-group" | "table-header-group" | "table-footer-group" => Display::Rows,
        "table-row" => Display::Row,
        "table-cell" => Display::Cell,
        _ => known,
    }
}

pub(super) fn align(value: &str) -> Option<Align> {
    Some(match value {
        "center" | "-webkit-center" => Align::Center,
        "right" | "end" | "-webkit-right" => Align::End,
        "left" | "start" | "justify" | "-webkit-left" => Align::Start,
        _ => return None,
    })
}

pub(super) fn line_height(value: &str, font: f64) -> Option<LineHeight> {
    if value == "normal" || value == "initial" {
        return Some(LineHeight::Normal);
    }
    if let Ok(number) = value.parse::<f64>() {
        return Some(LineHeight::Number(number)).filter(|_| number >= 0.0);
    }
    match length(value, font)? {
        Length::Sum(pixels, share) if pixels + share * font >= 0.0 => {
            Some(LineHeight::Pixels(pixels + share * font))
        }
        _ => None,
    }
}

/// A size in pixels, and whether it is one given in pixels.
pub(super) fn font_size(value: &str, above: f64) -> Option<(f64, Option<bool>)> {
    let keyword = match value.to_ascii_lowercase().as_str() {
        "xx-small" => 9.0,
        "x-small" => 10.0,
        "small" => 13.0,
        "medium" | "initial" => 16.0,
        "large" => 18.0,
        "x-large" => 24.0,
        "xx-large" => 32.0,
        "smaller" => return Some((above / 1.2, None)),
        "larger" => return Some((above * 1.2, None)),
        lower => {
            let Length::Sum(pixels, share) = length(lower, above)? else { return None };
            let absolute = share == 0.0 && !lower.ends_with("em");
            return Some((pixels + share * above, Some(true).filter(|_| absolute)))
                .filter(|(size, _)| *size >= 0.0);
        }
    };
    Some((keyword, Some(false)))
}

pub(super) fn sides(value: &str, font: f64) -> Option<Sides<Length>> {
    let parts = words(value).into_iter().map(|word| length(word, font)).collect::<Option<Vec<_>>>()?;
    let top = *parts.first()?;
    let right = parts.get(1).copied().unwrap_or(top);
    let bottom = parts.get(2).copied().unwrap_or(top);
    Some([top, right, bottom, parts.get(3).copied().unwrap_or(right)])
}

/// The width of a picture as the engine takes it while the picture is not loaded: the bare number of its style, `data-w`,
/// the attribute, or one pixel.
pub(super) fn picture_width(element: &Element, font: f64) -> Length {
    let style: &Style = &element.style;
    let styled = style.read("width", |value| length(value, font).map(|length| (length, number(value))));
    let numbered = |name: &str| element.attr(name).and_then(number);
    match styled {
        Some((length, _)) if length.is_percent() => return length,
        Some((_, Some(number))) if number > 0.0 => return Length::Sum(number, 0.0),
        _ => {}
    }
    let width = numbered("data-w")
        .filter(|width| *width > 0.0)
        .or_else(|| numbered("width").filter(|width| *width > 0.0));
    Length::Sum(width.unwrap_or(1.0), 0.0)
}

/// The number at the start of a text.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+')).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}
