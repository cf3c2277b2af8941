//! A look, made ready and put on.

use std::sync::Arc;
use std::sync::LazyLock;

use super::{Look, Theme, shapes, sheet};
use crate::CodeColors;
use crate::css::{self, Declaration, Sheet};
use crate::error::{Error, Errors, Notes};
use crate::html::{CLASS, Element, Node};

/// A look with everything decided.
#[derive(Debug, Clone)]
pub(crate) struct Dress {
    sheet: Arc<Sheet>,
    pub(crate) code: CodeColors,
}

/// That of an article that chooses nothing.
static USUAL: LazyLock<Dress> = LazyLock::new(|| made(&Look::default()));

impl Dress {
    pub(crate) fn of(look: &Look) -> Self {
        if *look == Look::default() { USUAL.clone() } else { made(look) }
    }

    /// Gives each element its style: the theme's, and the author's after it.
    pub(crate) fn put_on(&self, root: &mut Element) -> Result<(), Error> {
        if root.has_class("article") {
            shapes::add(root);
        }
        let styles = css::matched(root, &self.sheet, CLASS);
        // It is not the theme that is too much.
        let too_long = |error: Error| {
            let why = "the article is too long: WeChat takes 1 MB of HTML; make several articles of it";
            Error::new(error.line, why)
        };
        let mut styles = styles.map_err(too_long)?.into_iter();
        dress(root, &mut styles);
        shapes::remove_bare(root);
        Ok(())
    }
}

fn made(look: &Look) -> Dress {
    let theme = look.theme.clone().unwrap_or_default();
    let mut sheet = sheet(theme.css());
    let of_theme = |name: &str| sheet.variable(name).map(str::to_owned);
    let accent = look.accent.or_else(|| of_theme("--accent")?.parse().ok());
    let code = look.code.or_else(|| of_theme("--code")?.parse().ok()).unwrap_or_default();
    for (name, value) in accent.into_iter().flat_map(super::Accent::variables).chain(code.variables()) {
        sheet.set_variable(name, value);
    }
    sheet.close();
    Dress { sheet: Arc::new(sheet), code }
}

/// What does not work in a theme of somebody's own.
pub(super) fn check(css: &str) -> Result<(), Errors> {
    let mut notes = Notes::default();
    if css::nested_too_deep(css) {
        return Err(Error::new(None, "brackets in the style sheet are nested too deep").into());
    }
    let sheet = Sheet::open(css);
    for unknown in &sheet.unknown {
        notes.error(Error::new(None, format!("{unknown} does not work in a theme")));
    }
    if let Some(why) = sheet.variable("--accent").and_then(|accent| accent.parse::<super::Accent>().err()) {
        notes.error(Error::new(None, format!("--accent: {why}")));
    }
    if let Some(why) = sheet.variable("--code").and_then(|code| code.parse::<CodeColors>().err()) {
        notes.error(Error::new(None, format!("--code: {why}")));
    }
    // As it will be: with the variables of the base, and of itself.
    let whole =
        made(&Look { theme: Some(Theme { name: "".into(), css: css.to_owned().into() }), ..Look::default() });
    for why in whole.sheet.refused() {
        notes.error(Error::new(None, why));
    }
    notes.finish().map(drop)
}

fn dress(element: &mut Element, styles: &mut impl Iterator<Item = Vec<Declaration>>) {
    let theme = styles.next().unwrap_or_default();
    if element.attr("*own").is_none() && !theme.is_empty() {
        let own = element.attr("style").unwrap_or_default();
        let says = |name: &str| own.split(';').any(|own| own.split(':').next() == Some(name));
        let theme: Vec<_> =
            settled(theme).into_iter().filter(|declaration| !says(&declaration.name)).collect();
        let style = css::text(&theme) + own;
        if !style.is_empty() {
            element.set("style", style);
        }
    }
    for child in &mut element.children {
        if let Node::Element(child) = child {
            dress(child, styles);
        }
    }
}

/// Without what a later declaration takes away.
fn settled(mut style: Vec<Declaration>) -> Vec<Declaration> {
    while let Some(at) = style.iter().rposition(|declaration| declaration.value == "unset") {
        let name = style.remove(at).name;
        let mut place = 0;
        style.retain(|declaration| {
            place += 1;
            place > at || declaration.name != name
        });
    }
    style
}
