//! A file while it is being received.

use std::fs;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

use wxkit_proto::Error;
use wxkit_proto::download::Place;
use wxkit_proto::error::{Local, LocalKind};
use wxkit_proto::sink::Target;

use super::own::open_own;

/// A file while it is being received: what a driver does for [`Sink::File`](wxkit_proto::sink::Sink::File) once
/// [`Target::sort`] has said that the answer is one. It belongs to one download at a time.
#[derive(Debug)]
pub struct Part {
    file: fs::File,
    name: String,
    len: u64,
    target: Target,
}

impl Part {
    /// Opens the target, or makes it, and cuts it to `at` bytes. It is never opened through a link.
    ///
    /// # Errors
    /// [`Error::Local`] if it cannot be written, is there and must not be ([`LocalKind::Exists`]), is no ordinary file, is
    /// in use by another download, or holds less than `at` bytes.
    pub fn open(target: &Target, at: u64) -> Result<Self, Error> {
        let name = target.path.display().to_string();
        let failed = |error| writing(&name, &error);
        let mut options = fs::File::options();
        options.write(true).truncate(false);
        if target.fresh {
            options.create_new(true)
        } else {
            options.create(true)
        };
        let file = open_own(&target.path, &mut options).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                Error::Local(Local::new(LocalKind::Exists, format!("{name} is there already")))
            }
            _ => failed(error),
        })?;
        #[cfg(unix)]
        if std::os::unix::fs::MetadataExt::nlink(&file.metadata().map_err(failed)?) > 1 {
            return Err(local(format!(
                "{name} has a second name, so it is not a file of this download alone"
            )));
        }
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                return Err(local(format!("{name} is in use by another download")));
            }
            // Some file systems have no locks.
            Err(fs::TryLockError::Error(_)) => {}
        }
        if file.metadata().map_err(failed)?.len() < at {
            return Err(Error::changed(&name));
        }
        file.set_len(at).map_err(failed)?;
        (&file).seek(SeekFrom::Start(at)).map_err(failed)?;
        Ok(Self { file, name, len: at, target: target.clone() })
    }

    /// Appends.
    ///
    /// # Errors
    /// [`Error::Local`] if it cannot be written, such as on a full disk; [`Error::Reply`] if it becomes longer than it may
    /// be.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.target.admit(self.len.saturating_add(bytes.len() as u64))?;
        self.file.write_all(bytes).map_err(|error| writing(&self.name, &error))?;
        self.len += bytes.len() as u64;
        Ok(())
    }

    /// How many bytes the file holds.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether it holds no byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// What a driver does for [`Ask::Rename`](wxkit_proto::flow::Ask::Rename).
///
/// # Errors
/// [`Error::Local`], with [`LocalKind::Exists`] if there is a file of that name that may not be replaced.
pub fn rename(from: &Path, to: &Path, replace: bool) -> Result<(), Error> {
    let doing = || format!("renaming {} to {}", from.display(), to.display());
    // Takes the name, so that of two who want it one gets it.
    if !replace && let Err(error) = fs::File::create_new(to) {
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            let message = format!("{} is there already", to.display());
            return Err(Error::Local(Local::new(LocalKind::Exists, message)));
        }
        return Err(Error::io(doing(), &error));
    }
    fs::rename(from, to).map_err(|error| {
        if !replace {
            fs::remove_file(to).ok();
        }
        Error::io(doing(), &error)
    })
}

/// Where a download ends that is to end here: in this folder if it is one, else in this file.
///
/// # Errors
/// [`Error::Request`] if it is neither, or is in no folder.
pub fn place(path: &Path) -> Result<Place, Error> {
    let is_folder_by_name =
        path.to_string_lossy().ends_with(std::path::is_separator) || path.file_name().is_none();
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => return Ok(Place::Folder(path.to_owned())),
        Ok(found) if found.is_file() => return Ok(Place::File(path.to_owned())),
        Ok(_) => return Err(Error::invalid(format!("{} is neither a file nor a folder", path.display()))),
        Err(_) if is_folder_by_name => {
            return Err(Error::invalid(format!("there is no folder {}", path.display())));
        }
        Err(_) => {}
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            Err(Error::invalid(format!("there is no folder {}", folder.display())))
        }
        _ => Ok(Place::File(path.to_owned())),
    }
}

