//! Files of our own, which nobody else may have put in their place.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a file that this program itself makes and writes, in a folder where others may write too: an ordinary file of
/// exactly this name. Never what a link leads to, and nothing that would block, such as a pipe.
///
/// # Errors
/// What the system says; [`io::ErrorKind::InvalidInput`] if it is a link or no ordinary file.
pub fn open_own(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let odd = |what: &str| io::Error::new(io::ErrorKind::InvalidInput, format!("it is {what}"));
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, libc::O_NOFOLLOW | libc::O_NONBLOCK);
    let file = options.open(path).map_err(|error| match path.symlink_metadata() {
        Ok(found) if found.is_symlink() && error.kind() != io::ErrorKind::AlreadyExists => odd("a link"),
        _ => error,
    })?;
    // Elsewhere than on Unix the flag above does not exist.
    if path.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
        return Err(odd("a link"));
    }
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(odd("not an ordinary file")),
    }
}

/// Whether an open file is still the one of this name, and was not removed, moved away or replaced.
#[must_use]
pub fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let held = file.metadata();
        held.is_ok_and(|held| {
            path.metadata().is_ok_and(|named| (held.dev(), held.ino()) == (named.dev(), named.ino()))
        })
    }
    // Elsewhere a file that is open keeps its name.
    #[cfg(not(unix))]
    {
        let _ = file;
        path.exists()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    fn check(path: &Path) -> String {
        let result = open_own(path, File::options().write(true).create(true).truncate(false));
        result.map_or_else(|error| error.to_string(), |_| "opened".into())
    }

    #[test]
    fn only_an_ordinary_file_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        assert_eq!(check(&at("new")), "opened");
        fs::write(at("victim"), "precious").unwrap();
        std::os::unix::fs::symlink(at("victim"), at("link")).unwrap();
        std::os::unix::fs::symlink(at("none"), at("dangling")).unwrap();
        assert_eq!(
            (check(&at("link")), check(&at("dangling"))),
            ("it is a link".into(), "it is a link".into())
        );
        assert!(!at("none").exists());
        let made = std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap();
        assert!(made.success());
        // Without a reader this would block for ever, or fail as soon as it may not block.
        assert!(check(&at("pipe")) != "opened");
        let both = File::options().read(true).write(true).to_owned();
        let error = open_own(&at("pipe"), &mut both.clone()).unwrap_err();
        assert_eq!(error.to_string(), "it is not an ordinary file");
        assert!(check(folder.path()) != "opened");
    }
}
