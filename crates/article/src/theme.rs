//! The look of an article: a style sheet over the classes that its shapes have, written into `style` attributes.
//!
//! Beneath the classes lie the elements of running text (`p`, `h1` to `h6`, `ul`, `ol`, `li`, `blockquote`, `table`, `th`,
//! `td`, `strong`, `em`, `del`, `mark`, `sup`, `sub`, `a`, `img`, `hr`). The classes: `article` around everything;
//! `item`, `subitem`, `sublist` in lists, `tasks`, `task`; `terms`, `term`, `definition`; `alert` with `alert-note`, `-tip`,
//! `-important`, `-warning`, `-caution`, `-quote` and `alert-title`; `details`, `summary`, `details-body`; `code.inline`;
//! `code` around `code.block`; `table`, with `wide` where it scrolls; `picture`, `caption`, `img.inline`; `media`; `formula`; `toc` with
//! `toc-item`, `toc-1` to `toc-3`; `footnotes`, `footnote`, `ref`; `references`, `references-title`, `reference`, `link`;
//! `kbd`.

use std::sync::LazyLock;

use crate::css::{self, Declaration, Sheet};
use crate::error::Error;
use crate::html::{CLASS, Element, Node};

static PLAIN: LazyLock<Sheet> = LazyLock::new(|| Sheet::read(include_str!("theme/plain.css")));

/// Gives each element its style: the theme's, and the author's after it.
pub(crate) fn apply(root: &mut Element) -> Result<(), Error> {
    let mut styles = css::matched(root, &PLAIN, CLASS)?.into_iter();
    dress(root, &mut styles);
    Ok(())
}

fn dress(element: &mut Element, styles: &mut impl Iterator<Item = Vec<Declaration>>) {
    let theme = styles.next().unwrap_or_default();
    if element.attr("*own").is_none() && !theme.is_empty() {
        let own = element.attr("style").unwrap_or_default();
        let says = |name: &str| own.split(';').any(|own| own.split(':').next() == Some(name));
        let theme: Vec<_> = theme.into_iter().filter(|declaration| !says(&declaration.name)).collect();
        let style = css::text(&theme) + own;
        element.set("style", style);
    }
    for child in &mut element.children {
        if let Node::Element(child) = child {
            dress(child, styles);
        }
    }
}
