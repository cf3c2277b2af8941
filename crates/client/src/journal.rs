//! The journal's file: records are appended, and one run at a time holds it.

use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use wxkit_proto::Error;
use wxkit_proto::error::{Local, LocalKind};
use wxkit_proto::journal::{Record, mend_journal, sealed_header};

use crate::files::{is_at, open_own};

/// Where a run is recorded, so that another can go on where it was cut off.
///
/// A clone names the same journal. The file is locked until the last clone is gone; the system frees the lock of a
/// process that dies. Records hold no credential.
#[derive(Clone)]
pub struct Journal(Option<Arc<Open>>);

struct Open {
    path: PathBuf,
    tail: Mutex<Tail>,
}

struct Tail {
    file: File,
    /// Where the last complete record ends.
    end: u64,
    /// The last complete line, on which the check value of the next one depends.
    last: String,
    /// Whether the first line says how much is there for certain.
    is_sealed: bool,
    /// How a record comes to lie on the disk.
    sync: fn(&File) -> io::Result<()>,
}

impl Journal {
    /// Opens or creates the journal in this file (mode 0600) and gives back what it holds, empty if nothing was recorded yet,
    /// for [`read_journal`](wxkit_proto::journal::read_journal).
    ///
    /// Its first line is on the disk before this returns, so a disk that is full or cannot be written is found out before
    /// anything is sent. A torn last line, as a crash leaves it, is cut off. A new file gets its name only with its first
    /// line, so that an empty one is known to have lost what it held. Blocks; the file is small.
    ///
    /// # Errors
    /// [`Error::Local`] if another run holds the journal, it is damaged, has lost its end or is of another version, or the
    /// file cannot be read, written or locked or is no ordinary file.
    pub fn open(path: impl AsRef<Path>) -> Result<(Self, String), Error> {
        let path = path.as_ref();
        let name = path.display();
        let failed = |error: &io::Error| Error::io(format!("opening the journal {name}"), error);
        let mut file = match open_own(path, &mut own()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => create(path),
            opened => opened,
        }
        .map_err(|error| failed(&error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(local(format!("another run is at work on this: it holds {name}")));
            }
            // Some file systems have no locks.
            Err(TryLockError::Error(error)) => {
                let doing = format!("locking the journal {name}, so that no two runs do the same at once");
                return Err(Error::io(doing, &error));
            }
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|error| failed(&error))?;
        let text = mend_journal(&bytes).map_err(|error| match error {
            Error::Local(found) => Error::Local(Local::new(found.kind, format!("{name}: {}", found.message))),
            error => error,
        })?;
        if text.is_empty() {
            return Err(local(format!(
                "the journal {name} has lost what it held, so it cannot be known what was done already; look in the \
                 WeChat console what was published, then remove the journal"
            )));
        }
        make_whole(&mut file, &bytes, &text).map_err(|error| failed(&error))?;
        sync_folder(path).map_err(|error| failed(&error))?;
        let mut tail = Tail::new(file, &text, File::sync_data);
        tail.seal();
        let text = if text.lines().nth(1).is_some() { text } else { String::new() };
        Ok((Self(Some(Arc::new(Open { path: path.to_owned(), tail: Mutex::new(tail) }))), text))
    }

    /// No journal: records are dropped.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// Appends a record, and syncs it to the disk if the record wants it. Blocks.
    ///
    /// A record that could not be written or synced as a whole leaves nothing behind.
    ///
    /// # Errors
    /// [`Error::Local`] with what the system said, or if the file was removed or moved away: the next run would not find
    /// it and do everything once more.
    pub fn append(&self, record: &Record) -> Result<(), Error> {
        let Some(open) = &self.0 else { return Ok(()) };
        let mut tail = open.tail.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_at(&tail.file, &open.path) {
            let name = open.path.display();
            return Err(local(format!(
                "the journal {name} was removed or moved while it was in use; look in the WeChat console what was \
                 published before you run this again, since nothing of it would be known"
            )));
        }
        tail.append(record)
            .map_err(|error| Error::io(format!("writing the journal {}", open.path.display()), &error))
    }

    /// Whether records are kept.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.0.is_some()
    }
}