fn writing(name: &str, error: &std::io::Error) -> Error {
    Error::io(format!("writing {name}"), error)
}

fn local(message: String) -> Error {
    Error::Local(Local::new(LocalKind::Io, message))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;

    fn target(path: PathBuf) -> Target {
        Target { path: Arc::new(path), at: 0, fresh: false, limit: 100, fields: &[] }
    }

    #[test]
    fn it_goes_on_where_it_was_cut() {
        let folder = tempfile::tempdir().unwrap();
        let target = target(folder.path().join("a.part"));
        Part::open(&target, 0).unwrap().write(b"0123456").unwrap();
        let mut part = Part::open(&target, 4).unwrap();
        part.write(b"xyz").unwrap();
        assert_eq!((part.len(), fs::read_to_string(&*target.path).unwrap().as_str()), (7, "0123xyz"));
        let in_use = Part::open(&target, 0).unwrap_err();
        assert!(in_use.to_string().ends_with("a.part is in use by another download"), "{in_use}");
        drop(part);
        let shorter = Part::open(&target, 8).unwrap_err();
        assert!(shorter.to_string().ends_with("changed while it was in use"), "{shorter}");
    }

    #[test]
    fn foreign_files_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (victim, part) = (folder.path().join("victim"), folder.path().join("a.part"));
        fs::write(&victim, "precious").unwrap();
        let fresh = Target { fresh: true, ..target(part.clone()) };
        let exists = |target: &Target| {
            matches!(Part::open(target, 0), Err(Error::Local(Local { kind: LocalKind::Exists, .. })))
        };
        assert!(exists(&Target { fresh: true, ..target(victim.clone()) }));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&victim, &part).unwrap();
            assert!(exists(&fresh));
            let link = Part::open(&target(part.clone()), 0).unwrap_err();
            assert!(link.to_string().contains("it is a link"), "{link}");
            fs::remove_file(&part).unwrap();
            fs::hard_link(&victim, &part).unwrap();
            let second = Part::open(&target(part.clone()), 0).unwrap_err();
            assert!(second.to_string().contains("has a second name"), "{second}");
            fs::remove_file(&part).unwrap();
        }
        let mut part = Part::open(&fresh, 0).unwrap();
        part.write(&[0; 100]).unwrap();
        let long = part.write(b"1").unwrap_err();
        assert!(long.to_string().contains("longer than 100 bytes"), "{long}");
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    }

    #[test]
    fn a_name_is_taken_once() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a.part"), folder.path().join("a"));
        fs::write(&from, "new").unwrap();
        fs::write(&to, "old").unwrap();
        let taken = rename(&from, &to, false).unwrap_err();
        assert!(matches!(taken, Error::Local(Local { kind: LocalKind::Exists, .. })), "{taken}");
        assert_eq!(fs::read_to_string(&to).unwrap(), "old");
        rename(&from, &to, true).unwrap();
        assert_eq!(fs::read_to_string(&to).unwrap(), "new");
        rename(&from, &folder.path().join("b"), false).unwrap_err();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "a name that was not used is released");
    }

    #[test]
    fn places() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| place(&folder.path().join(name)).map_err(|error| error.kind().as_str());
        assert_eq!(at(""), Ok(Place::Folder(folder.path().join(""))));
        assert_eq!(at("a.jpg"), Ok(Place::File(folder.path().join("a.jpg"))));
        assert_eq!(at("none/a.jpg"), Err("input"));
        assert_eq!(at("none/"), Err("input"));
        assert_eq!(place(Path::new("a.jpg")).unwrap(), Place::File("a.jpg".into()));
    }
}
