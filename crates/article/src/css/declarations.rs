//! The declarations of a `style` attribute or a rule.

use std::ops::Range;

use cssparser::{Delimiter, ParseError, Parser};

use crate::error::Notes;
use crate::html::{MARK, among};
use crate::target::on_platform;

/// Properties a style may set. Not among them, since WeChat drops or breaks them: everything about positions, animation
/// and generated content.
pub(crate) const PROPERTIES: &str = "align-content align-items align-self aspect-ratio background background-attachment background-clip \
    background-color background-image background-origin background-position background-position-x background-position-y background-repeat \
    background-size border border-bottom border-bottom-color border-bottom-left-radius border-bottom-right-radius border-bottom-style \
    border-bottom-width border-collapse border-color border-image border-left border-left-color border-left-style border-left-width \
    border-radius border-right border-right-color border-right-style border-right-width border-spacing border-style border-top \
    border-top-color border-top-left-radius border-top-right-radius border-top-style border-top-width border-width box-shadow box-sizing \
    break-inside caption-side clear color column-gap column-count columns cursor direction display empty-cells flex flex-basis \
    flex-direction flex-flow flex-grow flex-shrink flex-wrap float font font-family font-feature-settings font-size font-stretch font-style \
    font-variant font-weight gap grid-area grid-column grid-column-end grid-column-start grid-row grid-row-end grid-row-start \
    grid-template-columns grid-template-rows height hyphens justify-content justify-items justify-self letter-spacing line-break line-height \
    list-style list-style-position list-style-type margin margin-bottom margin-left margin-right margin-top max-height max-width min-height \
    min-width object-fit object-position opacity order outline outline-color outline-style outline-width overflow overflow-wrap overflow-x \
    overflow-y padding padding-bottom padding-left padding-right padding-top pointer-events row-gap scroll-snap-align scroll-snap-type \
    table-layout text-align text-align-last text-combine-upright text-decoration text-decoration-color text-decoration-line \
    text-decoration-style text-decoration-thickness text-emphasis text-indent text-justify text-orientation text-overflow text-shadow \
    text-transform text-underline-offset transform transform-origin transform-style unicode-bidi user-select vertical-align visibility \
    white-space width word-break word-spacing word-wrap writing-mode z-index";

/// Drawing in SVG, which has most of its looks as attributes too.
const DRAWING: &str = "fill fill-opacity fill-rule stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-opacity \
    stroke-width stop-color stop-opacity text-anchor dominant-baseline";

/// Dropped without a word: hints to browsers, and what editors of articles write by the thousand.
const QUIET: &str = "caret-color font-optical-sizing orphans widows text-size-adjust text-wrap text-wrap-mode white-space-collapse \
    font-variant-ligatures font-variant-caps font-variant-numeric font-variant-east-asian font-kerning print-color-adjust \
    background-blend-mode isolation perspective zoom tab-size";

/// Properties that may have a picture.
const BACKGROUNDS: &str = "background background-image border-image";

/// `name: value`, the name in lower case, the value without `!important`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declaration {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) important: bool,
}

/// The declarations of a style, as they stand; what is none is left out.
pub(crate) fn read(css: &str) -> Vec<Declaration> {
    let mut out = Vec::new();
    // The parser recurses on brackets; no style of use has many.
    if super::nesting(css) > super::MAX_NESTING {
        return out;
    }
    let mut parser = Parser::new(css);
    while !parser.is_exhausted() {
        let found: Result<(String, String), ParseError<()>> =
            parser.parse_until_after(Delimiter::Semicolon, |parser| {
                let name = parser.expect_ident_cloned()?;
                parser.expect_colon()?;
                let start = parser.position();
                while parser.next().is_ok() {}
                Ok((name.to_string(), parser.slice_from(start).trim().to_owned()))
            });
        let Ok((name, value)) = found else { continue };
        let bare = value.rsplit_once('!').filter(|(_, word)| word.trim().eq_ignore_ascii_case("important"));
        let important = bare.is_some();
        let value = bare.map_or(value.as_str(), |(bare, _)| bare.trim_end()).to_owned();
        let name = if name.starts_with("--") { name } else { name.to_ascii_lowercase() };
        if !value.is_empty() {
            out.push(Declaration { name, value, important });
        }
    }
    out
}

/// The author's declarations that WeChat keeps, written as it takes them; the others are dropped with a warning.
pub(crate) fn clean(style: Vec<Declaration>, line: Option<usize>, notes: &mut Notes) -> Vec<Declaration> {
    style.into_iter().filter_map(|declaration| cleaned(declaration, line, notes)).collect()
}

fn cleaned(declaration: Declaration, line: Option<usize>, notes: &mut Notes) -> Option<Declaration> {
    let name = declaration.name;
    if !among(PROPERTIES, &name) && !among(DRAWING, &name) {
        let quiet = name.starts_with('-') || name.starts_with("mso-") || among(QUIET, &name);
        // `position: static` and the like say nothing.
        let nothing = matches!(
            declaration.value.as_str(),
            "static" | "auto" | "initial" | "inherit" | "unset" | "none" | "normal" | "0" | "0px"
        );
        if !quiet && !nothing {
            let why = format!("the style `{name}` does not work in an article; it was removed");
            notes.warn(line, "removed-style", why);
        }
        return None;
    }
    match value(&name, &declaration.value) {
        Ok(value) => Some(Declaration { name, value, important: false }),
        Err(why) => {
            notes.warn(line, "removed-style", format!("the style `{name}` {why}; it was removed"));
            None
        }
    }
}

