//! What a theme can style beyond an article's own shapes: the words of a heading, an icon for each kind of alert, the dots of a
//! window above code. What the theme says nothing about is taken out again.

use crate::html::{CLASS, Element, Node};

/// Drawn by us, 16 by 16, in the colour of the text beside it.
const ICONS: [(&str, &str); 6] = [
    (
        "alert-note",
        "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0Zm0 1.6a6.4 6.4 0 1 0 0 12.8A6.4 6.4 0 0 0 8 1.6ZM7.1 7h1.8v5H7.1ZM8 3.8a1.1 1.1 0 1 1 0 2.2 1.1 1.1 0 0 1 0-2.2Z",
    ),
    (
        "alert-tip",
        "M8 0a5.6 5.6 0 0 1 3.2 10.2c-.5.4-.7.8-.7 1.3h-5c0-.5-.2-.9-.7-1.3A5.6 5.6 0 0 1 8 0Zm0 1.6a4 4 0 0 0-2.3 7.3c.6.4 1 .8 1.2 1.1h2.2c.2-.3.6-.7 1.2-1.1A4 4 0 0 0 8 1.6ZM5.5 12.5h5V14h-5Zm1 2.2h3c0 .8-.6 1.3-1.5 1.3s-1.5-.5-1.5-1.3Z",
    ),
    (
        "alert-important",
        "M1.6 1h12.8c.9 0 1.6.7 1.6 1.6v8.8c0 .9-.7 1.6-1.6 1.6H7.6L4 16v-3H1.6A1.6 1.6 0 0 1 0 11.4V2.6C0 1.7.7 1 1.6 1Zm0 1.6v8.8h4V12.5l1.4-1.1h7.4V2.6ZM7.1 3.6h1.8v4H7.1Zm0 5h1.8v1.8H7.1Z",
    ),
    (
        "alert-warning",
        "M9.4 1.3l6.4 11.6A1.6 1.6 0 0 1 14.4 15.3H1.6A1.6 1.6 0 0 1 .2 12.9L6.6 1.3a1.6 1.6 0 0 1 2.8 0ZM8 2.1 1.6 13.7h12.8ZM7.1 6h1.8v4H7.1Zm0 5h1.8v1.7H7.1Z",
    ),
    (
        "alert-caution",
        "M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7Zm.7 1.6L1.6 5.4v5.2l3.8 3.8h5.2l3.8-3.8V5.4l-3.8-3.8ZM7.1 4h1.8v5H7.1Zm0 6.2h1.8V12H7.1Z",
    ),
    (
        "alert-quote",
        "M1 3h5.6v5.6c0 2.6-1.6 4.4-4.6 4.9l-.4-1.5c1.5-.3 2.4-1.1 2.6-2.4H1Zm8 0h5.6v5.6c0 2.6-1.6 4.4-4.6 4.9l-.4-1.5c1.5-.3 2.4-1.1 2.6-2.4H9Z",
    ),
];

const DOTS: [(&str, &str); 3] = [("6", "#ed6a5e"), ("26", "#f4bf4f"), ("46", "#61c554")];

/// Adds what can be styled.
pub(super) fn add(element: &mut Element) {
    for child in &mut element.children {
        if let Node::Element(child) = child {
            add(child);
        }
    }
    if element.attr("*own").is_some() {
        return;
    }
    if matches!(element.name.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
        let words = std::mem::take(&mut element.children);
        element.children = vec![Element::classed("span", "words", words).into()];
    } else if element.has_class("code") && element.name == "section" {
        element.children.insert(0, Element::classed("section", "dots", vec![dots().into()]).into());
    } else if let Some((_, path)) = ICONS.iter().find(|(class, _)| element.has_class(class))
        && let Some(Node::Element(title)) = element.children.first_mut()
        && title.has_class("alert-title")
    {
        title.children.insert(0, icon(path).into());
    }
}

/// Takes out what has no style.
pub(super) fn remove_bare(element: &mut Element) {
    let children = std::mem::take(&mut element.children);
    for child in children {
        match child {
            Node::Element(mut child) => {
                remove_bare(&mut child);
                let is_bare = child.attr("style").is_none();
                match () {
                    () if is_bare && child.has_class("words") => element.children.extend(child.children),
                    () if is_bare && (child.has_class("dots") || child.has_class("icon")) => {}
                    () => element.children.push(child.into()),
                }
            }
            node => element.children.push(node),
        }
    }
}

fn icon(path: &str) -> Element {
    let attrs = [
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("viewBox", "0 0 16 16"),
        ("fill", "currentColor"),
        (CLASS, "icon"),
    ];
    let path = Element::new("path", &[("fill-rule", "evenodd"), ("d", path)], Vec::new());
    Element::new("svg", &attrs, vec![path.into()])
}

fn dots() -> Element {
    let circle = |(x, color)| {
        Element::new("circle", &[("cx", x), ("cy", "6"), ("r", "6"), ("fill", color)], Vec::new()).into()
    };
    let attrs = [
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("viewBox", "0 0 52 12"),
        ("style", "width:52px;height:12px;vertical-align:middle"),
    ];
    Element::new("svg", &attrs, DOTS.into_iter().map(circle).collect())
}
