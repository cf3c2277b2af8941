//! Style sheets, written into the elements: an article has styles in `style` attributes alone.
//!
//! One small engine for what an author brings and for our themes. It knows what such sheets are made of (elements,
//! classes, ids, attributes, descendants, children, siblings) and names what it does not know. A rule is tried only on
//! elements that its last part can mean, and the tries are counted.

mod declarations;
mod select;
mod sheet;

pub(crate) use declarations::{Declaration, background, clean, read, text};
pub(crate) use sheet::Sheet;

use crate::error::{Error, Notes};
use crate::html::{Element, Node};
use select::Family;

/// Most comparisons of a part of a selector with an element in one article.
const MAX_WORK: usize = 2_000_000;

/// Deepest nesting of brackets in an author's sheet: reading recurses on them.
const MAX_NESTING: usize = 16;

/// Puts an author's style sheets into the `style` of each element.
pub(crate) fn inline(body: &mut Element, css: &str, notes: &mut Notes) -> Result<(), Error> {
    if css.trim().is_empty() {
        return Ok(());
    }
    if nested_too_deep(css) {
        let why = format!("brackets in a style sheet are nested more than {MAX_NESTING} deep");
        return Err(Error::new(None, why));
    }
    let sheet = Sheet::read(css);
    for unknown in &sheet.unknown {
        notes.warn(
            None,
            "style-sheet",
            format!("{unknown} does not work in an article; its rules were left out"),
        );
    }
    let mut styles = matched(body, &sheet, "class")?.into_iter();
    put(body, &mut styles);
    Ok(())
}

fn put(element: &mut Element, styles: &mut impl Iterator<Item = Vec<Declaration>>) {
    let style = styles.next().unwrap_or_default();
    if !style.is_empty() {
        let own = read(element.attr("style").unwrap_or_default());
        let (important, usual): (Vec<_>, Vec<_>) =
            style.into_iter().partition(|declaration| declaration.important);
        element.set("style", text(&[usual, own, important].concat()));
    }
    for child in &mut element.children {
        if let Node::Element(child) = child {
            put(child, styles);
        }
    }
}

/// Whether a sheet would make its reader recurse too deep.
pub(crate) fn nested_too_deep(css: &str) -> bool {
    nesting(css) > MAX_NESTING
}

/// How deep brackets are nested at most, counted without regard for strings.
fn nesting(css: &str) -> usize {
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

/// What the sheet says about `root` and each element below it, in the order of the document, the declaration that counts
/// most last. `class` is the attribute that holds classes.
pub(crate) fn matched(root: &Element, sheet: &Sheet, class: &str) -> Result<Vec<Vec<Declaration>>, Error> {
    let mut matcher = Matcher { sheet, class, out: Vec::new(), work: 0 };
    matcher.element(&Family { parent: None, element: root, class, siblings: &[], at: 0 })?;
    Ok(matcher.out)
}

struct Matcher<'a> {
    sheet: &'a Sheet,
    class: &'a str,
    out: Vec<Vec<Declaration>>,
    work: usize,
}

