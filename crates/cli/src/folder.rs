//! Files that were named on the command line.

use std::fs::{self, File};
use std::io;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::failure::Failure;

/// The name of what comes from standard input.
#[derive(Debug, clap::Args)]
pub(crate) struct Named {
    /// The name of the file that comes from standard input, with its extension.
    #[arg(id = "stdin_name", long = "name", value_name = "NAME")]
    name: Option<String>,
}

/// A file to upload.
pub(crate) struct Input {
    path: PathBuf,
    /// What came from standard input lies here, until it is sent.
    folder: Option<TempDir>,
}

impl Named {
    /// The file of this path, or with `-` what comes from standard input, under the name that was given.
    pub(crate) fn read(&self, path: &Path) -> Result<Input, Failure> {
        let name = match (&self.name, path == Path::new("-")) {
            (None, false) => return Ok(Input { path: path.to_owned(), folder: None }),
            (Some(_), false) => {
                return Err(Failure::usage("only what comes from standard input, FILE -, has a --name"));
            }
            (None, true) => {
                let hint = "give one with --name, such as --name tea.jpg";
                return Err(Failure::usage_hint("what comes from standard input has no name", hint));
            }
            (Some(name), true) => name,
        };
        if Path::new(name).file_name().is_none_or(|plain| plain != name.as_str()) {
            return Err(Failure::usage("the --name is a name alone, without folders"));
        }
        let keeping = |error| Failure::io("keeping what comes from standard input", &error);
        let folder = tempfile::tempdir().map_err(keeping)?;
        let path = folder.path().join(name);
        let mut file = File::create_new(&path).map_err(keeping)?;
        io::copy(&mut io::stdin().lock(), &mut file).map_err(keeping)?;
        Ok(Input { path, folder: Some(folder) })
    }
}

impl Input {
    /// Whether it is a file of the user's, which a later run finds again.
    pub(crate) fn lasts(&self) -> bool {
        self.folder.is_none()
    }
}

impl Deref for Input {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.path
    }
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