impl Tail {
    fn new(file: File, text: &str, sync: fn(&File) -> io::Result<()>) -> Self {
        let last = text.lines().next_back().unwrap_or_default().to_owned();
        let is_sealed = text.lines().next().is_some_and(|first| first.len() + 1 == sealed_header(0).len());
        Self { file, end: text.len() as u64, last, is_sealed, sync }
    }

    fn append(&mut self, record: &Record) -> io::Result<()> {
        let line = record.line(&self.last);
        if let Err(error) = self.write(&line, record.sync) {
            // The next record must not be glued to half of this one. If this fails too, the next one overwrites it.
            self.file.set_len(self.end).ok();
            return Err(error);
        }
        self.end += line.len() as u64;
        line.trim_end().clone_into(&mut self.last);
        if record.sync {
            self.seal();
        }
        Ok(())
    }

    /// Says in the first line how much is on the disk. It comes there itself with what is synced next, and never before the
    /// records: so it can say too little, after a crash or if it cannot be written, which does no harm, and never too much.
    fn seal(&mut self) {
        if self.is_sealed && self.file.seek(SeekFrom::Start(0)).is_ok() {
            self.file.write_all(sealed_header(self.end).as_bytes()).ok();
        }
    }

    fn write(&mut self, line: &str, sync: bool) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(line.as_bytes())?;
        if sync { (self.sync)(&self.file) } else { Ok(()) }
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Journal").field(&self.0.as_ref().map(|open| &open.path)).finish()
    }
}

/// For this user alone, if it is made.
fn own() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A new journal with its first line; if another run has made one meanwhile, that one.
fn create(path: &Path) -> io::Result<File> {
    let number = getrandom::u64().map_err(|error| io::Error::other(error.to_string()))?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{number:016x}"));
    let beside = Path::new(&beside);
    let mut file = open_own(beside, own().create_new(true))?;
    let header = sealed_header(sealed_header(0).len() as u64);
    let named = file.write_all(header.as_bytes()).and_then(|()| file.sync_all()).and_then(|()| {
        match fs::hard_link(beside, path) {
            // Some file systems give a file only one name.
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => fs::rename(beside, path),
            linked => linked,
        }
    });
    fs::remove_file(beside).ok();
    match named {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => open_own(path, &mut own()),
        named => {
            named?;
            file.seek(SeekFrom::Start(0))?;
            Ok(file)
        }
    }
}

