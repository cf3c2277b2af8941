//! Source code with colours, its line breaks and spaces written so that they survive the platform's editor.

use std::sync::LazyLock;

use syntect::easy::HighlightLines;
use syntect::highlighting::{Color, FontStyle, Style, Theme, ThemeSet};
use syntect::parsing::{SyntaxReference, SyntaxSet};

use crate::html::{Element, Node, text};

/// Longer code stays plain: highlighting takes time by the byte, and on odd lines far more.
const MAX_CODE: usize = 64 * 1024;
const MAX_LINE: usize = 1000;

/// The colour the theme gives anyway.
const INK: Color = Color { r: 0x32, g: 0x32, b: 0x32, a: 0xff };

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);
static THEME: LazyLock<Theme> =
    LazyLock::new(|| ThemeSet::load_defaults().themes.remove("InspiredGitHub").unwrap_or_default());

/// Code with a `span` for each run of one colour; plain where the language is unknown.
pub(crate) fn highlighted(code: &str, language: &str) -> Vec<Node> {
    match syntax(language)
        .filter(|_| code.len() <= MAX_CODE && code.lines().all(|line| line.len() <= MAX_LINE))
    {
        Some(syntax) => colored(code, syntax).unwrap_or_else(|| fixed(code)),
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
    let language = match language.to_ascii_lowercase().as_str() {
        "ts" | "typescript" | "tsx" | "jsx" => "js".to_owned(),
        "shell" | "console" => "bash".to_owned(),
        "jsonc" | "json5" => "json".to_owned(),
        language => language.to_owned(),
    };
    let syntax = SYNTAXES.find_syntax_by_token(&language)?;
    (syntax.name != "Plain Text").then_some(syntax)
}

fn colored(code: &str, syntax: &SyntaxReference) -> Option<Vec<Node>> {
    let mut highlighter = HighlightLines::new(syntax, &THEME);
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
                Some(look) if !run.trim().is_empty() => {
                    Element::new("span", &[("style", &look)], vec![shown]).into()
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
fn look(style: Style) -> Option<String> {
    let Color { r, g, b, .. } = style.foreground;
    let mut look = String::new();
    if style.foreground != INK {
        look.push_str(&format!("color:#{r:02x}{g:02x}{b:02x}"));
    }
    if style.font_style.contains(FontStyle::BOLD) {
        look.push_str(";font-weight:bold");
    }
    if style.font_style.contains(FontStyle::ITALIC) {
        look.push_str(";font-style:italic");
    }
    (!look.is_empty()).then(|| look.trim_start_matches(';').to_owned())
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
        let html = write(&highlighted(code, language), &|_| String::new());
        want.assert_eq(&html.replace('\u{a0}', "·"));
    }

    #[test]
    fn colors() {
        check(
            "fn f() {\n    1 // 注\n}",
            "rust",
            expect![[
                r#"<span style="color:#a71d5d;font-weight:bold">fn </span><span style="color:#795da3;font-weight:bold">f</span>() {<br>····<span style="color:#0086b3">1 </span><span style="color:#969896;font-style:italic">// 注</span><br>}"#
            ]],
        );
        check(
            "# a\n\nif x:\n\treturn  'y'",
            "Python",
            expect![[
                r#"<span style="color:#969896;font-style:italic"># a</span><br><br><span style="color:#a71d5d;font-weight:bold">if </span>x:<br>····<span style="color:#a71d5d;font-weight:bold">return··</span><span style="color:#183691">'y'</span>"#
            ]],
        );
        check(
            "{\"a\": 1}",
            "json",
            expect![[
                r#"{<span style="color:#183691;font-weight:bold">&quot;a&quot;</span>: <span style="color:#0086b3">1</span>}"#
            ]],
        );
    }

    #[test]
    fn plain() {
        check("  a  b\n\n<c> ", "", expect!["··a··b<br><br>&lt;c&gt; "]);
        check("let a", "no-such-language", expect!["let a"]);
        let long = highlighted(&"x ".repeat(501), "rust");
        assert!(matches!(long.as_slice(), [Node::Text(_)]), "a long line is not coloured");
    }
}