/// A value without quotes and entities, in which WeChat loses the whole attribute.
fn value(name: &str, value: &str) -> Result<String, &'static str> {
    let lower = value.to_ascii_lowercase();
    let has = |word: &str| lower.contains(word);
    if has("\\") || has("/*") || has("<") {
        // Escapes could spell any of the words below.
        return Err("has an escape or a comment in its value");
    }
    if ["var(", "env(", "attr(", "expression("].iter().any(|word| has(word)) {
        return Err("uses a function that does not work in an article");
    }
    if has("image(") || has("image-set(") || has("src(") || has("javascript:") {
        return Err("refers to a picture elsewhere");
    }
    let pictures = lower.matches("url(").count();
    if pictures > 0 {
        if !among(BACKGROUNDS, name) || pictures > 1 {
            return Err("refers to a picture elsewhere");
        }
        return picture(value, lower.find("url(").unwrap_or_default());
    }
    let plain: String = value.chars().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c }).collect();
    let plain = match (name, plain.trim()) {
        // WeChat's check knows only the old words.
        ("text-align", "start") => "left".into(),
        ("text-align", "end") => "right".into(),
        _ => plain.replace(['"', '\''], ""),
    };
    match () {
        () if plain.contains('&') => Err("has a `&` in its value"),
        // No value has one outside of an address: browsers drop all of it, WeChat's dark mode may find a colour in it.
        () if plain.contains(':') => Err("has a colon in its value, where a semicolon may be missing"),
        () => Ok(plain),
    }
}

/// Where the address of the picture stands in a background that has one.
pub(crate) fn background(declaration: &Declaration) -> Option<Range<usize>> {
    if !among(BACKGROUNDS, &declaration.name) {
        return None;
    }
    let lower = declaration.value.to_ascii_lowercase();
    let start = lower.find("url(").filter(|_| lower.matches("url(").count() == 1)? + "url(".len();
    let inside = lower.get(start..)?;
    let quote = inside.trim_start().chars().next().filter(|c| matches!(c, '"' | '\''));
    let end = match quote {
        // There may be brackets in the name of a file.
        Some(quote) => {
            let open = inside.find(quote)?;
            let close = inside.get(open + 1..)?.find(quote)? + open + 1;
            inside.get(close..)?.find(')')? + close
        }
        None => inside.find(')')?,
    };
    Some(start..start + end)
}

/// A background on one of WeChat's hosts, its address without quotes.
fn picture(value: &str, at: usize) -> Result<String, &'static str> {
    let (before, rest) = value.split_at(at);
    let (address, after) =
        rest.get("url(".len()..).and_then(|rest| rest.split_once(')')).ok_or("has a broken address")?;
    let address = address.trim().trim_matches(['"', '\'']).trim();
    let is_ours = address.starts_with(MARK);
    if !is_ours && !on_platform(address) {
        return Err("refers to a picture that is not on WeChat's hosts");
    }
    let odd = |text: &str| text.contains(['"', '\'', '(', ')', ' ', '\n', '\t']);
    // `&amp;` would be an entity; WeChat's addresses name the kind of file first.
    let address = address.split('&').next().unwrap_or_default();
    let foreign = |text: &str| text.contains(['"', '\'', '&', ':']);
    if odd(address) || foreign(before) || foreign(after) {
        return Err("has quotes or brackets in its address");
    }
    Ok(format!("{before}url({address}){after}"))
}

/// As the text of a `style` attribute; of two declarations of one property the later counts.
pub(crate) fn text(style: &[Declaration]) -> String {
    let mut out = String::new();
    for (at, declaration) in style.iter().enumerate() {
        let later = style.iter().skip(at + 1);
        if later.clone().any(|next| next.name == declaration.name) {
            continue;
        }
        out.push_str(&declaration.name);
        out.push(':');
        out.push_str(&declaration.value);
        out.push(';');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(css: &str, want: Expect) {
        let mut notes = Notes::default();
        let out = text(&clean(read(css), Some(7), &mut notes));
        let warnings: String =
            notes.finish().unwrap_or_default().iter().map(|warning| format!("\n{warning}")).collect();
        want.assert_eq(&format!("{out}{warnings}"));
    }

    #[test]
    fn kept_and_dropped() {
        check("color: red; FONT-SIZE : 14px !important;;", expect!["color:red;font-size:14px;"]);
        check("color:red;color:blue", expect!["color:blue;"]);
        check(
            "color:red font-size:14px;width:1px",
            expect![[r#"
            width:1px;
            line 7: the style `color` has a colon in its value, where a semicolon may be missing; it was removed"#]],
        );
        check(
            "position:fixed;top:0;gap:1px;display:flex;-webkit-box-flex:1;caret-color:red",
            expect![[r#"
            gap:1px;display:flex;
            line 7: the style `position` does not work in an article; it was removed"#]],
        );
        check(
            "background:url(http://a.example/x.png);background-image: u\\72l(x)",
            expect![[r#"

            line 7: the style `background` refers to a picture that is not on WeChat's hosts; it was removed
            line 7: the style `background-image` has an escape or a comment in its value; it was removed"#]],
        );
        check(
            "background-image:linear-gradient(red, blue);content:'a;b';font-family:\"x;y\", 微软雅黑",
            expect![[r#"
                background-image:linear-gradient(red, blue);font-family:x;y, 微软雅黑;
                line 7: the style `content` does not work in an article; it was removed"#]],
        );
        check(
            "background-image:url( \"https://mmbiz.qpic.cn/a/0?wx_fmt=png&from=x\" );background:#fff url(//mmbiz.qpic.cn/b) no-repeat",
            expect![
                "background-image:url(https://mmbiz.qpic.cn/a/0?wx_fmt=png);background:#fff url(//mmbiz.qpic.cn/b) no-repeat;"
            ],
        );
        check("color", expect![[""]]);
        check("}color:red;{a:b;c}width:1px;)height:2px", expect![[""]]);
    }
}
