//! Paragraphs (段落): what WeChat's engine looks at one by one.

use std::collections::VecDeque;

use crate::parse::VOID;
use crate::tree::{Element, Id, ROOT, Tree, among};

/// A child of one of these makes an element a wrapper, which is entered and not looked at itself.
const BLOCKS: &str = "p div section li h1 h2 h3 h4 h5 h6 table wx-view";

/// A paragraph is looked at only if one of these words stands in its HTML.
const WORDS: [&str; 8] =
    ["font-family", "caret-color", "opacity", "line-height", "text-align", "width", "height", "animate"];

/// The elements of the paragraphs that are looked at: each breadth first, as the engine visits them.
pub(crate) fn paragraphs(tree: &Tree) -> Vec<Vec<Id>> {
    let all = split(tree).into_iter().filter(|id| is_interesting(tree, *id) && !is_empty(tree, *id));
    all.map(|id| breadth_first(tree, id)).collect()
}

fn split(tree: &Tree) -> Vec<Id> {
    let mut found = Vec::new();
    let mut stack: Vec<Id> = tree.inner(ROOT).rev().collect();
    while let Some(id) = stack.pop() {
        let Some(element) = tree.element(id).filter(|element| !is_mark(element)) else { continue };
        let wraps = tree.inner(id).any(|child| tree.element(child).is_some_and(|child| child.is(BLOCKS)));
        if wraps && !is_whole(element) {
            stack.extend(tree.inner(id).rev());
        } else {
            found.push(id);
        }
    }
    found
}

/// What the editor marks for itself.
fn is_mark(element: &Element) -> bool {
    element.is("mpchecktext mptmpchecktext mp-pay-preview-filter")
        || element.attr("id").is_some_and(|id| {
            id.get(..16).is_some_and(|start| start.eq_ignore_ascii_case("_baidu_bookmark_"))
        })
}

/// What is a paragraph whatever it holds.
fn is_whole(element: &Element) -> bool {
    element.is("blockquote")
        || element.class_has("js_product_container")
        || element.class_has("js_blockquote_wrap")
}

fn is_interesting(tree: &Tree, id: Id) -> bool {
    tree.below(id).any(|id| match tree.element(id) {
        None => tree.text(id).is_some_and(has_word),
        Some(element) => {
            among("pre animate", &element.name)
                || element.attrs.iter().any(|(name, value)| has_word(name) || has_word(value))
        }
    })
}

/// Whether one of the words stands in the text, letters and digits neither before nor behind it.
fn has_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_word = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    };
    WORDS.iter().any(|word| {
        bytes.windows(word.len()).enumerate().any(|(at, window)| {
            window.eq_ignore_ascii_case(word.as_bytes())
                && !is_word(at.checked_sub(1))
                && !is_word(Some(at + word.len()))
        })
    })
}

/// Whether an element is blank, or holds nothing but `br`, or nothing but an empty `span leaf`.
pub(crate) fn is_empty(tree: &Tree, id: Id) -> bool {
    let blank =
        |id: &Id| tree.text(*id).is_some_and(|text| text.chars().all(|c| c.is_whitespace() && c != '\u{a0}'));
    let is_br = |id: &Id| tree.element(*id).is_some_and(|element| element.is("br"));
    if tree.element(id).is_some_and(|element| among(VOID, &element.name)) {
        return true;
    }
    let mut rest = tree.children(id).iter().filter(|child| !blank(child));
    let Some(first) = rest.next() else { return true };
    if is_br(first) {
        return rest.all(is_br);
    }
    let is_leaf = tree.element(*first).is_some_and(|element| element.is("span") && element.has("leaf"));
    let inner = tree.children(*first).iter().filter(|child| !blank(child));
    is_leaf && rest.next().is_none() && inner.clone().count() <= 1 && inner.clone().all(is_br)
}

fn breadth_first(tree: &Tree, id: Id) -> Vec<Id> {
    let mut visited = Vec::new();
    let mut queue = VecDeque::from([id]);
    while let Some(id) = queue.pop_front() {
        visited.push(id);
        queue.extend(tree.inner(id));
    }
    visited
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    fn check(html: &str, want: &[&str]) {
        let (tree, _) = parse(html);
        let name = |id: &Id| tree.element(*id).map(|element| element.name.clone()).unwrap_or_default();
        let found = split(&tree).iter().map(name).collect::<Vec<_>>();
        assert_eq!(found, want, "{html}");
    }

    #[test]
    fn wrappers_are_entered() {
        check("<section><p>1</p><span>2</span></section>3<figure><img></figure>", &["p", "span", "figure"]);
        check("<ul><li>1</li><li><ul><li>2</li></ul></li></ul>", &["li", "li"]);
        check(
            "<blockquote><p>1</p></blockquote><section><table></table></section>",
            &["blockquote", "table"],
        );
        check("<mpchecktext></mpchecktext><div class='a js_product_container'><p>1</p></div>", &["div"]);
    }

    #[test]
    fn some_are_passed_over() {
        for (html, want) in [
            ("<p style='color:red'>1</p>", 0),
            ("<p style='max-width:1px'>1</p>", 1),
            ("<p>a width of</p>", 1),
            ("<p>widths</p>", 0),
            ("<p style='width:1px'> <br><br></p>", 0),
            ("<p style='width:1px'><span leaf=''><br></span></p>", 0),
            ("<p style='width:1px'>\u{a0}</p>", 1),
            ("<pre>1</pre>", 1),
        ] {
            assert_eq!(paragraphs(&parse(html).0).len(), want, "{html}");
        }
    }
}