impl Matcher<'_> {
    fn element(&mut self, family: &Family<'_>) -> Result<(), Error> {
        let element = family.element;
        let mut rules = Vec::new();
        self.sheet.candidates(&element.name, element.attr(self.class).unwrap_or_default(), &mut rules);
        rules.retain(|rule| rule.selector.matches(family, &mut self.work));
        if self.work > MAX_WORK {
            let rules = self.sheet.rules.len();
            return Err(Error::new(
                element.line,
                format!(
                    "the style sheets, with {rules} rules, are too much for an article of this size; leave out the rules that it does not need"
                ),
            ));
        }
        rules.sort_by_key(|rule| rule.selector.specificity);
        let style = rules.iter().flat_map(|rule| &rule.style);
        let (important, usual): (Vec<_>, Vec<_>) =
            style.cloned().partition(|declaration| declaration.important);
        self.out.push(usual.into_iter().chain(important).collect());
        for (at, child) in element.children.iter().enumerate() {
            if let Node::Element(child) = child {
                let siblings = &element.children;
                self.element(&Family {
                    parent: Some(family),
                    element: child,
                    class: self.class,
                    siblings,
                    at,
                })?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html;
    use expect_test::{Expect, expect};

    /// The styles of the elements in `body`, a line each.
    fn check(css: &str, body: &str, want: Expect) {
        let page = html::page(body, &|line| line, &mut crate::error::Notes::default()).expect("it is read");
        let sheet = Sheet::read(css);
        let mut shown: String = match matched(&page.body, &sheet, "class") {
            Ok(styles) => styles.iter().skip(1).map(|style| text(style) + "\n").collect(),
            Err(error) => error.to_string(),
        };
        shown.extend(sheet.unknown.iter().map(|unknown| format!("unknown: {unknown}\n")));
        want.assert_eq(&shown);
    }

    #[test]
    fn selectors() {
        check(
            "p{a:1} *{b:2} .x{c:3} #y{d:4} p.x.z{e:5}",
            "<p><p class='z x'><b id=y>",
            expect![[r#"
            b:2;a:1;
            b:2;a:1;c:3;e:5;
            b:2;d:4;
        "#]],
        );
        check(
            "div p{a:1} div>p{b:2} p+p{c:3} b~p{d:4} body>div{e:5}",
            "<div><i><p></p></i><p></p><b></b><p></p></div>",
            expect![[r#"
                e:5;

                a:1;
                a:1;b:2;

                a:1;b:2;d:4;
            "#]],
        );
        check(
            "[k]{a:1} [k=v]{b:2} [k~=w]{c:3} [k^='v ']{d:4} [k$=w]{e:5} [k*=\" \"]{f:6}",
            "<p k><p k=v><p k='v w'>",
            expect![[r#"
                a:1;
                a:1;b:2;
                a:1;c:3;d:4;e:5;f:6;
            "#]],
        );
        check(
            "p:first-child{a:1} p:last-child{b:2} div > * > b{c:3}",
            "<div><p><b></b></p><p></p></div>",
            expect![[r#"

                a:1;
                c:3;
                b:2;
            "#]],
        );
    }

    #[test]
    fn cascade() {
        check(
            "p{a:1;b:1} .x{a:2} p{a:3} #y{b:4} p{b:5!important}",
            "<p class=x id=y>",
            expect![[r#"
            a:2;b:5;
        "#]],
        );
        check(
            ":root{--c:red;--d:var(--c)} p{color:var(--d);margin:var(--no, 1px)}",
            "<p>",
            expect![[r#"
            color:red;margin:1px;
        "#]],
        );
    }

    #[test]
    fn what_it_does_not_know() {
        check(
            "@media print{p{a:1}} @import 'x'; @charset 'utf-8'; a:hover, b{a:1} p::before{content:'}'} p{b:2}",
            "<p><b>",
            expect![[r#"
                b:2;
                a:1;
                unknown: `@media`
                unknown: `@import`
                unknown: the selector `a:hover`
                unknown: the selector `p::before`
            "#]],
        );
        check(
            "p{a:1} } p{b:2}",
            "<p>",
            expect![[r#"
            a:1;
            unknown: the selector `} p`
        "#]],
        );
        check(
            "p{a:1",
            "<p>",
            expect![[r#"
            a:1;
        "#]],
        );
    }

    #[test]
    fn bounded() {
        let rules: String = (0..2000).map(|n| format!("p + p ~ p.c{n}, *{{a:{n}}}")).collect();
        check(
            &rules,
            &"<p>x".repeat(3000),
            expect![
                "line 1: the style sheets, with 4000 rules, are too much for an article of this size; leave out the rules that it does not need"
            ],
        );
    }
}
