//! An article with its files: which text is meant, what its root is, and where the files are that it names.

mod disk;
mod lookup;
mod root;
mod text;
mod theme;

use std::fmt;

pub use disk::{Files, Found, FoundKind, Memory};

use crate::error::{Error, Errors, Notes};
use crate::{Article, Format, ParseOptions};
use root::Root;

/// An article whose files are all there.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Loaded {
    /// What it says. Each file that it names is a path from the root.
    pub article: Article,
    /// Path of the root from the top: no file of the article lies outside of it.
    pub root: String,
    /// Path of the text from the top; nothing for a text that is not a file.
    pub file: Option<String>,
    /// What was found out and is good to know.
    pub notes: Vec<String>,
}

/// Why an article cannot be loaded: the text or folder that is to blame, and what is wrong with it.
///
/// Displays one error a line, as `article.md:3: …`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LoadErrors {
    /// The name of the text, or the folder in which there is none.
    pub name: String,
    /// What is wrong, by line.
    pub errors: Errors,
    /// The article as far as it can be read, without the pictures and videos that are missing: whoever goes on to look into its pictures
    /// can tell at once what else is wrong. It is not to be sent.
    pub rest: Option<Box<Loaded>>,
}

impl LoadErrors {
    /// One thing that is wrong, found by who holds the files.
    #[must_use]
    pub fn new(name: impl Into<String>, why: impl Into<String>) -> Self {
        Self { name: name.into(), errors: Error::new(None, why).into(), rest: None }
    }
}

