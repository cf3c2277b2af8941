//! Attributes and styles: what counts, and what is the same though it is written in another way.

use super::part::Part;
use super::{Difference, DifferenceKind};
use crate::color::Color;
use crate::css::Style;
use crate::tree::Element;

/// Attributes without a visible effect, or that the platform sets as it likes.
const OWN: &str = "class style leaf nodeleaf textstyle target rel crossorigin data-w data-ratio data-type data-s data-imgfileid";

/// Hosts of WeChat's pictures, which answer for each other.
const PICTURES: [&str; 2] = [".qpic.cn", ".qlogo.cn"];

/// The attributes and declarations that count, by name; those of the style behind a colon.
pub(super) fn own(element: &Element) -> Vec<(String, String)> {
    let mut own: Vec<_> =
        attributes(element).into_iter().map(|(name, value)| (name.into(), plain(name, value))).collect();
    own.extend(declarations(&element.style).into_iter().map(|(name, value)| (format!(":{name}"), value)));
    own.sort();
    own
}

/// Tells what an element has lost of its attributes and its style, and what is different.
pub(super) fn tell(sent: &Part<'_>, kept: &Part<'_>, near: &str, out: &mut Vec<Difference>) {
    let (Some(one), Some(other)) = (sent.element, kept.element) else { return };
    let kept = attributes(other);
    for (name, value) in attributes(one) {
        let now = kept.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        if now.is_none_or(|now| !is_same(one, name, value, now)) {
            let (before, after) = (Some(value.to_owned()), now.map(str::to_owned));
            let name = name.to_owned();
            let of = Difference::new(DifferenceKind::Attribute, sent, near);
            out.push(Difference { name, before, after, ..of });
        }
    }
    let kept = declarations(&other.style);
    for (name, value) in declarations(&one.style) {
        let named = |wanted: &str| kept.iter().find(|(known, _)| known == wanted).map(|(_, value)| value);
        // One colour is a background in either spelling.
        let short = (name == "background").then(|| named("background-color")).flatten();
        let long = (name == "background-color").then(|| named("background")).flatten();
        let now = named(&name).or(short).or(long);
        if now.is_none_or(|now| !is_same_value(&value, now)) {
            let (before, after) = (Some(value), now.cloned());
            let of = Difference::new(DifferenceKind::Style, sent, near);
            out.push(Difference { name, before, after, ..of });
        }
    }
}

/// The attributes that count.
fn attributes(element: &Element) -> Vec<(&str, &str)> {
    let has_later = element.has("data-src");
    let is_passed_over = |name: &str| {
        OWN.split(' ').any(|own| own == name) || name.starts_with("xmlns") || has_later && name == "src"
    };
    let counted = element.attrs.iter().filter(|(name, _)| !is_passed_over(name));
    counted.map(|(name, value)| (if name == "data-src" { "src" } else { name }, value.trim())).collect()
}

fn is_same(element: &Element, name: &str, sent: &str, kept: &str) -> bool {
    match name {
        // Its number says which video it is; the address has more than one form.
        "src" if element.has("data-mpvid") => true,
        "src" if is_unknown(sent) => true,
        "href" => address(kept).starts_with(address(sent)),
        _ => plain(name, sent) == plain(name, kept),
    }
}

/// A picture's address that is not known before it is uploaded.
fn is_unknown(address: &str) -> bool {
    !address.contains("//") && !address.starts_with("data:")
}

fn plain(name: &str, value: &str) -> String {
    match name {
        "src" => picture(value),
        "href" => address(value).to_owned(),
        _ => value.to_owned(),
    }
}

/// Without scheme and fragment.
fn address(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or_default();
    url.strip_prefix("https:").or_else(|| url.strip_prefix("http:")).unwrap_or(url)
}

/// What a picture is known by, whichever of its sizes the address asks for.
fn picture(url: &str) -> String {
    let place = address(url).split('?').next().unwrap_or_default();
    let Some((host, path)) = place.strip_prefix("//").and_then(|rest| rest.split_once('/')) else {
        return place.to_owned();
    };
    if !PICTURES.iter().any(|known| host.ends_with(known)) {
        return place.to_owned();
    }
    let is_size = |part: &str| part.len() < 5 && part.bytes().all(|byte| byte.is_ascii_digit());
    path.split('/').filter(|part| !part.contains("mmbiz") && !is_size(part)).collect::<Vec<_>>().join("/")
}

/// The declarations that count, by name, in one spelling. What only some browsers knew counts for nothing.
fn declarations(style: &Style) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for known in style.declarations.iter().filter(|known| !known.name.starts_with("-webkit-")) {
        let value = spelled(&known.value);
        match all.iter_mut().find(|(name, _)| *name == known.name) {
            Some((_, old)) => *old = value,
            None => all.push((known.name.clone(), value)),
        }
    }
    all
}

fn is_same_value(sent: &str, kept: &str) -> bool {
    let unknown = sent.find("url(").is_some_and(|at| {
        is_unknown(sent.get(at + 4..).and_then(|rest| rest.split(')').next()).unwrap_or_default())
    });
    sent == kept || unknown && kept.contains("url(")
}

/// A value in one spelling: small letters, colours as numbers, no more blanks than needed, no unit behind a zero.
fn spelled(value: &str) -> String {
    if let Some((before, rest)) = value.split_once("url(") {
        let (url, after) = rest.split_once(')').unwrap_or((rest, ""));
        let url = url.trim().trim_matches(['"', '\'']);
        let url = if is_unknown(url) { url.to_owned() } else { picture(url) };
        return format!("{}url({url}){}", spelled(before), spelled(after));
    }
    let value = Color::each(&value.to_ascii_lowercase(), &|color| color).replace('"', "'");
    let mut out = String::with_capacity(value.len());
    for word in value.split_ascii_whitespace() {
        let close = out.ends_with([',', '(', '/']) || word.starts_with([',', ')', '/']);
        if !out.is_empty() && !close {
            out.push(' ');
        }
        out.push_str(match word {
            "0px" | "0em" | "0pt" | "0%" => "0",
            "bold" => "700",
            word => word,
        });
    }
    out.replace(", ", ",").replace("( ", "(").replace(" )", ")").replace(" .", " 0.")
}