/// Makes of what the file holds the whole lines that are meant, on the disk. One is the beginning of the other.
fn make_whole(file: &mut File, bytes: &[u8], whole: &str) -> io::Result<()> {
    let same = bytes.len().min(whole.len());
    file.set_len(same as u64)?;
    file.seek(SeekFrom::Start(same as u64))?;
    file.write_all(whole.as_bytes().get(same..).unwrap_or_default())?;
    file.sync_all()
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

fn local(message: String) -> Error {
    Error::Local(Local::new(LocalKind::Io, message))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use wxkit_proto::journal::read_journal;

    use super::*;

    #[test]
    fn what_was_appended_is_there_next_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.journal");
        let (journal, text) = Journal::open(&path).unwrap();
        assert_eq!((text.as_str(), fs::read_to_string(&path).unwrap()), ("", sealed_header(36)));
        journal.append(&Record::new(&1)).unwrap();
        journal.append(&Record::synced(&2)).unwrap();
        drop(journal);
        let (_journal, text) = Journal::open(&path).unwrap();
        assert_eq!(read_journal::<u8>(&text).unwrap(), [1, 2]);
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
        let first = sealed_header(36) + &Record::new(&"一").line(&sealed_header(36));
        let whole = first.clone() + &Record::new(&"茶").line(&first);
        for len in 36..=whole.len() {
            // Some cuts go through the middle of a character.
            fs::write(&path, &whole.as_bytes()[..len]).unwrap();
            let (journal, before) = Journal::open(&path).unwrap();
            journal.append(&Record::new(&"水")).unwrap();
            let after = read_journal::<String>(&fs::read_to_string(&path).unwrap()).unwrap();
            let known = read_journal::<String>(&before).unwrap();
            assert_eq!(after, [&known[..], &["水".to_owned()]].concat(), "{len}");
        }
    }

    /// No crash does that to what was synced, but disks and people do.
    #[test]
    fn a_journal_that_has_lost_what_was_synced_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.journal");
        let (journal, _) = Journal::open(&path).unwrap();
        for n in 1..4 {
            journal.append(&Record::synced(&n)).unwrap();
        }
        let synced = fs::read(&path).unwrap().len();
        journal.append(&Record::new(&4)).unwrap();
        drop(journal);
        let whole = fs::read(&path).unwrap();
        for len in 0..synced - 1 {
            fs::write(&path, &whole[..len]).unwrap();
            let error = Journal::open(&path).unwrap_err().to_string();
            assert!(error.contains("it cannot be known what was done already"), "{len}: {error}");
            assert_eq!(fs::read(&path).unwrap(), whole[..len]);
        }
        for len in synced - 1..whole.len() {
            fs::write(&path, &whole[..len]).unwrap();
            let read: Vec<u8> = read_journal(&Journal::open(&path).unwrap().1).unwrap();
            assert!(read.starts_with(&[1, 2, 3]), "{len}");
        }
        let beside: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(beside.len(), 1, "{beside:?}");
    }

    #[test]
    fn a_journal_of_records_alone_is_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.journal");
        fs::write(&path, Record::new(&1).line("")).unwrap();
        let (journal, _) = Journal::open(&path).unwrap();
        journal.append(&Record::synced(&2)).unwrap();
        assert_eq!(read_journal::<u8>(&fs::read_to_string(&path).unwrap()).unwrap(), [1, 2]);
    }

    #[test]
    fn a_damaged_journal_is_named_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.journal");
        let damaged = Record::new(&"tea").line("").replace("tea", "sea");
        fs::write(&path, &damaged).unwrap();
        let error = Journal::open(&path).unwrap_err().to_string();
        assert!(error.contains("a.journal: line 2 of the journal is damaged"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
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

    #[cfg(unix)]
    #[test]
    fn a_journal_that_was_removed_or_replaced_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.journal");
        let removed = |change: &dyn Fn()| {
            fs::remove_file(&path).ok();
            let (journal, _) = Journal::open(&path).unwrap();
            journal.append(&Record::synced(&1)).unwrap();
            change();
            journal.append(&Record::synced(&2)).unwrap_err().to_string()
        };
        for error in [
            removed(&|| fs::remove_file(&path).unwrap()),
            removed(&|| fs::rename(&path, folder.path().join("b")).unwrap()),
            removed(&|| {
                fs::remove_file(&path).unwrap();
                fs::write(&path, "").unwrap();
            }),
        ] {
            assert!(error.contains("a.journal was removed or moved while it was in use"), "{error}");
        }
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing_behind() {
        // Writing to a file that was opened for reading fails like a full disk: nothing is counted as written.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.journal");
        let header = sealed_header(36);
        fs::write(&path, &header).unwrap();
        let mut tail = Tail::new(File::open(&path).unwrap(), &header, File::sync_data);
        tail.append(&Record::new(&2)).unwrap_err();
        assert_eq!((tail.end, tail.last.as_str()), (36, header.trim_end()));
    }

    /// As disks at their end and network file systems do it: what was written is refused when it is synced.
    #[test]
    fn what_cannot_be_synced_leaves_the_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.journal");
        let (journal, _) = Journal::open(&path).unwrap();
        journal.append(&Record::synced(&"茶")).unwrap();
        let before = fs::read(&path).unwrap();
        let sync_by = |sync: fn(&File) -> io::Result<()>| {
            journal.0.as_ref().unwrap().tail.lock().unwrap().sync = sync;
        };
        sync_by(|_| Err(io::Error::other("no space left")));
        let error =
            journal.append(&Record::synced(&"a record that is longer than the next one")).unwrap_err();
        assert!(error.to_string().contains("no space left"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), before);
        sync_by(File::sync_data);
        journal.append(&Record::new(&"水")).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(read_journal::<String>(&text).unwrap(), ["茶", "水"]);
    }
}