impl fmt::Display for LoadErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.errors.as_slice().iter().enumerate() {
            let line_end = if at > 0 { "\n" } else { "" };
            write!(f, "{line_end}{}", place(&self.name, error.line))?;
            write!(f, ": {}", error.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for LoadErrors {}

/// A line of a text as editors understand it: `article.md:3`.
fn place(name: &str, line: Option<usize>) -> String {
    line.map_or_else(|| name.to_owned(), |line| format!("{name}:{line}"))
}

/// Loads the article at a path: a text in Markdown or HTML, or a folder with one that is called `article`, that is
/// called `index`, or that is the only one.
///
/// The root is `root`, or that of the vault or site in which the text lies, or else its folder. Files are looked for
/// where the article says, and where the program looks for them that it was written for: in Obsidian's folder for
/// attachments and in the whole vault, in the `source` of Hexo, the `static` of Hugo, the `public` of VuePress.
///
/// ```
/// use wxkit_article::{Memory, ParseOptions, load};
///
/// let files = Memory::from_iter([("tea/index.md", "# 春茶\n\n![](garden.jpg)\n"), ("tea/garden.jpg", "…")]);
/// let loaded = load(&files, "tea", None, &ParseOptions::default()).unwrap();
/// assert_eq!(loaded.file.as_deref(), Some("tea/index.md"));
/// assert_eq!(loaded.article.pictures[0].source.to_string(), "garden.jpg");
/// ```
///
/// # Errors
///
/// No text, or several; a text that is not UTF-8 or is refused by [`parse`](crate::parse); all files that are missing, no ordinary
/// files, or outside of the root once links are followed.
pub fn load(
    files: &dyn Files,
    path: &str,
    root: Option<&str>,
    options: &ParseOptions,
) -> Result<Loaded, LoadErrors> {
    let refuse = |name: &str, why: String| LoadErrors::new(name, why);
    let found = found(files, path).map_err(|why| refuse(path, why))?;
    let file = match found.kind {
        FoundKind::Folder => text::in_folder(files, &found.path).map_err(|why| refuse(path, why))?,
        FoundKind::File => found.path,
        FoundKind::Other => return Err(refuse(path, "this is neither a file nor a folder".into())),
    };
    let (folder, name) = split(&file);
    let format = Format::of_name(name)
        .ok_or_else(|| refuse(name, "an article ends in .md, .markdown, .html or .htm".into()))?;
    let source = text::read(files, &file).map_err(|error| refused(name, error.into()))?;
    let root = Root::of(files, folder, root).map_err(|why| refuse(name, why))?;
    let mut loaded = loaded(files, &source, format, name, root, options)?;
    loaded.file = Some(file.clone());
    Ok(loaded)
}

/// Loads an article whose text you already have, and whose files are in `folder`, as [`load`] does.
///
/// # Errors
///
/// As for [`load`].
pub fn load_text(
    files: &dyn Files,
    source: &str,
    format: Format,
    folder: &str,
    root: Option<&str>,
    options: &ParseOptions,
) -> Result<Loaded, LoadErrors> {
    let name = "text";
    let root = Root::of(files, folder, root).map_err(|why| LoadErrors::new(name, why))?;
    loaded(files, source, format, name, root, options)
}

fn loaded(
    files: &dyn Files,
    source: &str,
    format: Format,
    name: &str,
    root: Root,
    options: &ParseOptions,
) -> Result<Loaded, LoadErrors> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let own_name = options.name.clone().or_else(|| title_of(stem));
    let mut options = ParseOptions { folder: root.folder.clone(), name: own_name, ..options.clone() };
    let own = theme::own(files, source, format, &root).map_err(|error| refused(name, error.into()))?;
    options.themes.extend(own);
    let mut notes = Notes::default();
    let read = crate::read(source, format, &options, &mut notes);
    let mut article = notes.ok(read);
    if let Some(article) = &mut article {
        lookup::Lookup::new(files, &root, stem, article.meta.file_root.as_deref()).all(article, &mut notes);
    }
    // A note of Obsidian is called as its file, and nobody wonders.
    let is_note = root.kind == Some(root::Site::Obsidian);
    let notes_of_root = root.note().into_iter().collect();
    let loaded = |article, warnings| Loaded {
        article: Article { warnings, ..article },
        notes: notes_of_root,
        root: root.path,
        file: None,
    };
    let (mut warnings, errors) = notes.both();
    warnings.retain(|warning| !is_note || warning.rule != "title");
    match (errors, article) {
        (None, Some(article)) => Ok(loaded(article, warnings)),
        (None, None) => Err(LoadErrors::new(name, "the article is empty")),
        (Some(errors), article) => {
            let rest = article.map(|article| Box::new(loaded(article, warnings)));
            Err(LoadErrors { name: name.to_owned(), errors, rest })
        }
    }
}

/// The title of a note without one: what its file is called. Names that say only which text of a folder is meant say
/// nothing, and a date before the name is a generator's.
fn title_of(stem: &str) -> Option<String> {
    const NAMELESS: [&str; 7] = ["article", "index", "_index", "readme", "text", "untitled", "main"];
    let is_date = |date: &&str| {
        date.bytes().zip(*b"0000-00-00-").all(|(own, like)| match like {
            b'0' => own.is_ascii_digit(),
            _ => own == b'-',
        })
    };
    let dated = stem.get(..11).filter(is_date);
    let name = dated.and_then(|date| stem.strip_prefix(date)).unwrap_or(stem);
    (!NAMELESS.contains(&name.to_lowercase().as_str())).then(|| name.to_owned())
}

fn refused(name: &str, errors: Errors) -> LoadErrors {
    LoadErrors { name: name.to_owned(), errors, rest: None }
}

fn found(files: &dyn Files, path: &str) -> Result<Found, String> {
    files.look(path)?.ok_or_else(|| "there is no such file or folder".into())
}

/// Folder and name; the folder is empty at the top.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// A path in a folder; either may be empty.
fn join(folder: &str, path: &str) -> String {
    let between = if folder.is_empty() || path.is_empty() { "" } else { "/" };
    format!("{folder}{between}{path}")
}

/// A path as seen from a folder that it lies in.
fn within<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    match path.strip_prefix(folder)? {
        rest if folder.is_empty() => Some(rest),
        "" => Some(""),
        rest => rest.strip_prefix('/'),
    }
}

#[cfg(test)]
mod tests;
