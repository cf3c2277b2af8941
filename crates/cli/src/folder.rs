//! Files that were named on the command line.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

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
