//! The look of an article: a style sheet over the classes that its shapes have, written into `style` attributes.

mod accent;
mod dress;
mod shapes;

use std::borrow::Cow;

pub use accent::Accent;
pub(crate) use dress::Dress;

use crate::css::Sheet;
use crate::error::{Error, Errors, Notes};
use crate::front::{At, Front};
use crate::{CodeColors, ParseOptions};

/// How articles look: a style sheet that lies over what all themes stand on.
///
/// ```
/// use wxkit_article::{Format, Look, ParseOptions, Theme, parse};
///
/// let mut options = ParseOptions::default();
/// options.look.theme = Theme::named("paper");
/// options.look.accent = Some("#07c160".parse().unwrap());
/// let article = parse("# 春茶\n\n## 采\n\n清明前后。\n", Format::Markdown, &options)?;
/// # Ok::<(), wxkit_article::Errors>(())
/// ```
///
/// # A theme of one's own
///
/// A CSS file over elements (`p`, `h1` to `h6`, `ul`, `ol`, `li`, `blockquote`, `table`, `th`, `td`, `strong`, `em`, `del`,
/// `mark`, `sup`, `sub`, `a`, `img`, `hr`) and these classes:
///
/// | class | what has it |
/// |---|---|
/// | `article` | everything; what is inherited belongs there |
/// | `words` | the text in a heading: `h2 > .words` can be a pill, a tab, a line below the text alone |
/// | `item`, `subitem`, `sublist` | the text of a list's item, an item of a list in a list, and what is below it |
/// | `tasks`, `task` | a list of tasks, and one of them |
/// | `terms`, `term`, `definition` | a list of terms |
/// | `alert`, `alert-note`, `-tip`, `-important`, `-warning`, `-caution`, `-quote`, `alert-title`, `icon` | alerts and callouts |
/// | `details`, `summary`, `details-body` | what a browser would fold |
/// | `code`, `code.block`, `code.inline`, `code-title`, `dots` | a block of code and the code in it, code in text, what a block is called, three dots above it |
/// | `table`, `wide` | around a table; `wide` where it scrolls |
/// | `picture`, `captioned`, `caption`, `img.inline`, `media`, `formula` | pictures, what is said below them, components, formulas |
/// | `toc`, `toc-item`, `toc-1` to `toc-3` | the table of contents |
/// | `footnotes`, `footnote`, `ref` | footnotes and the numbers in the text |
/// | `references`, `references-title`, `reference`, `link` | addresses of links to other sites |
/// | `kbd` | keys |
///
/// Elements, classes, ids, attributes, `>`, `+`, `~`, `:first-child` and `:last-child` can be used in selectors; `unset` takes
/// away what lies below. Variables on `:root`: `--accent`, `--link`, `--faint`, `--line`, `--ground` (of quotes), `--ink` (on it),
/// `--code` (the colours of code, by name), `--note`, `--tip`, `--important`, `--warning` and `--caution` (of alerts). Of the
/// accent are made `--accent-text` (as dark as text has to be), `--on-accent` (text on it), `--accent-wash` (a ground) and
/// `--accent-line`; of the colours of code `--code-ground` and `--code-ink`.
///
/// What does not work on the platform is refused: `position`, `font-family`, `url(…)` to other hosts, animations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    name: Cow<'static, str>,
    css: Cow<'static, str>,
}

/// Themes by name.
const BUILT_IN: [(&str, &str); 6] = [
    ("calm", include_str!("theme/calm.css")),
    ("magazine", include_str!("theme/magazine.css")),
    ("tech", include_str!("theme/tech.css")),
    ("paper", include_str!("theme/paper.css")),
    ("vivid", include_str!("theme/vivid.css")),
    ("minimal", include_str!("theme/minimal.css")),
];

/// What lies below every theme.
const BASE: &str = include_str!("theme/base.css");

/// Longest style sheet of a theme, in bytes.
const LONGEST: usize = 64 * 1024;

impl Theme {
    /// The names of the themes that are built in; the first is that of an article that names none.
    pub fn names() -> impl ExactSizeIterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// A theme that is built in.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        let (name, css) = BUILT_IN.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(Self { name: Cow::Borrowed(name), css: Cow::Borrowed(css) })
    }

    /// A theme of one's own; `name` is what the front matter calls it, such as `theme: my.css`.
    ///
    /// # Errors
    ///
    /// Each selector, rule or declaration that does not work in an article; more than 64 KiB, or a colour scheme of code that
    /// is not known.
    pub fn from_css(name: impl Into<String>, css: impl Into<String>) -> Result<Self, Errors> {
        let (name, css) = (name.into(), css.into());
        if css.len() > LONGEST {
            let why = format!("the style sheet is longer than {LONGEST} bytes");
            return Err(Error::new(None, why).into());
        }
        dress::check(&css)?;
        Ok(Self { name: Cow::Owned(name), css: Cow::Owned(css) })
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its style sheet, to begin one's own with.
    #[must_use]
    pub fn css(&self) -> &str {
        &self.css
    }
}

impl Default for Theme {
    fn default() -> Self {
        let [(name, css), ..] = BUILT_IN;
        Self { name: Cow::Borrowed(name), css: Cow::Borrowed(css) }
    }
}

/// What can be chosen about how an article looks. Nothing chosen is the theme's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Look {
    /// The theme.
    pub theme: Option<Theme>,
    /// The colour of headings and marks.
    pub accent: Option<Accent>,
    /// The colours of code.
    pub code: Option<CodeColors>,
}

impl Look {
    /// What is chosen here, and for the rest what `below` has.
    #[must_use]
    pub fn or(self, below: Self) -> Self {
        Self {
            theme: self.theme.or(below.theme),
            accent: self.accent.or(below.accent),
            code: self.code.or(below.code),
        }
    }
}

/// What the options and the front matter choose together.
pub(crate) fn chosen(front: &Front, options: &ParseOptions, notes: &mut Notes) -> Look {
    let mut look = options.look.clone();
    if let Some(At { line, value: name }) = &front.theme {
        let own = options.themes.iter().find(|theme| theme.name() == name).cloned();
        let theme = own.or_else(|| Theme::named(name));
        if theme.is_none() {
            let names: Vec<_> = Theme::names().collect();
            let why =
                format!("the theme {name:?} is not known; there are {}, and CSS files", names.join(", "));
            notes.warn(*line, "unknown-theme", why);
        }
        look.theme = look.theme.or(theme);
    }
    // A colour of other programs may be of a form that is not ours.
    if let Some(At { line, value }) = &front.accent {
        match value.parse() {
            Ok(accent) => look.accent = look.accent.or(Some(accent)),
            Err(why) => notes.warn(*line, "accent", format!("accent: {why}")),
        }
    }
    if let Some(At { line, value }) = &front.code {
        match value.parse() {
            Ok(code) => look.code = look.code.or(Some(code)),
            Err(why) => notes.warn(*line, "code-colors", format!("code: {why}")),
        }
    }
    look.or(options.usual_look.clone())
}

/// The sheet of a theme over the base, variables not put in.
fn sheet(css: &str) -> Sheet {
    Sheet::open(&format!("{BASE}\n{css}"))
}

#[cfg(test)]
mod tests;
