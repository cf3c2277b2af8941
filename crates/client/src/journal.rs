//! The journal's file: records are appended, and one run at a time holds it.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use wxkit_proto::{Error, Local, LocalKind, Record};

/// Where a run is recorded, so that another can go on where it was cut off.
///
/// A clone names the same journal. The file is locked until the last clone is gone; the system frees the lock of a
/// process that dies. Records hold no credential.
#[derive(Clone)]
pub struct Journal(Option<Arc<Open>>);

struct Open {
    name: String,
    tail: Mutex<Tail>,
}

struct Tail {
    file: File,
    /// Where the last complete record ends.
    end: u64,
}

impl Journal {
    /// Opens or creates the journal in this file (mode 0600) and gives back what it holds, for
    /// [`read_journal`](wxkit_proto::read_journal).
    ///
    /// A torn last line, as a crash leaves it, is cut off. Blocks; the file is small.
    ///
    /// # Errors
    /// [`Error::Local`] if another run holds the journal, or the file cannot be read or written.
    pub fn open(path: impl AsRef<Path>) -> Result<(Self, String), Error> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let failed = |error: &io::Error| Error::io(format!("opening the journal {name}"), error);
        let mut file = create(path).map_err(|error| failed(&error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("another run is at work on this: it holds {name}");
                return Err(Error::Local(Local { kind: LocalKind::Io, message }));
            }
            Err(TryLockError::Error(error)) => return Err(failed(&error)),
        }
        let text = read_whole_lines(&mut file).map_err(|error| failed(&error))?;
        sync_folder(path).map_err(|error| failed(&error))?;
        let end = text.len() as u64;
        let tail = Mutex::new(Tail { file, end });
        Ok((Self(Some(Arc::new(Open { name, tail }))), String::from_utf8_lossy(&text).into_owned()))
    }

    /// No journal: records are dropped.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// Appends a record, and syncs it to the disk if the record wants it. Blocks.
    ///
    /// A record that could not be written as a whole leaves nothing behind.
    ///
    /// # Errors
    /// [`Error::Local`] with what the system said.
    pub fn append(&self, record: &Record) -> Result<(), Error> {
        let Some(open) = &self.0 else { return Ok(()) };
        let mut tail = open.tail.lock().unwrap_or_else(PoisonError::into_inner);
        tail.append(record).map_err(|error| Error::io(format!("writing the journal {}", open.name), &error))
    }

    /// Whether records are kept.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.0.is_some()
    }
}

impl Tail {
    fn append(&mut self, record: &Record) -> io::Result<()> {
        let line = record.line();
        self.file.seek(SeekFrom::Start(self.end))?;
        if let Err(error) = self.file.write_all(line.as_bytes()) {
            // The next record must not be glued to half of this one. If this fails too, the next one overwrites it.
            self.file.set_len(self.end).ok();
            return Err(error);
        }
        if record.sync {
            self.file.sync_data()?;
        }
        self.end += line.len() as u64;
        Ok(())
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Journal").field(&self.0.as_ref().map(|open| &open.name)).finish()
    }
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn read_whole_lines(file: &mut File) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    if whole < text.len() {
        text.truncate(whole);
        file.set_len(whole as u64)?;
    }
    Ok(text)
}

/// A new file is lost in a power cut as long as its folder is not synced.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        File::open(parent.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_appended_is_there_next_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.journal");
        let (journal, text) = Journal::open(&path).unwrap();
        assert_eq!(text, "");
        journal.append(&Record::new(&[1])).unwrap();
        journal.append(&Record::synced(&["二"])).unwrap();
        drop(journal);
        let (_journal, text) = Journal::open(&path).unwrap();
        assert_eq!(text, "[1]\n[\"二\"]\n");
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_torn_line_is_cut_off_before_the_next_record() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.journal");
        // The cut goes through the middle of a character.
        std::fs::write(&path, &"[1]\n[\"茶".as_bytes()[..8]).unwrap();
        let (journal, text) = Journal::open(&path).unwrap();
        assert_eq!(text, "[1]\n");
        journal.append(&Record::new(&[2])).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "[1]\n[2]\n");
    }

    #[test]
    fn one_run_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.journal");
        let (journal, _) = Journal::open(&path).unwrap();
        let clone = journal.clone();
        drop(journal);
        let error = Journal::open(&path).unwrap_err();
        assert!(error.to_string().contains("another run is at work"), "{error}");
        drop(clone);
        Journal::open(&path).unwrap();
    }

    #[test]
    fn a_full_disk_tears_no_line() {
        // Writing to a file that was opened for reading fails like a full disk: nothing is counted as written.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.journal");
        std::fs::write(&path, "[1]\n").unwrap();
        let mut tail = Tail { file: File::open(&path).unwrap(), end: 4 };
        tail.append(&Record::new(&[2])).unwrap_err();
        assert_eq!(tail.end, 4);
    }
}
