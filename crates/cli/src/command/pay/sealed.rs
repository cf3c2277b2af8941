//! Files that come encrypted for the merchant.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use wxkit::pay::bill::FetchFile;
use wxkit::pay::sensitive::{FieldKey, open_file};
use wxkit::proto::Error;
use wxkit::proto::download::{Download, Place};

use crate::context::Merchant;
use crate::failure::Failure;

/// The longest file that is decrypted: all of it lies in memory.
const MOST: u64 = 1024 * 1024 * 1024;

/// What came with the address of such a file.
#[derive(Debug)]
pub(super) struct Seal<'a> {
    pub(super) encrypt_key: &'a str,
    pub(super) nonce: &'a str,
}

/// Fetches the file, and decrypts it.
pub(super) async fn fetch(
    merchant: &Merchant<'_>,
    key: &FieldKey,
    fetch: FetchFile,
    Seal { encrypt_key, nonce }: Seal<'_>,
) -> Result<Vec<u8>, Failure> {
    let folder = tempfile::tempdir().map_err(|error| Failure::io("making a temporary folder", &error))?;
    let place = Place::File(folder.path().join("sealed"));
    let stored = merchant.run(Download::new(fetch, place, &[])).await?.stored()?;
    if stored.len > MOST {
        return Err(Failure::usage_hint(
            format!(
                "the file has {} bytes, and is too long to be decrypted here (at most 1 GiB)",
                stored.len
            ),
            "ask for it packed, with --gzip",
        ));
    }
    let bytes = fs::read(&stored.path).map_err(|error| Failure::io("reading what was fetched", &error))?;
    Ok(open_file(key, encrypt_key, nonce, bytes).map_err(Error::from)?)
}

/// Writes what was decrypted under its final name, all of it or nothing.
pub(super) fn write(path: PathBuf, bytes: &[u8]) -> Result<PathBuf, Failure> {
    let wrong = |error: &std::io::Error| Failure::io(format!("writing {}", path.display()), error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| wrong(&error))?;
    file.write_all(bytes).map_err(|error| wrong(&error))?;
    file.persist(&path).map_err(|error| wrong(&error.error))?;
    Ok(path)
}
