use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::html::{Node, write};

fn check(tex: &str, want: Expect) {
    want.assert_eq(&match render(tex, false) {
        Ok(element) => write(&[element.into()]),
        Err(why) => format!("error: {why}"),
    });
}

#[test]
fn a_formula_is_paths_in_the_colour_of_the_text() {
    check(
        r"\rule{1em}{2em}",
        expect![[
            r#"<span style="display:inline-block;"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -1000 500 1000" role="img" aria-label="\rule{1em}{2em}" fill="currentColor" stroke="currentColor" stroke-width="0" style="width:1em;height:2em;vertical-align:0em;"><path d="m0-1000h500v1000h-500z"></path></svg></span>"#
        ]],
    );
    check(
        "-一",
        expect![[
            r#"<span style="display:inline-block;"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -295 890 340" role="img" aria-label="-一" fill="currentColor" stroke="currentColor" stroke-width="0" style="width:1.78em;height:0.68em;vertical-align:-0.09em;"><path d="m49-115q-7-4-7-10t7-10h291q7 4 7 10t-7 10z"></path><path d="m411-216v41h458v-41z"></path></svg></span>"#
        ]],
    );
    check(
        r"\textcolor{#e00}{-}\colorbox{yellow}{-}",
        expect![[
            r##"<span style="display:inline-block;"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -370 860 520" role="img" aria-label="\textcolor{#e00}{-}\colorbox{yellow}{-}" fill="currentColor" stroke="currentColor" stroke-width="0" style="width:1.72em;height:1.04em;vertical-align:-0.3em;"><path fill="#ffff00" d="m389-365h467v515h-467z"></path><path d="m564-90v-36h133v36z"></path><path fill="#ee0000" d="m49-115q-7-4-7-10t7-10h291q7 4 7 10t-7 10z"></path></svg></span>"##
        ]],
    );
}

#[test]
fn what_cannot_be_drawn_is_said() {
    for (tex, why) in [
        (" ", "the formula is empty"),
        (r"a + \foo", r"the formula has an unknown command, \foo"),
        (r"\begin{foo}x\end{foo}", r"the formula has an unknown environment, \begin{foo}"),
        (r"\frac{a}{b", "the formula cannot be read: unexpected end of input in a macro argument"),
        ("x^2^3 + y", "the formula cannot be read: double superscript, near `^3 + y`"),
        (r"\left( x", r"the formula cannot be read: expected '\right', got the end of the formula"),
        ("a}", "the formula cannot be read: expected the end of the formula, got '}', near `}`"),
        (
            "a &= b",
            r"the formula has a column mark & outside of an environment; put it into \begin{aligned} … \end{aligned}",
        ),
        (
            r"\text{😀}",
            "no typeface for formulas has the character 😀 (U+1F600); write it outside of the formula",
        ),
        (r"\rule{9999em}{1em}", "the formula is larger than 400 em; split it"),
        (r"\def\a{\a\a}\a", "a macro of the formula calls itself without end"),
    ] {
        assert_eq!(render(tex, true).err().as_deref(), Some(why), "{tex}");
    }
    assert!(render(&"{".repeat(25), false).is_err_and(|why| why.contains("deeper than 24 levels")));
    assert!(render(&"x".repeat(9000), false).is_err_and(|why| why.contains("longer than 8192 bytes")));
}

/// A broad set of what people write.
const COMMON: &[&str] = &[
    r"E = mc^2",
    r"\frac{-b \pm \sqrt{b^2-4ac}}{2a}",
    r"\sum_{i=1}^{n} x_i = \prod_{k\ge 1} \int_0^\infty e^{-x^2}\,dx",
    r"\sqrt[3]{\frac{x}{1+\frac{1}{y}}}",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}\begin{vmatrix}x&y\\z&w\end{vmatrix}",
    r"f(x)=\begin{cases} x^2 & \text{如果 } x>0 \\ 0 & \text{其他} \end{cases}",
    r"\begin{aligned} a &= b + c \\ &= d \end{aligned}",
    r"\begin{align} x &= 1 \tag{1} \\ y &= 2 \end{align}",
    r"\text{速度} = \frac{\text{路程}}{\text{时间}}",
    r"中文变量 = \sin(角度)",
    r"\mathbb{R}^n \mathcal{L} \mathfrak{g} \mathbf{x} \mathrm{d}x \mathsf{A} \mathtt{c} \boldsymbol{\alpha}",
    r"\hat{x}\ \tilde{y}\ \vec{v}\ \ddot{x}\ \widehat{abc}\ \overline{AB}\ \overbrace{a+b}^{n}\ \underbrace{c}_{m}",
    r"\left( \frac{a}{b} \right] \left\{ x \middle| y \right\} \big( \Big[ \bigg\{ \Bigg|",
    r"x \to y \Rightarrow z \iff w \xrightarrow{f} u \xleftarrow[g]{h} \hookrightarrow",
    r"{\color{red} x} + \textcolor{blue}{y} + \colorbox{yellow}{z} + \boxed{E}",
    r"\operatorname*{arg\,max}_{\theta} \lim_{x\to 0}\frac{\sin x}{x}",
    r"\binom{n}{k} \tfrac12 \cfrac{1}{1+\cfrac{1}{2}} \stackrel{?}{=} \cancel{x}",
    r"\ce{2H2 + O2 -> 2H2O} \quad \ce{SO4^2-}",
    r"\begin{array}{c|cc} a & b & c \\ \hline 1 & 2 & 3 \\ \hdashline \end{array}",
    r"\left. \frac{df}{dx} \right|_{x=0} \lVert x \rVert \lfloor x \rfloor \not= \neq",
    r"\begin{CD} A @>a>> B \\ @VbVV @VVcV \\ C @>>d> D \end{CD}",
];

