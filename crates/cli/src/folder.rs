//! The article and its files on disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use wxkit::article::{self, Article, ParseOptions};

use crate::failure::Failure;

/// An article that was read and whose files are all there.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The root, canonical: every file of the article lies in it.
    pub(crate) folder: PathBuf,
    /// The article's file, canonical.
    pub(crate) file: PathBuf,
    /// The name of the article's folder, for people.
    pub(crate) name: String,
    /// What it says.
    pub(crate) article: Article,
    /// What looks wrong, with file and line.
    pub(crate) warnings: Vec<String>,
    /// What is good to know.
    pub(crate) notes: Vec<String>,
}

/// As [`open`], aside: an article may take a while, and the command listens to Ctrl-C meanwhile.
pub(crate) async fn open_aside(path: PathBuf) -> Result<Opened, Failure> {
    let work = tokio::task::spawn_blocking(move || open(&path));
    work.await.unwrap_or_else(|_| Err(Failure::usage("the article could not be worked on")))
}

/// Reads the article at `path`: a text in Markdown or HTML, or a folder with one.
pub(crate) fn open(path: &Path) -> Result<Opened, Failure> {
    let opened = article::open(path, None, &ParseOptions::default())
        .map_err(|errors| Failure::usage(errors.to_string()))?;
    let file = opened.file.unwrap_or_default();
    let shown = |path: Option<&std::ffi::OsStr>| path.unwrap_or_default().to_string_lossy().into_owned();
    let text = shown(file.file_name());
    let at = |line: Option<usize>| line.map_or_else(|| text.clone(), |line| format!("{text}:{line}"));
    let warnings = opened.article.warnings.iter().map(|w| format!("{}: {}", at(w.line), w.message)).collect();
    let name = shown(file.parent().and_then(Path::file_name));
    Ok(Opened { folder: opened.root, file, name, article: opened.article, warnings, notes: opened.notes })
}

/// A file that was named on the command line: its canonical path.
pub(crate) fn file(path: &Path) -> Result<PathBuf, Failure> {
    let real = real(path)?;
    if real.is_file() {
        Ok(real)
    } else {
        Err(Failure::usage(format!("{} is not an ordinary file", path.display())))
    }
}

fn real(path: &Path) -> Result<PathBuf, Failure> {
    fs::canonicalize(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            Failure::usage(format!("{}: there is no such file or folder", path.display()))
        }
        _ => Failure::usage(format!("{}: {error}", path.display())),
    })
}

#[cfg(test)]
mod tests;
