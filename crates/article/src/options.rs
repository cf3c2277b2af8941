use crate::{Links, Look, Theme};

/// What an author may want otherwise. What the front matter says goes before.
///
/// ```
/// use wxkit_article::{Format, ParseOptions, parse};
///
/// # fn main() -> Result<(), wxkit_article::Errors> {
/// let mut options = ParseOptions::default();
/// options.breaks = true;
/// let article = parse("# 静夜思\n\n床前明月光\n疑是地上霜\n", Format::Markdown, &options)?;
/// # assert_eq!(article.meta.title, "静夜思");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseOptions {
    /// The title, whatever the article says.
    pub title: Option<String>,
    /// What the article is called if it has no title of its own: the name of its file.
    pub name: Option<String>,
    /// The folder of the article, seen from the root: `posts/2026`, or nothing where the article lies in the root.
    /// Paths in the article begin there, those that begin with `/` at the root, and none may leave the root.
    pub folder: String,
    /// A line break in the Markdown source is one in the article.
    pub breaks: bool,
    /// What stands below a picture.
    pub captions: Captions,
    /// What becomes of links to other sites.
    pub links: Links,
    /// How it looks, whatever the article says.
    pub look: Look,
    /// How it looks where neither the article nor `look` says anything.
    pub usual_look: Look,
    /// Themes of one's own, which the front matter may name.
    pub themes: Vec<Theme>,
}

/// What stands below a picture that is a paragraph of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Captions {
    /// What Markdown has in brackets, `![caption](a.jpg)`, unless it is a file's name.
    #[default]
    Alt,
    /// What Markdown has in quotes, `![](a.jpg "caption")`.
    Title,
    /// Nothing.
    None,
}
