//! Articles on this machine's disks.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use wxkit_article::{
    Article, Files, Format, Found, FoundKind, LoadErrors, Loaded, ParseOptions, load, load_text,
};

/// An article of this machine, whose files are all there.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Opened {
    /// What it says.
    pub article: Article,
    /// The folder in which all of its files lie, canonical: that is what their paths begin at.
    pub root: PathBuf,
    /// The article's text, canonical; nothing for a text that is not a file.
    pub file: Option<PathBuf>,
    /// What was found out and is good to know.
    pub notes: Vec<String>,
}

/// Why an article cannot be opened.
///
/// Displays one error a line, as `article.md:3: …`.
#[derive(Debug)]
#[non_exhaustive]
pub struct OpenErrors {
    /// What is wrong.
    pub errors: LoadErrors,
    /// The article as far as it can be read, as in [`LoadErrors::rest`].
    pub rest: Option<Box<Opened>>,
}

impl fmt::Display for OpenErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.errors.fmt(f)
    }
}

impl std::error::Error for OpenErrors {}

impl From<LoadErrors> for OpenErrors {
    fn from(errors: LoadErrors) -> Self {
        Self { errors, rest: None }
    }
}

/// Opens the article at a path: a text, or a folder with one, as [`load`] finds it. Paths are those of this machine.
///
/// # Errors
///
/// As for [`load`].
pub fn open(path: &Path, root: Option<&Path>, options: &ParseOptions) -> Result<Opened, OpenErrors> {
    let shown = path.display().to_string();
    let (disk, at) = Disk::holding(path).map_err(|error| refused(&shown, &error))?;
    let root = root.map(|root| disk.within(root)).transpose()?;
    disk.result(load(&disk, &at, root.as_deref(), options)).map_err(|mut refused| {
        if refused.errors.name == at {
            refused.errors.name = shown;
        }
        refused
    })
}

/// Opens an article whose text you already have, and whose files are in `folder`.
///
/// # Errors
///
/// As for [`load`].
pub fn open_text(
    text: &str,
    format: Format,
    folder: &Path,
    root: Option<&Path>,
    options: &ParseOptions,
) -> Result<Opened, OpenErrors> {
    let (disk, at) = Disk::holding(folder).map_err(|error| refused(&folder.display().to_string(), &error))?;
    let root = root.map(|root| disk.within(root)).transpose()?;
    disk.result(load_text(&disk, text, format, &at, root.as_deref(), options))
}

/// One disk: all of this machine's files, or on Windows those under one letter.
struct Disk {
    top: PathBuf,
}

impl Disk {
    /// The disk that holds something, and where on it that is.
    fn holding(path: &Path) -> io::Result<(Self, String)> {
        let real = fs::canonicalize(path)?;
        let is_top = |part: &Component<'_>| matches!(part, Component::Prefix(_) | Component::RootDir);
        let disk = Self { top: real.components().take_while(is_top).collect() };
        let at = disk.name(&real)?;
        Ok((disk, at))
    }

    /// Where a root is on this disk.
    fn within(&self, root: &Path) -> Result<String, LoadErrors> {
        let at = fs::canonicalize(root).and_then(|real| self.name(&real));
        at.map_err(|error| refused(&root.display().to_string(), &error))
    }

    fn name(&self, real: &Path) -> io::Result<String> {
        let other_disk = || io::Error::other("this is not on the disk of the article");
        let parts = real.strip_prefix(&self.top).map_err(|_| other_disk())?.components();
        let names: Option<Vec<_>> = parts.map(|part| part.as_os_str().to_str()).collect();
        let unreadable = || io::Error::other("the names of this file and its folders must be Unicode");
        Ok(names.ok_or_else(unreadable)?.join("/"))
    }

    fn path(&self, at: &str) -> PathBuf {
        at.split('/').fold(self.top.clone(), |path, name| path.join(name))
    }

    fn result(&self, loaded: Result<Loaded, LoadErrors>) -> Result<Opened, OpenErrors> {
        loaded.map(|loaded| self.opened(loaded)).map_err(|mut errors| {
            let rest = errors.rest.take().map(|rest| Box::new(self.opened(*rest)));
            OpenErrors { errors, rest }
        })
    }

    fn opened(&self, loaded: Loaded) -> Opened {
        Opened {
            article: loaded.article,
            root: self.path(&loaded.root),
            file: loaded.file.map(|file| self.path(&file)),
            notes: loaded.notes,
        }
    }
}

impl Files for Disk {
    fn look(&self, path: &str) -> Result<Option<Found>, String> {
        let real = match fs::canonicalize(self.path(path)) {
            Ok(real) => real,
            Err(error) => return absent(&error),
        };
        let about = match real.metadata() {
            Ok(about) => about,
            Err(error) => return absent(&error),
        };
        let kind = match (about.is_file(), about.is_dir()) {
            (true, _) => FoundKind::File,
            (_, true) => FoundKind::Folder,
            _ => FoundKind::Other,
        };
        Ok(Some(Found::new(self.name(&real).map_err(|error| error.to_string())?, kind)))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, String> {
        let entries = fs::read_dir(self.path(folder)).map_err(|error| error.to_string())?;
        Ok(entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect())
    }

    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let read = File::open(self.path(path)).and_then(|file| file.take(most).read_to_end(&mut bytes));
        read.map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}

/// No such file, or a name that no file can have, is an answer; anything else is an error.
fn absent<T>(error: &io::Error) -> Result<Option<T>, String> {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename => Ok(None),
        _ => Err(error.to_string()),
    }
}

fn refused(shown: &str, error: &io::Error) -> LoadErrors {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        _ => error.to_string(),
    };
    LoadErrors::new(shown, why)
}

#[cfg(test)]
mod tests;
