//! Who may read and write the files of a store. Modes are a matter of Unix; elsewhere a user's folders are private.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// What others than the owner may do.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Others {
    pub(super) readable: bool,
    pub(super) writable: bool,
}

/// Makes a folder for its owner alone; one that exists stays as it is.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

pub(super) fn folder(path: &Path) -> io::Result<Others> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() { Ok(others(&metadata)) } else { Err(io::ErrorKind::NotADirectory.into()) }
}

pub(super) fn file(file: &File) -> io::Result<Others> {
    let metadata = file.metadata()?;
    if metadata.is_file() { Ok(others(&metadata)) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// Takes all rights from others.
pub(super) fn close(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// A new file that nobody else has open: what an earlier crash left is removed, since its mode cannot be trusted.
pub(super) fn create(path: &Path) -> io::Result<File> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    private().create_new(true).open(path)
}

/// A file that is only ever locked.
pub(super) fn open_lock(path: &Path) -> io::Result<File> {
    private().create(true).truncate(false).open(path)
}

/// Makes a renaming last through a crash of the machine.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(path)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn others(metadata: &std::fs::Metadata) -> Others {
    let mode = std::os::unix::fs::MetadataExt::mode(metadata);
    Others { readable: mode & 0o055 != 0, writable: mode & 0o022 != 0 }
}

#[cfg(not(unix))]
fn others(_: &std::fs::Metadata) -> Others {
    Others::default()
}
