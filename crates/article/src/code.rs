//! Source code with colours, its line breaks and spaces written so that they survive the platform's editor.

mod colors;
mod languages;

use std::sync::LazyLock;

use syntect::easy::HighlightLines;
use syntect::highlighting::{FontStyle, Style};
use syntect::parsing::{SyntaxReference, SyntaxSet};

pub use colors::CodeColors;

use crate::html::{Element, Node, text, write};

/// Longer code stays plain: highlighting takes time by the byte, and on odd lines far more.
const MAX_CODE: usize = 64 * 1024;
const MAX_LINE: usize = 1000;

/// Read when the first code is met, and of it only the languages that are.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Source code as HTML with colours, its breaks and spaces written so that they survive WeChat's editor. The language
/// is called as highlight.js and GitHub call it; nothing where it is unknown.
///
/// ```
/// use wxkit_article::{CodeColors, highlight};
///
/// let html = highlight("let x = 1;", "rust", CodeColors::Light).unwrap();
/// assert!(html.contains("color:#"), "{html}");
/// assert_eq!(highlight("x", "klingon", CodeColors::Light), None);
/// ```
#[must_use]
pub fn highlight(code: &str, language: &str, colors: CodeColors) -> Option<String> {
    syntax(language)?;
    Some(write(&highlighted(code, language, colors)))
}

/// Code with a `span` for each run of one colour; plain where the language is unknown.
pub(crate) fn highlighted(code: &str, language: &str, colors: CodeColors) -> Vec<Node> {
    match syntax(language)
        .filter(|_| code.len() <= MAX_CODE && code.lines().all(|line| line.len() <= MAX_LINE))
    {
        Some(syntax) => colored(code, syntax, colors).unwrap_or_else(|| fixed(code)),
        None => fixed(code),
    }
}

/// Text whose line breaks are elements, and whose indentation and runs of spaces are no-break spaces.
pub(crate) fn fixed(code: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (at, line) in code.split('\n').enumerate() {
        if at > 0 {
            nodes.push(Element::new("br", &[], Vec::new()).into());
        }
        if !line.is_empty() {
            nodes.push(text(spaces(line, at > 0)));
        }
    }
    nodes
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let language = language.trim().to_lowercase();
    let token = languages::token(&language)?;
    SYNTAXES.find_syntax_by_name(token).or_else(|| SYNTAXES.find_syntax_by_token(token))
}

fn colored(code: &str, syntax: &SyntaxReference, colors: CodeColors) -> Option<Vec<Node>> {
    let mut highlighter = HighlightLines::new(syntax, colors.theme()?);
    let look = |style| look(style, colors);
    let mut nodes = Vec::new();
    for line in code.split_inclusive('\n') {
        let mut runs: Vec<(Style, String)> = Vec::new();
        for (style, part) in highlighter.highlight_line(line, &SYNTAXES).ok()? {
            let part = part.trim_end_matches('\n');
            match runs.last_mut() {
                // A blank has no colour of its own.
                Some((last, run)) if look(*last) == look(style) || part.trim().is_empty() => {
                    run.push_str(part)
                }
                _ => runs.push((style, part.to_owned())),
            }
        }
        let mut at_start = true;
        for (style, run) in runs.into_iter().filter(|(_, run)| !run.is_empty()) {
            let shown = text(spaces(&run, at_start));
            at_start = false;
            nodes.push(match look(style) {
                // One span is enough for both: code has thousands of them.
                Some(look) if !run.trim().is_empty() => {
                    Element::new("span", &[("leaf", ""), ("style", &look)], vec![shown]).into()
                }
                _ => shown,
            });
        }
        if line.ends_with('\n') {
            nodes.push(Element::new("br", &[], Vec::new()).into());
        }
    }
    Some(nodes)
}

/// The style of a run, if it differs from that of all code.
fn look(style: Style, colors: CodeColors) -> Option<String> {
    let mut look = Vec::new();
    if style.foreground != colors.ink() {
        look.push(colors::hex(style.foreground));
    }
    if style.font_style.contains(FontStyle::ITALIC) {
        look.push("font-style:italic".to_owned());
    }
    (!look.is_empty()).then(|| look.join(";"))
}

/// Makes the spaces solid that would collapse; single ones inside a line stay, so that it can be searched
/// and copied.
fn spaces(line: &str, at_start: bool) -> String {
    let mut out = String::with_capacity(line.len());
    let mut solid = at_start;
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\t' => out.push_str("\u{a0}\u{a0}\u{a0}\u{a0}"),
            ' ' if solid || rest.peek() == Some(&' ') => out.push('\u{a0}'),
            c => out.push(c),
        }
        solid = matches!(c, ' ' | '\t');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::write;
    use expect_test::{Expect, expect};

    fn check(code: &str, language: &str, want: Expect) {
        let html = write(&highlighted(code, language, CodeColors::Light));
        want.assert_eq(&html.replace('\u{a0}', "·"));
    }

    #[test]
    fn colors() {
        check(
            "fn f() {\n    1 // 注\n}",
            "rust",
            expect![[
                r#"<span leaf="" style="color:#cf222e">fn </span><span leaf="" style="color:#8250df">f</span>() {<br>&nbsp;&nbsp;&nbsp;&nbsp;<span leaf="" style="color:#0550ae">1 </span><span leaf="" style="color:#6a737d;font-style:italic">// 注</span><br>}"#
            ]],
        );
        check(
            "# a\n\nif x:\n\treturn  'y'",
            "Python",
            expect![[
                r#"<span leaf="" style="color:#6a737d;font-style:italic"># a</span><br><br><span leaf="" style="color:#cf222e">if </span>x:<br>&nbsp;&nbsp;&nbsp;&nbsp;<span leaf="" style="color:#cf222e">return&nbsp;&nbsp;</span><span leaf="" style="color:#0a5e2a">'y'</span>"#
            ]],
        );
        check(
            "{\"a\": 1}",
            "json",
            expect![[
                r#"{<span leaf="" style="color:#0a5e2a">"a"</span>: <span leaf="" style="color:#0550ae">1</span>}"#
            ]],
        );
    }

    #[test]
    fn languages_by_the_names_that_people_use() {
        const NAMES: &str = "bash c c# c++ clojure cmake console cpp csharp css cuda dart diff docker dockerfile elixir erlang fish \
            fsharp go golang graphql groovy haskell hcl html http ini java javascript js json json5 jsonc jsx julia kotlin kt latex less lua \
            makefile markdown matlab md mysql nginx nim objc objective-c ocaml perl php postgresql powershell properties proto protobuf ps1 py python r \
            rb rs ruby rust sass scala scss sh shell solidity sql svelte swift tex toml ts tsx typescript vim vue \
            wxml xml yaml yml zig zsh";
        let unknown: Vec<_> = NAMES.split_whitespace().filter(|name| syntax(name).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        for name in ["rust,ignore", "js{1,3}", "language-js", "Python"] {
            assert!(syntax(name).is_some(), "{name}");
        }
        for name in ["", "text", "plaintext", "klingon"] {
            assert!(syntax(name).is_none(), "{name}");
        }
    }

    #[test]
    fn plain() {
        check("  a  b\n\n<c> ", "", expect!["&nbsp;&nbsp;a&nbsp;&nbsp;b<br><br>&lt;c&gt; "]);
        check("let a", "no-such-language", expect!["let a"]);
        let long = highlighted(&"x ".repeat(501), "rust", CodeColors::Light);
        assert!(matches!(long.as_slice(), [Node::Text(_)]), "a long line is not coloured");
    }
}
