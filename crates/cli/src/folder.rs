//! The article and its files on disk.

mod files;
mod text;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use wxkit::article::{self, Article, Format, ParseOptions};

use crate::failure::Failure;

/// An article that was read and whose files are all there.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The folder, canonical: every file of the article lies in it.
    pub(crate) folder: PathBuf,
    /// The article's file, canonical.
    pub(crate) file: PathBuf,
    /// The folder's name, for people.
    pub(crate) name: String,
    /// What it says.
    pub(crate) article: Article,
    /// What looks wrong, with file and line.
    pub(crate) warnings: Vec<String>,
}

const NAMES: &[&str] = &["article.md", "article.html"];

/// Reads the article at `path`: a folder with `article.md` or `article.html`, or any `.md` or `.html` file.
pub(crate) fn open(path: &Path) -> Result<Opened, Failure> {
    let real = real(path)?;
    let (folder, file) = if real.is_dir() {
        let file = find(path, &real)?;
        (real, file)
    } else {
        let folder = real.parent().unwrap_or(Path::new("/")).to_owned();
        (folder, real)
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let format = match file.extension().map(|extension| extension.to_ascii_lowercase()) {
        Some(extension) if extension == "md" => Format::Markdown,
        Some(extension) if extension == "html" => Format::Html,
        _ => return Err(Failure::usage(format!("{}: an article ends in .md or .html", path.display()))),
    };
    let source = text::read(&file, &name)?;
    let at = |line: Option<usize>| line.map_or_else(|| name.clone(), |line| format!("{name}:{line}"));
    let article = article::parse(&source, format, &ParseOptions::default()).map_err(|errors| {
        let told: Vec<_> =
            errors.as_slice().iter().map(|error| format!("{}: {}", at(error.line), error.message)).collect();
        Failure::usage(told.join("\n"))
    })?;
    files::check(&article, &folder, &at)?;
    let warnings = article.warnings.iter().map(|w| format!("{}: {}", at(w.line), w.message)).collect();
    let title = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Opened { folder, file, name: title, article, warnings })
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

fn find(shown: &Path, folder: &Path) -> Result<PathBuf, Failure> {
    let found: Vec<_> = NAMES.iter().filter(|name| folder.join(name).exists()).collect();
    let [name] = found.as_slice() else {
        return Err(match found.is_empty() {
            true => Failure::usage(format!(
                "{}: there is no article.md and no article.html in it",
                shown.display()
            )),
            false => Failure::usage_hint(
                format!("{}: there are both article.md and article.html in it", shown.display()),
                "remove one, or name the one that is meant",
            ),
        });
    };
    let real = real(&folder.join(name))?;
    match real.parent() == Some(folder) {
        true => Ok(real),
        false => Err(Failure::usage(format!("{name} is a link that leads out of the folder"))),
    }
}

#[cfg(test)]
mod tests;
