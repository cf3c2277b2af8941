//! Files: looked at, digested, read and received, as every driver must. Everything in here blocks and needs no runtime.

mod buffers;
mod digest;
mod intake;
mod own;
mod part;
mod pieces;
mod reader;

use std::fs::{self, Metadata};
use std::path::Path;
use std::time::UNIX_EPOCH;

use wxkit_proto::error::{Local, LocalKind};
use wxkit_proto::probe::{Probe, Stamp};
use wxkit_proto::{Error, File, Source};

pub use digest::digest;
pub use intake::{Intake, Received, Taken, receive};
pub use own::{is_at, open_own};
pub use part::{Part, place, rename};
#[cfg(feature = "hyper")]
pub(crate) use pieces::Pieces;
pub use reader::Reader;

/// A file on disk, looked at and ready to be put into an endpoint. Its name is the last part of the path.
///
/// # Errors
/// [`Error::Local`] if there is none, it is no ordinary file, or it cannot be read.
pub fn open(path: &Path) -> Result<File, Error> {
    let source = Source::path(path);
    let probe = inspect(&source)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(File::new(name, source, probe))
}

/// What a driver does for [`Ask::Inspect`](wxkit_proto::flow::Ask::Inspect): reads a few kilobytes,
/// or a voice of up to 2 MB.
///
/// # Errors
/// [`Error::Local`] if there is no such file, it is no ordinary file, or it cannot be read.
pub fn inspect(source: &Source) -> Result<Probe, Error> {
    match source {
        Source::Bytes(bytes) => Ok(Probe::of_bytes(bytes)),
        Source::Path(path) => {
            let (file, stamp) = open_path(path)?;
            Probe::read(file, stamp).map_err(|error| reading(path, &error))
        }
        _ => Err(UNKNOWN_SOURCE),
    }
}

/// An ordinary file and its stamp. A pipe or a device has no length and might block for ever.
fn open_path(path: &Path) -> Result<(fs::File, Stamp), Error> {
    let failed = |error| reading(path, &error);
    if !fs::metadata(path).map_err(failed)?.is_file() {
        let message = format!("{} is not an ordinary file", path.display());
        return Err(Error::Local(Local::new(LocalKind::Io, message)));
    }
    let file = fs::File::open(path).map_err(failed)?;
    let stamp = stamp(&file.metadata().map_err(failed)?);
    Ok((file, stamp))
}

/// Length, and the time of modification mixed with the file's number: a file that was replaced has another number.
fn stamp(metadata: &Metadata) -> Stamp {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let mut version = modified.map_or(0, |since| since.as_nanos() as u64);
    #[cfg(unix)]
    {
        let number = std::os::unix::fs::MetadataExt::ino(metadata);
        version ^= number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    Stamp { len: metadata.len(), version }
}

fn reading(path: &Path, error: &std::io::Error) -> Error {
    Error::io(format!("reading {}", path.display()), error)
}

const UNKNOWN_SOURCE: Error = Error::Misuse("this driver does not know that kind of source");

#[cfg(test)]
mod tests {
    use wxkit_proto::probe::FileKind;

    use super::*;

    #[test]
    fn a_file_is_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("图 1.png");
        fs::write(&path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\x38\0\0\x03\x60\x08\x02\0\0\0").unwrap();
        let file = open(&path).unwrap();
        assert_eq!((file.name.as_str(), file.len()), ("图 1.png", 29));
        assert_eq!((file.probe.kind, file.probe.pixels), (FileKind::Png, Some((1080, 864))));
    }

    #[test]
    fn a_missing_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = open(&folder.path().join("none.mp4")).unwrap_err();
        assert!(matches!(&missing, Error::Local(Local { kind: LocalKind::Missing, .. })), "{missing}");
        assert!(missing.to_string().contains("none.mp4"));
        let error = open(folder.path()).unwrap_err();
        assert!(error.to_string().ends_with("is not an ordinary file"), "{error}");
    }

    #[test]
    fn a_replaced_file_has_another_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        fs::write(&old, "same").unwrap();
        fs::write(&new, "same").unwrap();
        let time = old.metadata().unwrap().modified().unwrap();
        fs::File::options().write(true).open(&new).unwrap().set_modified(time).unwrap();
        let before = inspect(&Source::path(&old)).unwrap().stamp;
        assert_eq!(before, inspect(&Source::path(&old)).unwrap().stamp);
        fs::rename(&new, &old).unwrap();
        if cfg!(unix) {
            assert_ne!(before, inspect(&Source::path(&old)).unwrap().stamp);
        }
    }
}
