//! The author's style sheets, written into the elements: WeChat drops everything else.

use css_inline::CSSInliner;

use super::write::with_lines;
use super::{Element, Node, Page};
use crate::error::Error;

/// Deepest nesting of brackets: the libraries recurse on them.
pub(super) const MAX_NESTING: usize = 16;
/// Longest style sheet: each of its rules is tried on each element.
const MAX_CSS: usize = 64 * 1024;

/// The page as HTML with its style sheets inlined; `None` if it has none.
pub(super) fn inlined(page: &Page) -> Result<Option<String>, Error> {
    if page.css.trim().is_empty() {
        return Ok(None);
    }
    if page.css.len() > MAX_CSS {
        return Err(Error::new(
            None,
            format!("the style sheets in the article are longer than {MAX_CSS} bytes"),
        ));
    }
    if nesting(&page.css) > MAX_NESTING {
        return Err(Error::new(
            None,
            format!("brackets in a style sheet are nested more than {MAX_NESTING} deep"),
        ));
    }
    // `<` cannot close the element early, and in CSS outside strings it means nothing an article could use.
    let css = page.css.replace('<', " ");
    let body = Element { line: None, ..page.body.clone() };
    let html =
        format!("<html><head><style>{css}</style></head>{}</html>", with_lines(&[Node::Element(body)]));
    let inliner = CSSInliner::options().load_remote_stylesheets(false).resolve_css_variables(true).build();
    match inliner.inline(&html) {
        Ok(html) => Ok(Some(html)),
        Err(error) => Err(Error::new(None, format!("a style sheet in the article cannot be used: {error}"))),
    }
}

/// How deep brackets are nested at most, counted without regard for strings.
pub(super) fn nesting(css: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in css.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use crate::Format::{Html, Markdown};
    use crate::testing::styled;
    use expect_test::{Expect, expect};

    /// The article without the section around it.
    fn check(source: &str, want: Expect) {
        let shown = crate::testing::parse(&format!("---\ntitle: T\ncover: c.jpg\n---\n{source}"), Html).map(
            |article| {
                let html = crate::testing::joined(&article);
                let inner = html
                    .split_once('>')
                    .map_or("", |(_, inner)| inner)
                    .trim_end_matches("</section>")
                    .to_owned();
                article.warnings.iter().fold(inner, |shown, warning| format!("{shown}\nwarning: {warning}"))
            },
        );
        want.assert_eq(&shown.unwrap_or_else(|error| format!("error: {error}")));
    }

    #[test]
    fn cascade() {
        check(
            "<style>p{color:red;margin:0} .a{color:blue}</style><p class=a>x</p><p style='color:green'>y</p>",
            expect![[r#"<p style="margin:0;color:blue">x</p><p style="margin:0;color:green">y</p>"#]],
        );
        check(
            "<head><style>:root{--c:#f00} b{color:var(--c)} div>i:first-child{color:blue}</style></head><body><b>x</b><div><i>y</i><i>z</i></div>",
            expect![[
                r#"<b style="color:#f00">x</b><div><i style="color:blue">y</i><i style="font-style:italic">z</i></div>"#
            ]],
        );
        check(
            "<b>x</b><style>b{color:red!important}</style>",
            expect![[r#"<b style="color:red ! important">x</b>"#]],
        );
    }

    #[test]
    fn what_cannot_be_inlined() {
        check(
            "<style>@import url(//a.example/x.css);@media print{p{color:red}}p::before{content:'x'}p:hover{color:red}p{position:fixed}</style>\n<p>x",
            expect![[r#"
                <p style="margin:0 0 1.2em">x</p>
                warning: line 6: the style `position` does not work in an article; it was removed"#]],
        );
        check(
            "<style>p{background:url(x.png)} }}} p{{ <!-- </style>\n<p>x",
            expect![[r#"
            <p style="margin:0 0 1.2em">x</p>
            warning: line 6: the style `background` refers to a picture elsewhere; it was removed"#]],
        );
        check(
            "<style>p{color:'</style>x<img src=a.png>",
            expect![[r#"x<img src="{p0}" style="max-width:100%;vertical-align:middle">"#]],
        );
        check(
            "<style>p{color:red}</style>\n\n<p data-wxkit-line=99><img src=../x>",
            expect![
                "error: line 7: ../x leaves the article's folder; put the file beside the article, or name a folder around both as the root"
            ],
        );
    }

    #[test]
    fn in_markdown() {
        styled(
            Markdown,
            "<style>p{color:red}</style>\n\n![](a.png)\n\n![](../b.png)",
            expect![[r#"
                error: line 9: ../b.png leaves the article's folder; put the file beside the article, or name a folder around both as the root
            "#]],
        );
    }
}
