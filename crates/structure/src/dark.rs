use crate::color::Color;
use crate::css::Declaration;
use crate::fix::{Edits, style_text};
use crate::parse::parse;
use crate::rules::dark::{BLANK, PAGE, State, dark_background, dark_text, enter};
use crate::tree::Element;
use crate::write::start_tag;

/// The HTML of an article as WeChat's dark mode (深色模式) shows it: with the colours of its `style` attributes converted.
///
/// It belongs on a page of `#191919` whose text is `#989898`. Pictures and drawings stay as they are, as they do in WeChat. What is
/// beyond the bounds of [`check`](crate::check) comes back as it is.
///
/// ```
/// let html = "<p style=\"color:#333333;background-color:#f7f7f7;\">一壶好茶</p>";
/// let dark = wxkit_structure::dark(html);
/// assert_eq!(dark, "<p style=\"color:rgb(179,179,179);background-color:rgb(33,33,33);\">一壶好茶</p>");
/// ```
pub fn dark(html: &str) -> String {
    let (tree, limit) = parse(html);
    if limit.is_some() {
        return html.to_owned();
    }
    let mut edits = Vec::new();
    let mut states = vec![BLANK; tree.len()];
    for id in tree.order() {
        let Some(element) = tree.element(*id) else { continue };
        let above = tree.parent(*id).and_then(|parent| states.get(parent)).copied().unwrap_or(BLANK);
        let (state, _) = enter(&tree, *id, element, above);
        if let Some(known) = states.get_mut(*id) {
            *known = state;
        }
        if let Some(range) = element.tag.clone().filter(|_| !state.skipped)
            && let Some(style) = converted(element, above, state)
        {
            let mut attrs = element.attrs.clone();
            match attrs.iter_mut().find(|(name, _)| name == "style") {
                Some((_, known)) => *known = style,
                None => attrs.push(("style".into(), style)),
            }
            let source = html.get(range.clone()).unwrap_or_default();
            edits.push((range, start_tag(&element.name, &attrs, element, source)));
        }
    }
    Edits::new(edits).apply(html)
}

/// The style with other colours; nothing if it has none.
fn converted(element: &Element, above: State, state: State) -> Option<String> {
    let below = above.back.unwrap_or(PAGE);
    let mut colored = false;
    let mut style: Vec<Declaration> = Vec::new();
    for known in &element.style.declarations {
        let value = match known.name.as_str() {
            "color" => Some(state.text.map_or_else(|| known.value.clone(), Color::css)),
            name if name.starts_with("background") || name == "text-shadow" || name == "box-shadow" => {
                Some(Color::each(&known.value, &|color| dark_background(color, below)))
            }
            // Lines count as text on the page.
            name if name.starts_with("border") || name.starts_with("outline") => {
                Some(Color::each(&known.value, &|color| dark_text(color, PAGE)))
            }
            _ => None,
        };
        colored |= value.is_some();
        style.push(Declaration { value: value.unwrap_or_else(|| known.value.clone()), ..known.clone() });
    }
    let attribute = element.attr("bgcolor").is_some() || element.attr("color").is_some();
    let recolored = state.text != above.text && !style.iter().any(|known| known.name == "color");
    if attribute && let Some(back) = state.back.filter(|_| state.back != above.back) {
        style.push(Declaration { name: "background-color".into(), value: back.css(), important: false });
    }
    if let Some(text) = state.text.filter(|_| recolored) {
        style.push(Declaration { name: "color".into(), value: text.css(), important: false });
    }
    (colored || recolored || attribute).then(|| style_text(&style))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(html: &str, want: Expect) {
        want.assert_eq(&dark(html));
    }

    /// What is expected was calculated by hand after the published algorithm.
    #[test]
    fn colours_are_turned_over() {
        check("<p>茶</p>", expect!["<p>茶</p>"]);
        check(
            "<section style=\"background:#f5f5f5;padding:4px\"><p>茶<b style='color:#07c160'>红</b></p></section>",
            expect![[
                r#"<section style="background:rgb(35,35,35);padding:4px;color:rgb(204,204,204);"><p>茶<b style="color:rgb(7,193,96);">红</b></p></section>"#
            ]],
        );
        check(
            "<hr style=\"border-top:1px solid #e3e6ea\">",
            expect![[r#"<hr style="border-top:1px solid rgb(150,152,155);">"#]],
        );
        check(
            "<table><tr><td bgcolor=\"#ffffff\">x</td></tr></table>",
            expect![[
                r##"<table><tr><td bgcolor="#ffffff" style="background-color:rgb(25,25,25);color:rgb(152,152,152);">x</td></tr></table>"##
            ]],
        );
    }

    #[test]
    fn pictures_and_drawings_stay() {
        check(
            "<svg style=\"background:#fff\"><path fill=\"#000\"/></svg>",
            expect![[r##"<svg style="background:#fff"><path fill="#000"/></svg>"##]],
        );
        check(
            "<p style=\"background:url(https://mmbiz.qpic.cn/x) #fff\">茶</p>",
            expect![[r#"<p style="background:url(https://mmbiz.qpic.cn/x) #fff">茶</p>"#]],
        );
    }
}