#[test]
fn the_common_notations_are_drawn() {
    for tex in COMMON {
        for display in [false, true] {
            let element = render(tex, display).unwrap_or_else(|why| panic!("{tex}: {why}"));
            conforms(&element);
        }
    }
}

#[test]
fn a_formula_stands_on_the_line() {
    let style = |tex| {
        let element = render(tex, false).unwrap();
        let Some(Node::Element(svg)) = element.children.first() else { panic!("no svg") };
        svg.attr("style").unwrap().to_owned()
    };
    // An x stands on the baseline but for the overshoot of its curves, a g hangs below it.
    assert_eq!(style("x"), "width:0.58em;height:0.47em;vertical-align:-0.02em;");
    assert_eq!(style("g"), "width:0.52em;height:0.66em;vertical-align:-0.21em;");
}

/// Nothing but what WeChat keeps: no name to refer to, no style of its own, no text.
fn conforms(span: &Element) {
    let Some(Node::Element(svg)) = span.children.first() else { panic!("no svg") };
    assert_eq!((span.name.as_str(), span.children.len(), svg.name.as_str()), ("span", 1, "svg"));
    assert!(!svg.children.is_empty(), "nothing is drawn");
    for child in &svg.children {
        let Node::Element(path) = child else { panic!("text") };
        assert_eq!(path.name, "path");
        for (name, value) in &path.attrs {
            let known = matches!(name.as_str(), "d" | "fill" | "stroke" | "stroke-width");
            assert!(known && !value.contains(['"', '&', '<', '.', 'N', 'i']), "{name}={value}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_makes_it_panic(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..30)) {
        let _ = render(&tokens.concat(), true);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}") {
        let _ = render(&text, false);
    }
}

const TOKENS: &[&str] = &[
    "{",
    "}",
    "^",
    "_",
    "&",
    "\\\\",
    "$",
    "$$",
    "%",
    "#1",
    "~",
    "'",
    "[",
    "]",
    "x",
    "1",
    " ",
    "中",
    "é",
    "\\",
    "\n",
    r"\frac",
    r"\sqrt",
    r"\left(",
    r"\right)",
    r"\left.",
    r"\middle|",
    r"\begin{matrix}",
    r"\end{matrix}",
    r"\begin{array}{c|c}",
    r"\end{array}",
    r"\begin{align}",
    r"\end{align}",
    r"\begin{CD}",
    r"\end{CD}",
    "@>>>",
    r"\text{",
    r"\ce{",
    r"\pu{",
    r"\def\a",
    r"\a",
    r"\newcommand",
    r"\let",
    r"\color{red}",
    r"\rule{1em}{-2em}",
    r"\hspace{-99em}",
    r"\raisebox{9pt}",
    r"\sum",
    r"\limits",
    r"\over",
    r"\hline",
    r"\tag{",
    r"\overbrace",
    r"\xrightarrow",
    r"\hat",
    r"\verb|",
    r"\char",
    r"\url{",
    r"\href{",
    r"\htmlClass{",
    r"\Huge",
    r"\displaystyle",
    r"\includegraphics",
    r"\operatorname*",
    r"\substack{",
    r"\cancel",
    r"\boxed",
    r"\phantom",
    r"\smash",
    r"\kern1em",
];

#[test]
fn spelled() {
    for (tex, same) in [
        ("a\\*b", "a*b"),
        ("\u{200b}x\u{feff}", "x"),
        ("𝑥＝𝟏", "x=1"),
        ("\\begin{eqnarray*}a&=&b\\end{eqnarray*}", "\\begin{array}{rcl}a&=&b\\end{array}"),
        ("\\begin{multline}a\\\\b\\end{multline}", "\\begin{gathered}a\\\\b\\end{gathered}"),
        ("a\n%\n{}+b", "a+b"),
        ("\\label{a}\\mbox{b}\\mathbbm{1}\\dd x", "\\text{b}\\mathbb{1}\\mathrm{d}x"),
        ("\\\\*b", "\\\\*b"),
    ] {
        let paths = |tex: &str| {
            let html = super::formula(tex, true).unwrap();
            html.split_once("aria-label").unwrap().1.split_once("fill").unwrap().1.to_owned()
        };
        assert_eq!(paths(tex), paths(same), "{tex}");
    }
}
